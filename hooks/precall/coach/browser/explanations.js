// The weight of each word goes in; the reasons come out, quoting the words that decided. Mirrors explanations.py.
(function (coach) {
  "use strict";

  const { findClauses, findPatterns, loadGrammar } = coach;
  const MAX_QUOTED_WORDS = 7;
  const MIN_SHARE = 0.35;
  const MIN_OF_MARGIN = 0.6;
  const MIN_AT_EDGE = 0.1;

  /**
   * Returns the sentence that explains a verdict, in a list, and the ranges (code points) of the words that it quotes.
   *
   * `decides` returns whether the verdict is the other one without some ranges.
   */
  function explain(letters, chunks, judgement, verdict, shares, margin, decides) {
    const words = chunks.flatMap((chunk) => chunk.words);
    const purpose = judgement === "objective" ? purposeWords(chunks) : null;
    if (purpose && sumShares(shares, ...purpose) >= MIN_OF_MARGIN * margin) {
      const span = spanOf(letters, words, ...purpose);
      if (decides([span])) return [[`The purpose clause decides: ${quote(letters, [span])}.`], [span]];
    }
    const stretches = heaviestStretches(chunks, shares);
    const attempts = stretches.map((stretch) => [stretch]);
    if (stretches.length > 1) attempts.push(stretches);
    for (const ranges of attempts) {
      // A part of the purpose clause, which does not decide.
      if (purpose && ranges.every(([start, stop]) => purpose[0] <= start && stop <= purpose[1])) continue;
      if (ranges.reduce((sum, range) => sum + sumShares(shares, ...range), 0) < MIN_OF_MARGIN * margin) continue;
      const ordered = [...ranges].sort((a, b) => a[0] - b[0]);
      const spans = ordered.map((range) => spanOf(letters, words, ...range));
      if (!decides(spans)) continue;
      const sentence = sentenceFor(chunks, judgement, verdict, shares, ranges);
      return [sentence ? [sentence.replace("{words}", () => quote(letters, spans))] : [], spans];
    }
    return [[], []];
  }

  function quote(letters, spans) {
    return spans
      .map(([begin, end]) => `"${letters.slice(begin, end).join("").replaceAll('"', "'")}"`)
      .join(" and ");
  }

  /** Returns where the words of a range are in the text, without punctuation at the end, contractions whole. */
  function spanOf(letters, words, start, stop) {
    let last = stop;
    while (last > start + 1 && words[last - 1].mark) last -= 1;
    let begin = words[start].start;
    let { end } = words[last - 1];
    while (begin && isInner(letters[begin - 1]) && isInner(letters[begin])) begin -= 1;
    while (end < letters.length && isInner(letters[end]) && isInner(letters[end - 1])) end += 1;
    return [begin, end];
  }

  const isInner = (letter) => /[\p{L}\p{N}'’]/u.test(letter);

  function sumShares(shares, start, stop) {
    let total = 0;
    for (let index = start; index < stop; index++) total += shares.get(index) || 0;
    return total;
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
      let [first, last] = [0, run.length - 1];
      while (first < last && weight(run[first]) < MIN_AT_EDGE * total) first += 1;
      while (last > first && weight(run[last]) < MIN_AT_EDGE * total) last -= 1;
      stretches.push([total, run[first].first, run[last].end]);
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
    const ranges = stretches
      .slice(0, 2)
      .filter(([total]) => total >= MIN_SHARE * stretches[0][0])
      .map(([, start, stop]) => completed(chunks, start, stop));
    const [first, second] = ranges;
    return second && first[0] < second[1] && second[0] < first[1] ? [first] : ranges;
  }

  /** Returns a range with the words that complete it: no quotation ends in "the" or "from". */
  function completed(chunks, start, stop) {
    let end = stop;
    chunks.slice(0, -1).forEach((chunk, index) => {
      const following = chunks[index + 1];
      if (chunk.end === end && !following.mark && isOpen(chunk)) end = following.end;
    });
    return [start, end];
  }

  /** Returns whether a chunk needs a following word: an article, a preposition or the like. */
  const isOpen = (chunk) => loadGrammar().own_form.has(chunk.base) || chunk.classes.has("det");

  /** Returns the sentence whose classes and pattern groups weigh most in the ranges; the first one of equals. */
  function sentenceFor(chunks, judgement, verdict, shares, ranges) {
    const weights = new Map();
    const matches = findPatterns(judgement, chunks);
    for (const [start, stop] of ranges) {
      for (const chunk of chunks) {
        if (start > chunk.first || chunk.end > stop) continue;
        const weight = sumShares(shares, chunk.first, chunk.end);
        for (const name of chunk.classes) weights.set(name, (weights.get(name) || 0) + weight);
      }
      for (const match of matches) {
        if (start > match.start || match.end > stop) continue;
        const weight = sumShares(shares, match.start, match.end);
        weights.set(match.group, Math.max(weights.get(match.group) || 0, weight));
      }
    }
    let [best, heaviest] = ["", 0];
    for (const [needed, sentence] of coach.data.reasons[verdict]) {
      const weight = Math.max(0, ...needed.map((name) => weights.get(name) || 0));
      if (weight > heaviest || (!best && !needed.length)) [best, heaviest] = [sentence, weight];
    }
    return best;
  }

  Object.assign(coach, { explain });
})((self.precallCoach = self.precallCoach || {}));
