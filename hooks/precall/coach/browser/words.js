// Text goes in; words come out, each with its base form, ending and position. Mirrors lexicon.py and words.py.
(function (coach) {
  "use strict";

  const MAX_LENGTH = 1200;
  const TOKEN = /[a-z]+(?:'[a-z]+)*|[$#]?[0-9]+(?:[.,:][0-9]+)*[a-z%]*|[.,;:?!()"\/]|(?<![a-z0-9])-|-(?![a-z0-9])/g;
  const MARKS = {
    "‘": "'", "’": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": ";", "—": ";", "―": ";", "‐": "-", "‑": "-", "…": ".", "？": "?", "£": "$", "€": "$", "¥": "$", "&": ",",
  };

  /** Returns a function that computes a value once and then returns the same value. */
  function once(compute) {
    let value;
    return () => (value === undefined ? (value = compute()) : value);
  }

  const split = (line) => line.split(/\s+/).filter((word) => word);

  /** Appends a value to the list of a key. */
  function append(map, key, value) {
    if (map.has(key)) map.get(key).push(value);
    else map.set(key, [value]);
  }

  /** The lists of lexicon.json, arranged for look-up. */
  const loadLexicon = once(() => {
    const data = coach.data.lexicon;
    const singles = new Map();
    const fixed = new Map();
    const vocabulary = new Set(Object.keys(data.irregular));
    const phraseWords = [];
    for (const [name, lines] of Object.entries(data.classes)) {
      for (const entry of lines.join(",").split(",")) {
        const words = split(entry.replaceAll("n't", " n't").replaceAll("'s", " 's"));
        if (words.length === 1) {
          vocabulary.add(words[0]);
          append(singles, words[0], name);
        } else if (words.length) {
          phraseWords.push(...words);
          append(fixed, words[0], [words, name]);
        }
      }
    }
    for (const word of phraseWords) {
      if (!possibleStems(word).some(([stem]) => vocabulary.has(stem))) vocabulary.add(word);
    }
    const irregular = new Map();
    for (const [base, forms] of Object.entries(data.irregular)) {
      for (const form of split(forms)) irregular.set(form, [base, form.endsWith("ing") ? "ing" : "ed"]);
    }
    return { singles, fixed, vocabulary, irregular, phrases: data.phrases, short: new Map(Object.entries(data.short)) };
  });

  /** The lists of grammar.json. */
  const loadGrammar = once(() => {
    const { about, openers, ...lists } = coach.data.grammar;
    const phrases = (lines) => lines.join(", ").split(", ");
    const grammar = { leading: split(lists.leading.join(" ")), presuming: phrases(lists.presuming), openers: new Map() };
    for (const [name, lines] of Object.entries(lists)) {
      if (!(name in grammar)) grammar[name] = new Set(name.endsWith("tags") ? phrases(lines) : split(lines.join(" ")));
    }
    for (const [role, words] of Object.entries(openers)) {
      for (const word of split(words)) grammar.openers.set(word, role);
    }
    return grammar;
  });

  /** Returns the base forms that a regular form may have, each with the ending removed; the likeliest first. */
  function possibleStems(word) {
    if (word.length < 4) return [];
    if (word.endsWith("ies")) return [[word.slice(0, -3) + "y", "s"]];
    if (word.endsWith("ied")) return [[word.slice(0, -3) + "y", "ed"]];
    for (const ending of ["ing", "ed"]) {
      const stem = word.slice(0, -ending.length);
      if (word.endsWith(ending) && stem.length > 2) {
        const possible = [[stem, ending], [stem + "e", ending]];
        const last = stem[stem.length - 1];
        const doubled = last === stem[stem.length - 2] && last !== "l" && last !== "s";
        return doubled ? [[stem.slice(0, -1), ending], ...possible] : possible;
      }
    }
    if (word.endsWith("s") && !/(ss|us|is)$/.test(word)) {
      const possible = [[word.slice(0, -1), "s"]];
      return word.endsWith("es") ? [...possible, [word.slice(0, -2), "s"]] : possible;
    }
    return [];
  }

  const foldingTable = once(() => {
    const table = new Map(Object.entries(MARKS));
    for (const group of split(coach.data.lexicon.fold)) {
      const letters = [...group];
      const plain = letters.pop();
      for (const letter of letters) {
        table.set(letter, plain);
        const upper = letter.toUpperCase();
        if ([...upper].length === 1) table.set(upper, plain);
      }
    }
    for (const letter of "abcdefghijklmnopqrstuvwxyz") table.set(letter.toUpperCase(), letter);
    return table;
  });

  /** Returns the base form of a folded word, and the ending that was removed. */
  function baseForm(word) {
    const { irregular, vocabulary } = loadLexicon();
    if (irregular.has(word)) return irregular.get(word);
    if (vocabulary.has(word)) return [word, ""];
    for (const spelling of [word, word.replaceAll("iz", "is").replaceAll("yz", "ys")]) {
      if (vocabulary.has(spelling)) return [spelling, ""];
      const known = possibleStems(spelling).find(([stem]) => vocabulary.has(stem));
      if (known) return known;
    }
    const [stem, ending] = possibleStems(word)[0] || [word, ""];
    return [stem.endsWith("e") && stem.length > 4 ? stem.slice(0, -1) : stem, ending];
  }

  /** Returns whether a character is a capital letter. */
  const isUpper = (letter) => letter !== letter.toLowerCase() && letter === letter.toUpperCase();

  /** Returns the characters that are read, in small letters, with plain ones for accented ones. */
  function fold(letters) {
    return letters.slice(0, MAX_LENGTH).map((letter) => foldingTable().get(letter) || letter);
  }

  /** Returns the words and punctuation marks of a text. `letters` are its code points; positions count those. */
  function splitWords(letters) {
    const characters = letters.slice(0, MAX_LENGTH);
    // A character beyond the first 65,536 takes two places in a string; replace it by one that is in no word.
    const folded = fold(letters).map((letter) => (letter.length > 1 ? "\uffff" : letter)).join("");
    const words = [];
    let sentenceStart = true;
    for (const match of folded.matchAll(TOKEN)) {
      const [token] = match;
      const start = match.index;
      const capital = !sentenceStart && characters[start] !== folded[start] && isUpper(characters[start]);
      for (const [part, begin, end] of splitContraction(token, start)) {
        for (const text of split(loadLexicon().short.get(part) || part)) {
          const [base, ending] = baseForm(text);
          words.push({ text, base, ending, start: begin, end, capital, mark: !/^[a-z0-9'$#]/.test(text) });
        }
      }
      sentenceStart = '.?!:"('.includes(token);
    }
    return words;
  }

  /** Returns the parts of a contraction: "couldn't" has "could" and "n't", "she's" has "she" and "'s". */
  function splitContraction(token, start) {
    const end = start + token.length;
    let cut = token.indexOf("'");
    if (cut < 1 || token === "o'clock") return [[token, start, end]];
    if (token.endsWith("n't")) cut -= 1;
    return [[token.slice(0, cut), start, start + cut], [token.slice(cut), start + cut, end]];
  }

  Object.assign(coach, { once, append, loadLexicon, loadGrammar, fold, splitWords });
})((self.precallCoach = self.precallCoach || {}));
