// The weight of each word goes in; the reasons come out, quoting the words that decided. Mirrors explanations.py.
(function (coach) {
  "use strict";

  const { findClauses, findPatterns } = coach;
  const MAX_QUOTES = 2;
  const MAX_QUOTED_WORDS = 7;
  const MIN_SHARE = 0.35;

  /** Returns the sentences that explain a verdict, and the ranges (code points) of the words that they quote. */
  function explain(letters, chunks, judgement, verdict, shares) {
    const words = chunks.flatMap((chunk) => chunk.words);
    const quote = (begin, end) => `"${letters.slice(begin, end).join("").replaceAll('"', "'")}"`;
    const sentences = [];
    const spans = [];
    const purpose = judgement === "objective" ? purposeWords(chunks) : null;
    if (purpose && sumShares(shares, ...purpose) > 0) {
      const [begin, end] = [words[purpose[0]].start, words[lastWord(words, ...purpose)].end];
      sentences.push(`The purpose clause decides: ${quote(begin, end)}.`);
      spans.push([begin, end]);
    }
    for (const [start, stop] of heaviestStretches(chunks, shares)) {
      const [begin, end] = [words[start].start, words[stop - 1].end];
      const sentence = sentenceFor(chunks, judgement, verdict, start, stop);
      if (sentence && !sentences.some((earlier) => earlier.includes(sentence.split(":")[0]))) {
        sentences.push(sentence.replace("{words}", () => quote(begin, end)));
        spans.push([begin, end]);
      }
    }
    return [sentences, spans];
  }

  function sumShares(shares, start, stop) {
    let total = 0;
    for (let index = start; index < stop; index++) total += shares.get(index) || 0;
    return total;
  }

  /** Returns the index of the last word of a range that is not a punctuation mark. */
  function lastWord(words, start, stop) {
    let index = stop - 1;
    while (index > start && words[index].mark) index -= 1;
    return index;
  }

  /** Returns the words of the last purpose clause, with those that open it, as start and end indices. */
  function purposeWords(chunks) {
    const clauses = findClauses(chunks);
    for (let number = clauses.length - 1; number > 0; number--) {
      if (clauses[number].role === "purpose") {
        return [chunks[clauses[number - 1].end].first, chunks[clauses[number].end - 1].end];
      }
    }
    return null;
  }

  /** Returns the word ranges that speak most for the verdict, the heaviest first. */
  function heaviestStretches(chunks, shares) {
    const stretches = [];
    let run = [];
    const weight = (chunk) => sumShares(shares, chunk.first, chunk.end);
    const endRun = () => {
      if (!run.length) return;
      const total = run.reduce((sum, chunk) => sum + weight(chunk), 0);
      stretches.push([total, run[0].first, run[run.length - 1].end]);
    };
    for (const chunk of chunks) {
      const supports = !chunk.mark && weight(chunk) > 0;
      const length = run.reduce((sum, part) => sum + part.words.length, 0);
      if (supports && length + chunk.words.length <= MAX_QUOTED_WORDS) {
        run.push(chunk);
      } else {
        endRun();
        run = supports ? [chunk] : [];
      }
    }
    endRun();
    stretches.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    return stretches
      .slice(0, MAX_QUOTES)
      .filter(([total]) => total >= MIN_SHARE * stretches[0][0])
      .map(([, start, stop]) => [start, stop]);
  }

  /** Returns the first sentence whose classes or pattern groups occur in a range of words; empty if none does. */
  function sentenceFor(chunks, judgement, verdict, start, stop) {
    const names = new Set();
    for (const chunk of chunks) {
      if (chunk.first < stop && chunk.end > start) for (const name of chunk.classes) names.add(name);
    }
    for (const match of findPatterns(judgement, chunks)) {
      if (match.start < stop && match.end > start) names.add(match.group);
    }
    const row = coach.data.reasons[verdict].find(
      ([needed, sentence]) => sentence && (!needed.length || needed.some((name) => names.has(name))),
    );
    return row ? row[1] : "";
  }

  Object.assign(coach, { explain });
})((self.precallCoach = self.precallCoach || {}));
