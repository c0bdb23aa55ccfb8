// Text becomes words, as lists.py and words.py do it: each with its base form, its ending and its place.
(function (coach) {
  "use strict";

  const LONGEST = 1200;
  const PIECE = /[a-z]+(?:'[a-z]+)*|[$#]?[0-9]+(?:[.,:][0-9]+)*[a-z%]*|[.,;:?!()"\/]|(?<![a-z0-9])-|-(?![a-z0-9])/g;
  const MARKS = {
    "‘": "'", "’": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": ";", "—": ";", "―": ";", "‐": "-", "‑": "-", "…": ".", "？": "?", "£": "$", "€": "$", "¥": "$", "&": ",",
  };

  /** What is made of `make` the first time it is asked for. */
  function once(make) {
    let made;
    return () => (made === undefined ? (made = make()) : made);
  }

  const split = (line) => line.split(/\s+/).filter((word) => word);

  /** Puts a value at the end of the list under a key. */
  function append(map, key, value) {
    if (map.has(key)) map.get(key).push(value);
    else map.set(key, [value]);
  }

  /** The word lists, laid out for look-up. */
  const lexicon = once(() => {
    const written = coach.data.lexicon;
    const singles = new Map();
    const fixed = new Map();
    const vocabulary = new Set(Object.keys(written.irregular));
    const parts = [];
    for (const [name, lines] of Object.entries(written.classes)) {
      for (const entry of lines.join(",").split(",")) {
        const row = split(entry.replaceAll("n't", " n't").replaceAll("'s", " 's"));
        if (row.length === 1) {
          vocabulary.add(row[0]);
          append(singles, row[0], name);
        } else if (row.length) {
          parts.push(...row);
          append(fixed, row[0], [row, name]);
        }
      }
    }
    for (const part of parts) {
      if (!stems(part).some(([stem]) => vocabulary.has(stem))) vocabulary.add(part);
    }
    const irregular = new Map();
    for (const [base, forms] of Object.entries(written.irregular)) {
      for (const form of split(forms)) irregular.set(form, [base, form.endsWith("ing") ? "ing" : "ed"]);
    }
    return { singles, fixed, vocabulary, irregular, phrases: written.phrases, short: new Map(Object.entries(written.short)) };
  });

  /** Words and classes that carry grammar. */
  const grammar = once(() => {
    const { about, openers, ...written } = coach.data.grammar;
    const phrases = (lines) => lines.join(", ").split(", ");
    const found = { leading: split(written.leading.join(" ")), presuming: phrases(written.presuming), openers: new Map() };
    for (const [name, lines] of Object.entries(written)) {
      if (!(name in found)) found[name] = new Set(name.endsWith("tags") ? phrases(lines) : split(lines.join(" ")));
    }
    for (const [role, words] of Object.entries(openers)) {
      for (const word of split(words)) found.openers.set(word, role);
    }
    return found;
  });

  /** What a word may be a form of, each with the ending taken off; the first is the likeliest. */
  function stems(word) {
    if (word.length < 4) return [];
    if (word.endsWith("ies")) return [[word.slice(0, -3) + "y", "s"]];
    if (word.endsWith("ied")) return [[word.slice(0, -3) + "y", "ed"]];
    for (const ending of ["ing", "ed"]) {
      const stem = word.slice(0, -ending.length);
      if (word.endsWith(ending) && stem.length > 2) {
        const found = [[stem, ending], [stem + "e", ending]];
        const last = stem[stem.length - 1];
        const doubled = last === stem[stem.length - 2] && last !== "l" && last !== "s";
        return doubled ? [[stem.slice(0, -1), ending], ...found] : found;
      }
    }
    if (word.endsWith("s") && !/(ss|us|is)$/.test(word)) {
      const found = [[word.slice(0, -1), "s"]];
      return word.endsWith("es") ? [...found, [word.slice(0, -2), "s"]] : found;
    }
    return [];
  }

  const folding = once(() => {
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

  /** The base form of a folded word, and the ending taken off to reach it. */
  function rootForm(word) {
    const { irregular, vocabulary } = lexicon();
    if (irregular.has(word)) return irregular.get(word);
    if (vocabulary.has(word)) return [word, ""];
    for (const spelling of [word, word.replaceAll("iz", "is").replaceAll("yz", "ys")]) {
      if (vocabulary.has(spelling)) return [spelling, ""];
      const known = stems(spelling).find(([stem]) => vocabulary.has(stem));
      if (known) return known;
    }
    const [stem, ending] = stems(word)[0] || [word, ""];
    return [stem.endsWith("e") && stem.length > 4 ? stem.slice(0, -1) : stem, ending];
  }

  /** Whether a character is a capital letter. */
  const isUpper = (letter) => letter !== letter.toLowerCase() && letter === letter.toUpperCase();

  /** The words and marks of a text, given as its code points; places count those. */
  function read(letters) {
    const read = letters.slice(0, LONGEST);
    // A sign beyond the first 65,536 takes two places in a string: one that no word holds takes one.
    const folded = read.map((letter) => folding().get(letter) || (letter.length > 1 ? "\uffff" : letter)).join("");
    const words = [];
    let opening = true;
    for (const match of folded.matchAll(PIECE)) {
      const [piece] = match;
      const at = match.index;
      const capital = !opening && read[at] !== folded[at] && isUpper(read[at]);
      for (const [part, start, end] of parts(piece, at)) {
        for (const text of split(lexicon().short.get(part) || part)) {
          const [base, ending] = rootForm(text);
          words.push({ text, base, ending, start, end, capital, mark: !/^[a-z0-9'$#]/.test(text) });
        }
      }
      opening = '.?!:"('.includes(piece);
    }
    return words;
  }

  /** A contraction taken apart: "couldn't" is "could" and "n't", "she's" is "she" and "'s". */
  function parts(piece, start) {
    const end = start + piece.length;
    let at = piece.indexOf("'");
    if (at < 1 || piece === "o'clock") return [[piece, start, end]];
    if (piece.endsWith("n't")) at -= 1;
    return [[piece.slice(0, at), start, start + at], [piece.slice(at), start + at, end]];
  }

  Object.assign(coach, { once, append, lexicon, grammar, read });
})((self.precallCoach = self.precallCoach || {}));
