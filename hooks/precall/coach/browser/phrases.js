// Words become units with their classes, and clauses with the part they play, as patterns.py, phrases.py and clauses.py do it.
(function (coach) {
  "use strict";

  const { once, append, lexicon, grammar } = coach;
  const PEOPLE = ["they", "client", "person", "firm", "name", "somebody"];
  const SUBJECT = ["us", "them", "you"];
  const AFTER_SO = [...SUBJECT, "det", "order", "step", "meeting", "goodfree"];
  const NO_PURPOSE_AFTER = ["able", "want", "opento", "takes", "commit", "what"];

  const touches = (classes, names) => names.some((name) => classes.has(name));

  /** The steps of a written pattern. */
  function parse(line) {
    return line.split(" ").map((part) => {
      if (part === "^" || part === "$") return { anchor: part };
      if (part.startsWith("~")) return { gap: Number(part.slice(1)) };
      const items = part.replace(/\?+$/, "").split("|");
      return {
        classes: items.filter((item) => item.startsWith("@")).map((item) => item.slice(1)),
        words: new Set(items.filter((item) => !item.startsWith("@"))),
        optional: part.endsWith("?"),
      };
    });
  }

  /** What a pattern can begin with: words, and classes with an `@` before them. */
  function openings(pattern) {
    const first = pattern[0].anchor ? pattern[1] : pattern[0];
    return [...first.words, ...first.classes.map((name) => "@" + name)];
  }

  /** Where the words end that the pattern takes from this place on, or -1. */
  function reach(pattern, words, classes, at, step = 0) {
    if (step === pattern.length) return at;
    const here = pattern[step];
    if (here.anchor === "^") return at === 0 || words[at - 1].mark ? reach(pattern, words, classes, at, step + 1) : -1;
    if (here.anchor === "$") {
      return at >= words.length || words[at].mark ? reach(pattern, words, classes, at, step + 1) : -1;
    }
    if (here.gap) {
      if (step + 1 === pattern.length) return at;
      for (let skipped = 0; skipped <= here.gap; skipped++) {
        const last = words[at + skipped - 1];
        if (skipped && (!last || (last.mark && last.text !== ","))) return -1;
        const end = reach(pattern, words, classes, at + skipped, step + 1);
        if (end >= 0) return end;
      }
      return -1;
    }
    const word = words[at];
    if (word && (here.words.has(word.text) || here.words.has(word.base) || touches(classes[at], here.classes))) {
      const end = reach(pattern, words, classes, at + 1, step + 1);
      if (end >= 0) return end;
    }
    return here.optional ? reach(pattern, words, classes, at, step + 1) : -1;
  }

  /** The keys under which patterns that begin with a word are found. */
  function* keys(word, classes) {
    yield word.text;
    if (word.base !== word.text) yield word.base;
    for (const name of classes) yield "@" + name;
  }

  function classesOf(word) {
    const { singles, vocabulary } = lexicon();
    const names = new Set([...(singles.get(word.text) || []), ...(singles.get(word.base) || [])]);
    if (/^[0-9]/.test(word.text)) names.add("number");
    else if (/^[$#]/.test(word.text)) names.add("sum");
    else if (!names.size && word.capital && !word.mark && !vocabulary.has(word.base)) names.add("name");
    if (touches(names, PEOPLE)) names.add("them");
    return names;
  }

  const byOpening = once(() => {
    const found = new Map();
    for (const line of lexicon().phrases) {
      const cut = line.indexOf(": ");
      const pattern = parse(line.slice(cut + 2));
      for (const opening of openings(pattern)) append(found, opening, [line.slice(0, cut), pattern]);
    }
    return found;
  });

  /** How many words the longest entry takes from this place on (1 when none does), and its classes. */
  function longest(words, classes, at) {
    const candidates = [];
    for (const first of new Set([words[at].text, words[at].base])) {
      for (const [row, name] of lexicon().fixed.get(first) || []) {
        const fits = row.every((part, index) => {
          const word = words[at + index];
          return word && (part === word.text || part === word.base);
        });
        if (fits) candidates.push([row.length, name]);
      }
    }
    for (const key of keys(words[at], classes[at])) {
      for (const [name, pattern] of byOpening().get(key) || []) {
        candidates.push([reach(pattern, words, classes, at) - at, name]);
      }
    }
    let length = 1;
    let names = new Set();
    for (const [reached, name] of candidates) {
      if (reached > length) [length, names] = [reached, new Set([name])];
      else if (reached === length && length > 1) names.add(name);
    }
    return [length, names];
  }

  /** The sentence as units, left to right, the longest entry first. */
  function units(words) {
    const alone = words.map(classesOf);
    const found = [];
    for (let at = 0; at < words.length; ) {
      const [length, names] = longest(words, alone, at);
      const taken = words.slice(at, at + length);
      found.push({
        words: taken,
        base: taken.map((word) => word.base).join(" "),
        classes: length > 1 ? names : alone[at],
        first: at,
        end: at + length,
        apart: alone.slice(at, at + length),
        ending: taken[0].ending,
        mark: taken[0].mark,
      });
      at += length;
    }
    return found;
  }

  /** The clauses of a sentence, in order, each with its role; one without a unit of its own is left out. */
  function clauses(row) {
    const cuts = [["first", 0, 0]];
    for (let at = 0; at < row.length; ) {
      const [role, length] = opening(row, at);
      if (role) cuts.push([role, at, at + length]);
      at += Math.max(length, 1);
    }
    const found = cuts
      .map(([role, , start], index) => ({ role, start, end: index + 1 < cuts.length ? cuts[index + 1][1] : row.length }))
      .filter(({ start, end }) => end > start);
    if (found.length && found[0].role === "and") found[0].role = "first";
    return found;
  }

  /** The role that opens at this unit, and how many units open it. */
  function opening(row, at) {
    const here = row[at].base;
    const follows = row[at + 1];
    if (!follows) return row[at].mark ? ["and", 1] : ["", 0];
    const length = purpose(row, at);
    if (length || here === "so") return [length ? "purpose" : "", length];
    if (["by", "through", "use", "via"].includes(here) && follows.ending === "ing") return ["means", 1];
    if (here === "even" && ["if", "when", "though", "where"].includes(follows.base)) return ["even", 2];
    if (here === "," && (touches(follows.classes, SUBJECT) || ["and", "then", "but"].includes(follows.base))) {
      return ["and", 1];
    }
    const role = grammar().openers.get(here) || "";
    return [role, role === "not" && ["of", "than"].includes(follows.base) ? 2 : role ? 1 : 0];
  }

  /** How many units open a purpose clause here: "so that", "in order to", "until", "to" with a verb, ...; 0: none. */
  function purpose(row, at) {
    const here = row[at].base;
    const follows = row[at + 1];
    const third = row[at + 2] ? row[at + 2].base : "";
    if (here === "so") {
      if (follows.base === "that") return 2;
      if (follows.base === "as" && third === "to") return 3;
      return touches(follows.classes, AFTER_SO) || ["it", "there", "nobody"].includes(follows.base) ? 1 : 0;
    }
    if (here === "in" && follows.base === "order" && (third === "to" || third === "that")) return 3;
    if (here === "with" && follows.base === "a" && third === "view") return 4;
    if (here === "until" || here === "till") return 1;
    if (!at) return 0;
    const before = row[at - 1];
    const verbal = [...grammar().verbal];
    if (here === "which" && before.base === ",") return touches(follows.classes, [...verbal, "modal"]) ? 1 : 0;
    if (["hope", "aim", "thereby"].includes(here) && row[at].ending === "ing") return 1;
    if (here === "to" && !follows.ending && touches(follows.classes, verbal.filter((name) => name !== "able"))) {
      return touches(before.classes, NO_PURPOSE_AFTER) || grammar().takes_to.has(before.base) ? 0 : 1;
    }
    return 0;
  }

  Object.assign(coach, { touches, parse, openings, reach, keys, units, clauses });
})((self.precallCoach = self.precallCoach || {}));
