// Weights become reasons, as reasons.py does it; a question becomes its forms, as grammar.py does it.
(function (coach) {
  "use strict";

  const { clauses, grammar, signs } = coach;
  const MOST = 2;
  const LONGEST = 7;
  const PART = 0.35;

  /** The sentences that say why, and the places of the words they quote. */
  function reasons(letters, row, judgement, verdict, shares) {
    const words = row.flatMap((unit) => unit.words);
    const quoted = (begin, end) => `"${letters.slice(begin, end).join("").replaceAll('"', "'")}"`;
    const said = [];
    const places = [];
    const clause = judgement === "objective" ? purpose(row) : null;
    if (clause && sum(shares, ...clause) > 0) {
      const [begin, end] = [words[clause[0]].start, words[lastWord(words, ...clause)].end];
      said.push(`The purpose clause decides: ${quoted(begin, end)}.`);
      places.push([begin, end]);
    }
    for (const [start, stop] of turns(row, shares)) {
      const [begin, end] = [words[start].start, words[stop - 1].end];
      const sentence = sentenceFor(row, judgement, verdict, start, stop);
      if (sentence && !said.some((earlier) => earlier.includes(sentence.split(":")[0]))) {
        said.push(sentence.replace("{words}", () => quoted(begin, end)));
        places.push([begin, end]);
      }
    }
    return [said, places];
  }

  function sum(shares, start, stop) {
    let total = 0;
    for (let at = start; at < stop; at++) total += shares.get(at) || 0;
    return total;
  }

  /** The last word of a stretch that is no mark. */
  function lastWord(words, start, stop) {
    let at = stop - 1;
    while (at > start && words[at].mark) at -= 1;
    return at;
  }

  /** The last purpose clause with the words that open it: first word and the word after the last. */
  function purpose(row) {
    const parts = clauses(row);
    for (let index = parts.length - 1; index > 0; index--) {
      if (parts[index].role === "purpose") return [row[parts[index - 1].end].first, row[parts[index].end - 1].end];
    }
    return null;
  }

  /** The stretches that speak loudest for the verdict, the loudest first. */
  function turns(row, shares) {
    const loud = [];
    let run = [];
    const close = () => {
      if (!run.length) return;
      const total = run.reduce((before, unit) => before + sum(shares, unit.first, unit.end), 0);
      loud.push([total, run[0].first, run[run.length - 1].end]);
    };
    for (const unit of row) {
      const inside = !unit.mark && sum(shares, unit.first, unit.end) > 0;
      const length = run.reduce((before, each) => before + each.words.length, 0);
      if (inside && length + unit.words.length <= LONGEST) {
        run.push(unit);
      } else {
        close();
        run = inside ? [unit] : [];
      }
    }
    close();
    loud.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    return loud.slice(0, MOST).filter(([total]) => total >= PART * loud[0][0]).map(([, start, stop]) => [start, stop]);
  }

  /** The pattern of the reason that fits the stretch: the first whose classes or signs stand in it. */
  function sentenceFor(row, judgement, verdict, start, stop) {
    const there = new Set();
    for (const unit of row) {
      if (unit.first < stop && unit.end > start) for (const name of unit.classes) there.add(name);
    }
    for (const sign of signs(judgement, row)) {
      if (sign.start < stop && sign.end > start) there.add(sign.group);
    }
    const fits = ([names, sentence]) => sentence && (!names.length || names.some((name) => there.has(name)));
    const found = coach.data.reasons[verdict].find(fits);
    return found ? found[1] : "";
  }

  /** What the grammar of a question says about it: open, double-barrelled, leading, with a tie-down. */
  function forms(words) {
    const texts = words.map((word) => word.text);
    const asked = sentences(texts);
    const last = asked[asked.length - 1] || [];
    const tieDown = tied(last);
    let main = mainOf(last);
    if (tieDown && asked.length > 1 && last.length <= 3) main = mainOf(asked[asked.length - 2]);
    const flat = ` ${texts.join(" ")} `;
    const presumed = grammar().presuming.some((phrase) => flat.includes(` ${phrase} `));
    return { open: isOpen(main), double: isDouble(asked), leading: tieDown || presumed || negated(main), tieDown };
  }

  /** The sentences that end in a question mark; the last sentence when none does. */
  function sentences(texts) {
    const parts = [[]];
    const asked = [];
    for (const text of texts) {
      const part = parts[parts.length - 1];
      if (![".", "!", "?"].includes(text)) {
        part.push(text);
        continue;
      }
      if (text === "?" && part.length) asked.push(part);
      parts.push([]);
    }
    return asked.length ? asked : parts.filter((part) => part.length).slice(-1);
  }

  /** Whether a question can begin here. */
  function head(texts, at) {
    if (at >= texts.length) return false;
    const lists = grammar();
    const [text, next] = [texts[at], texts[at + 1]];
    if (lists.asking.has(text)) {
      const begins = lists.helping.has(next) || ["'s", "'d", "to"].includes(next);
      return !(lists.subordinate.has(text) && next && !begins);
    }
    if (lists.helping.has(text)) return Boolean(next);
    return lists.telling.has(text) && lists.told.has(next);
  }

  /** A sentence from where its question begins. */
  function mainOf(texts) {
    const starts = [0];
    texts.forEach((text, at) => {
      if ([",", ";", ":", "-"].includes(text)) starts.push(at + 1);
    });
    for (const start of starts) {
      let at = start;
      while (at < texts.length && grammar().prelude.has(texts[at])) at += 1;
      if (head(texts, at)) return texts.slice(at);
    }
    return texts;
  }

  function isOpen(main) {
    if (!main.length) return false;
    if (grammar().asking.has(main[0]) || grammar().telling.has(main[0])) return true;
    const polite = ["can", "could", "would", "will"].includes(main[0]) && main[1] === "you";
    const asksFor = main.slice(0, 5).some((text) => text === "send" || text === "sign");
    return polite && main.slice(2, 5).some((text) => grammar().telling.has(text)) && !asksFor;
  }

  function negated(main) {
    if (main.length <= 2 || !grammar().helping.has(main[0])) return false;
    return main[1] === "n't" || (grammar().persons.has(main[1]) && main[2] === "not");
  }

  /** Whether a sentence ends in a tag: after a comma, an auxiliary and a pronoun; or one of the set tags. */
  function tied(texts) {
    const lists = grammar();
    const end = texts.filter((text) => text !== ")" && text !== '"');
    let comma = -1;
    end.forEach((text, at) => {
      if ([",", ";", "-"].includes(text)) comma = at;
    });
    const last = end.slice(comma + 1);
    if (comma >= 0 && lists.tags.has(last.join(" "))) return true;
    if (last[last.length - 1] === "please") return false;
    if (comma < 0) return end.length <= 2 && lists.short_tags.has(end.join(" "));
    const asks = lists.helping.has(last[0]) && lists.persons.has(last[last.length - 1]);
    return asks && (last.length === 2 || (last.length === 3 && last[1] === "n't"));
  }

  /** Whether two things are asked: two question marks, or a second question after "and" or a comma. */
  function isDouble(asked) {
    const lists = grammar();
    const real = asked.filter((sentence) => !(tied(sentence) && sentence.length <= 3));
    if (real.length > 1) return true;
    for (const sentence of real) {
      const main = mainOf(sentence);
      for (let at = 2; at < main.length - 1; at++) {
        if (!["and", "but", "then", ";"].includes(main[at]) || !head(main, at + 1)) continue;
        const then = main[at + 2];
        if (lists.asking.has(main[at + 1]) || lists.persons.has(then) || ["your", "the", "n't"].includes(then)) {
          return !tied(["x", ",", ...main.slice(at + 1)]);
        }
      }
    }
    return false;
  }

  Object.assign(coach, { reasons, forms });
})((self.precallCoach = self.precallCoach || {}));
