// Text becomes words, and words become stems, as words.py does it. The tables come with the index.
(function (search) {
  "use strict";

  const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i" };
  const PLAIN = /^[a-z0-9 ]*$/;
  // Two ways to the same words: the first is quicker and does for most texts.
  const LATIN = /^[\x00-\x7f‘’“”–—…]*$/;
  const LATIN_WORD = /[A-Za-z0-9](?:[A-Za-z0-9]|['’‘`](?=[A-Za-z0-9]))*/g;
  // A mark belongs to the letter before it, an apostrophe between letters to its word.
  const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|['’ʼ‘`´](?=[\p{L}\p{N}]))*/gu;
  const VOWEL = /[aeiouy]/;

  /** Small letters without accents or apostrophes. */
  function fold(text) {
    const small = text.toLowerCase();
    if (PLAIN.test(small)) return small;
    return small
      .replace(/['’ʼ‘`´]/g, "")
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]);
  }

  /** The words of a text, folded: runs of letters and digits. */
  function tokens(text) {
    return fold(text).match(/[\p{L}\p{N}]+/gu) || [];
  }

  /** The words of a text with their places: [folded, start, end]. */
  function placed(text) {
    const found = [];
    for (const match of text.matchAll(LATIN.test(text) ? LATIN_WORD : WORD)) {
      found.push([fold(match[0]), match.index, match.index + match[0].length]);
    }
    return found;
  }

  /** The tables of one language, made ready. */
  class Grammar {
    constructor(tables) {
      this.stop = new Set(tables.stop.split(" "));
      this.whole = new Set(tables.whole.split(" "));
      this.steps = tables.steps;
      this.heads = new Map(Object.entries(tables.heads));
      this.kinds = new Map(Object.entries(tables.kinds).map(([kind, stems]) => [kind, new Set(stems)]));
      this.known = new Map();
    }

    /** What all forms of a folded word have in common; no word itself. */
    stem(word) {
      let stem = this.known.get(word);
      if (stem === undefined) {
        const cut = this.cut(word);
        stem = this.heads.get(cut) || cut;
        this.known.set(word, stem);
      }
      return stem;
    }

    /** The word without its endings. */
    cut(word) {
      if (!this.steps.length || word.length < 4 || this.whole.has(word) || !/^[a-z]+$/.test(word)) return word;
      for (const step of this.steps) {
        for (let round = 0; round < (step.repeat ? 4 : 1); round++) {
          const before = word;
          word = applied(word, step.rows);
          if (word === before) break;
        }
      }
      if (word.length > 3 && word.endsWith("e")) word = word.slice(0, -1);
      const last = word[word.length - 1];
      if (word.length > 3 && last === word[word.length - 2] && !VOWEL.test(last)) word = word.slice(0, -1);
      return word.length > 3 && word.endsWith("y") ? word.slice(0, -1) + "i" : word;
    }
  }

  function applied(word, rows) {
    for (const [ending, instead, left] of rows) {
      if (word.endsWith(ending)) {
        const stay = word.slice(0, word.length - ending.length);
        if (stay.length >= left && VOWEL.test(stay)) return stay + instead;
      }
    }
    return word;
  }

  const LONGEST = 64;
  let above = new Uint8Array(LONGEST + 2);
  let before = new Uint8Array(LONGEST + 2);
  let line = new Uint8Array(LONGEST + 2);

  /**
   * How many letters must be changed, put in, taken out or swapped with their neighbour to make one word the other:
   * [for the whole word, for the best beginning of it]. Above `most` the answer is `most + 1`.
   */
  function distances(typed, word, most) {
    const far = most + 1;
    const height = typed.length;
    // What lies further behind than `most` can be no part of a beginning, and of a whole word only if it is that short.
    const width = Math.min(word.length, height + most);
    if (height > LONGEST || width > LONGEST || width < height - most) return [far, far];
    for (let column = 0; column <= width; column++) above[column] = column < far ? column : far;
    for (let row = 1; row <= height; row++) {
      const first = Math.max(1, row - most);
      const last = Math.min(width, row + most);
      line[first - 1] = first === 1 && row < far ? row : far;
      let least = line[first - 1];
      const letter = typed.charCodeAt(row - 1);
      for (let column = first; column <= last; column++) {
        const other = word.charCodeAt(column - 1);
        let cost = above[column - 1] + (letter === other ? 0 : 1);
        if (line[column - 1] + 1 < cost) cost = line[column - 1] + 1;
        if (column < row + most && above[column] + 1 < cost) cost = above[column] + 1;
        if (row > 1 && column > 1 && letter === word.charCodeAt(column - 2) && typed.charCodeAt(row - 2) === other) {
          if (before[column - 2] + 1 < cost) cost = before[column - 2] + 1;
        }
        line[column] = cost < far ? cost : far;
        if (cost < least) least = cost;
      }
      if (last < width) line[last + 1] = far;
      if (least > most) return [far, far];
      [before, above, line] = [above, line, before];
    }
    let beginning = far;
    for (let column = Math.max(1, height - most); column <= width; column++) {
      if (above[column] < beginning) beginning = above[column];
    }
    return [word.length > width ? far : above[width], beginning];
  }

  Object.assign(search, { fold, tokens, placed, Grammar, distances });
})((self.precallSearch = self.precallSearch || {}));
