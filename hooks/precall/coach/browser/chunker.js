// Words go in; chunks with their classes and clauses come out. Mirrors pattern_matcher.py, chunker.py and clauses.py.
(function (coach) {
  "use strict";

  const { append, loadGrammar, loadLexicon, once } = coach;
  const OTHER_PEOPLE = ["they", "client", "person", "firm", "name", "somebody"];
  const SUBJECT = ["us", "them", "you"];
  const AFTER_SO = [...SUBJECT, "det", "order", "step", "meeting", "goodfree"];
  const NO_PURPOSE_AFTER = ["able", "want", "opento", "takes", "commit", "what"];

  const hasAny = (classes, names) => names.some((name) => classes.has(name));

  /** Returns the steps of a written pattern. */
  function parsePattern(line) {
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

  /** Returns the names with which a pattern can begin: words, and classes with an `@` before them. */
  function firstNames(pattern) {
    const first = pattern[0].anchor ? pattern[1] : pattern[0];
    return [...first.words, ...first.classes.map((name) => "@" + name)];
  }

  /** Yields the names by which patterns can mention a word. */
  function* wordNames(word, classes) {
    yield word.text;
    if (word.base !== word.text) yield word.base;
    for (const name of classes) yield "@" + name;
  }

  /** Returns the index after the last word that a pattern matches from a word on, or -1. */
  function matchEnd(pattern, words, wordClasses, start, step = 0) {
    if (step === pattern.length) return start;
    const current = pattern[step];
    if (current.anchor) {
      const edge = current.anchor === "^" ? start === 0 || words[start - 1].mark : start >= words.length || words[start].mark;
      return edge ? matchEnd(pattern, words, wordClasses, start, step + 1) : -1;
    }
    if (current.gap) {
      if (step + 1 === pattern.length) return start;
      for (let skipped = 0; skipped <= current.gap; skipped++) {
        const last = words[start + skipped - 1];
        if (skipped && (!last || (last.mark && last.text !== ","))) return -1;
        const end = matchEnd(pattern, words, wordClasses, start + skipped, step + 1);
        if (end >= 0) return end;
      }
      return -1;
    }
    const word = words[start];
    if (word && (current.words.has(word.text) || current.words.has(word.base) || hasAny(wordClasses[start], current.classes))) {
      const end = matchEnd(pattern, words, wordClasses, start + 1, step + 1);
      if (end >= 0) return end;
    }
    return current.optional ? matchEnd(pattern, words, wordClasses, start, step + 1) : -1;
  }

  function classesOf(word) {
    const { singles, vocabulary } = loadLexicon();
    const classes = new Set([...(singles.get(word.text) || []), ...(singles.get(word.base) || [])]);
    if (/^[0-9]/.test(word.text)) classes.add("number");
    else if (/^[$#]/.test(word.text)) classes.add("sum");
    else if (!classes.size && word.capital && !word.mark && !vocabulary.has(word.base)) classes.add("name");
    if (hasAny(classes, OTHER_PEOPLE)) classes.add("them");
    return classes;
  }

  const phraseIndex = once(() => {
    const index = new Map();
    for (const line of loadLexicon().phrases) {
      const cut = line.indexOf(": ");
      const pattern = parsePattern(line.slice(cut + 2));
      for (const name of firstNames(pattern)) append(index, name, [line.slice(0, cut), pattern]);
    }
    return index;
  });

  /** Returns the number of words of the longest phrase that begins at a word (1 if none does), and its classes. */
  function longestPhrase(words, wordClasses, start) {
    const candidates = [];
    for (const first of new Set([words[start].text, words[start].base])) {
      for (const [row, name] of loadLexicon().fixed.get(first) || []) {
        const matches = row.every((part, offset) => {
          const word = words[start + offset];
          return word && (part === word.text || part === word.base);
        });
        if (matches) candidates.push([row.length, name]);
      }
    }
    for (const key of wordNames(words[start], wordClasses[start])) {
      for (const [name, pattern] of phraseIndex().get(key) || []) {
        candidates.push([matchEnd(pattern, words, wordClasses, start) - start, name]);
      }
    }
    let length = 1;
    let classes = new Set();
    for (const [candidateLength, name] of candidates) {
      if (candidateLength > length) [length, classes] = [candidateLength, new Set([name])];
      else if (candidateLength === length && length > 1) classes.add(name);
    }
    return [length, classes];
  }

  /** Returns the sentence as chunks from left to right, each as long as possible. */
  function chunkWords(words) {
    const wordClasses = words.map(classesOf);
    const chunks = [];
    for (let index = 0; index < words.length; ) {
      const [length, classes] = longestPhrase(words, wordClasses, index);
      const part = words.slice(index, index + length);
      chunks.push({
        words: part,
        base: part.map((word) => word.base).join(" "),
        classes: length > 1 ? classes : wordClasses[index],
        first: index,
        end: index + length,
        wordClasses: wordClasses.slice(index, index + length),
        ending: part[0].ending,
        mark: part[0].mark,
      });
      index += length;
    }
    return chunks;
  }

  /** Returns the clauses of a sentence in order, without those that have no chunk besides their opening words. */
  function findClauses(chunks) {
    const openings = [["first", 0, 0]];
    for (let index = 0; index < chunks.length; ) {
      const [role, length] = openingAt(chunks, index);
      if (role) openings.push([role, index, index + length]);
      index += Math.max(length, 1);
    }
    const clauses = openings
      .map(([role, , start], number) => {
        const next = openings[number + 1];
        return { role, start, end: next ? next[1] : chunks.length };
      })
      .filter(({ start, end }) => end > start);
    if (clauses.length && clauses[0].role === "and") clauses[0].role = "first";
    return clauses;
  }

  /** Returns the role of the clause that opens at a chunk and how many chunks open it; `["", 0]` if none does. */
  function openingAt(chunks, index) {
    const { base } = chunks[index];
    const following = chunks[index + 1];
    if (!following) return chunks[index].mark ? ["and", 1] : ["", 0];
    const length = purposeOpening(chunks, index);
    if (length || base === "so") return [length ? "purpose" : "", length];
    if (["by", "through", "use", "via"].includes(base) && following.ending === "ing") return ["means", 1];
    if (base === "even" && ["if", "when", "though", "where"].includes(following.base)) return ["even", 2];
    if (base === "," && (hasAny(following.classes, SUBJECT) || ["and", "then", "but"].includes(following.base))) {
      return ["and", 1];
    }
    const role = loadGrammar().openers.get(base) || "";
    return [role, role === "not" && ["of", "than"].includes(following.base) ? 2 : role ? 1 : 0];
  }

  /** Returns how many chunks open a purpose clause here ("so that", "in order to", "to" with a verb); 0 if none. */
  function purposeOpening(chunks, index) {
    const { base } = chunks[index];
    const following = chunks[index + 1];
    const third = chunks[index + 2] ? chunks[index + 2].base : "";
    if (base === "so") {
      if (following.base === "that") return 2;
      if (following.base === "as" && third === "to") return 3;
      return hasAny(following.classes, AFTER_SO) || ["it", "there", "nobody"].includes(following.base) ? 1 : 0;
    }
    if (base === "in" && following.base === "order" && (third === "to" || third === "that")) return 3;
    if (base === "with" && following.base === "a" && third === "view") return 4;
    if (base === "until" || base === "till") return 1;
    if (!index) return 0;
    const previous = chunks[index - 1];
    const verbal = [...loadGrammar().verbal];
    if (base === "which" && previous.base === ",") return hasAny(following.classes, [...verbal, "modal"]) ? 1 : 0;
    if (["hope", "aim", "thereby"].includes(base) && chunks[index].ending === "ing") return 1;
    if (base === "to" && !following.ending && hasAny(following.classes, verbal.filter((name) => name !== "able"))) {
      return hasAny(previous.classes, NO_PURPOSE_AFTER) || loadGrammar().takes_to.has(previous.base) ? 0 : 1;
    }
    return 0;
  }

  Object.assign(coach, { parsePattern, firstNames, wordNames, matchEnd, chunkWords, findClauses });
})((self.precallCoach = self.precallCoach || {}));
