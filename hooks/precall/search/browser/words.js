// Text goes in; words and stems come out. Mirrors words.py; the tables come with the index.
(function (search) {
  "use strict";

  const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i" };
  const ASCII = /^[a-z0-9 ]*$/;
  // Two patterns for the same words: the first is faster and sufficient for most texts.
  const LATIN = /^[\x00-\x7f‘’“”–—…]*$/;
  const LATIN_WORD = /[A-Za-z0-9](?:[A-Za-z0-9]|['’‘`](?=[A-Za-z0-9]))*/g;
  // A mark belongs to the letter before it, an apostrophe between letters to its word.
  const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|['’ʼ‘`´](?=[\p{L}\p{N}]))*/gu;
  const VOWEL = /[aeiouy]/;
  // Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana and Han.
  const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

  /** Returns a text in lower case, without accents and apostrophes. */
  function fold(text) {
    const small = text.toLowerCase();
    if (ASCII.test(small)) return small;
    return small
      .replace(/['’ʼ‘`´]/g, "")
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]);
  }

  /** Returns the folded words of a text: runs of letters and digits. */
  function splitWords(text) {
    const words = fold(text).match(/[\p{L}\p{N}]+/gu) || [];
    return words.some((word) => UNSPACED.test(word)) ? words.flatMap((word) => parts(word).map(([part]) => part)) : words;
  }

  /** Returns the parts of a word with their positions: itself, or the pairs of letters of its runs without spaces. */
  function parts(word) {
    const letters = [...word];
    const found = [];
    let start = 0;
    let offset = 0;
    while (start < letters.length) {
      const unspaced = UNSPACED.test(letters[start]);
      let end = start;
      while (end < letters.length && UNSPACED.test(letters[end]) === unspaced) end++;
      const size = unspaced ? Math.min(2, end - start) : end - start;
      for (let at = start; at + size <= end; at++) {
        const part = letters.slice(at, at + size).join("");
        found.push([part, offset, offset + part.length]);
        offset += letters[at].length;
      }
      offset = letters.slice(0, end).join("").length;
      start = end;
    }
    return found;
  }

  /** Returns the words of a text with their positions: [folded, start, end]. */
  function wordPositions(text) {
    const words = [];
    for (const match of text.matchAll(LATIN.test(text) ? LATIN_WORD : WORD)) {
      const whole = match[0];
      if (!UNSPACED.test(whole)) words.push([fold(whole), match.index, match.index + whole.length]);
      else for (const [part, start, end] of parts(whole.normalize("NFC"))) words.push([fold(part), match.index + start, match.index + end]);
    }
    return words;
  }

  /** The stemming tables of one language. */
  class LanguageTables {
    constructor(tables) {
      this.stop = new Set(tables.stop.split(" "));
      this.whole = new Set(tables.whole.split(" "));
      this.steps = tables.steps;
      this.snowball = tables.snowball;
      this.familyStems = new Map(Object.entries(tables.heads));
      this.kinds = new Map(Object.entries(tables.kinds).map(([kind, stems]) => [kind, new Set(stems)]));
      this.stems = new Map();
    }

    /** Returns the stem that all forms of a folded word share. It need not be a word. */
    stem(word) {
      let stem = this.stems.get(word);
      if (stem === undefined) {
        const stripped = this.stripEndings(word);
        stem = this.familyStems.get(stripped) || stripped;
        this.stems.set(word, stem);
      }
      return stem;
    }

    /** Returns a folded word without its endings. */
    stripEndings(word) {
      if (this.snowball === "german" && !this.whole.has(word)) return germanStem(word);
      if (!this.steps.length || word.length < 4 || this.whole.has(word) || !/^[a-z]+$/.test(word)) return word;
      for (const step of this.steps) {
        for (let round = 0; round < (step.repeat ? 4 : 1); round++) {
          const before = word;
          word = replaceEnding(word, step.rows);
          if (word === before) break;
        }
      }
      if (word.length > 3 && word.endsWith("e")) word = word.slice(0, -1);
      const last = word[word.length - 1];
      if (word.length > 3 && last === word[word.length - 2] && !VOWEL.test(last)) word = word.slice(0, -1);
      return word.length > 3 && word.endsWith("y") ? word.slice(0, -1) + "i" : word;
    }
  }

  /** Returns the word with its first matching ending replaced, if enough letters and a vowel remain. */
  function replaceEnding(word, rows) {
    for (const [ending, replacement, minimum] of rows) {
      if (word.endsWith(ending)) {
        const rest = word.slice(0, word.length - ending.length);
        if (rest.length >= minimum && VOWEL.test(rest)) return rest + replacement;
      }
    }
    return word;
  }

  /** Returns the stem of a folded German word by the algorithm of Snowball, as `german_stem` in words.py. */
  function germanStem(word) {
    if (!/^[a-z]+$/.test(word)) return word;
    word = word.replace(/(?<=[aeiouy])[uy](?=[aeiouy])/g, (letter) => letter.toUpperCase());
    const region = (start) => {
      const at = word.slice(start).search(/[aeiouy][^aeiouy]/);
      return at < 0 ? word.length : start + at + 2;
    };
    let first = region(0);
    const second = region(first);
    first = Math.max(first, 3);
    const cut = (pattern, from) => {
      const match = pattern.exec(word);
      if (!match || match.index < from) return "";
      word = word.slice(0, match.index);
      return match[0];
    };
    const ending = cut(/(?:em|ern|er|en|es|e|(?<=[bdfghklmnrt])s)$/, first);
    if (["e", "en", "es"].includes(ending) && word.endsWith("niss")) word = word.slice(0, -1);
    cut(/(?:en|er|est)$|(?<=...[bdfghklmnt])st$/, first);
    const whole = word;
    const suffix = cut(/(?:end|ung|isch|ig|ik|lich|heit|keit)$/, second);
    if (["isch", "ig", "ik"].includes(suffix)) {
      if (word.endsWith("e")) word = whole;
    } else if (suffix === "end" || suffix === "ung") {
      if (word.length - 2 >= second) cut(/(?<!e)ig$/, 0);
    } else if (suffix === "keit") cut(/(?:lich|ig)$/, second);
    else if (suffix && word.length - 2 >= first) cut(/e[rn]$/, 0);
    return word.toLowerCase();
  }

  const MAX_LENGTH = 64;
  let above = new Uint8Array(MAX_LENGTH + 2);
  let before = new Uint8Array(MAX_LENGTH + 2);
  let line = new Uint8Array(MAX_LENGTH + 2);

  /**
   * Returns how many letters must be changed, inserted, deleted or swapped to turn one word into the other:
   * [for the whole word, for its best prefix]. Above `most` the result is `most + 1`.
   */
  function distances(typed, word, most) {
    const far = most + 1;
    const height = typed.length;
    // Letters further than `most` behind the typed ones are in no prefix, and in a whole word only if it is that short.
    const width = Math.min(word.length, height + most);
    if (height > MAX_LENGTH || width > MAX_LENGTH || width < height - most) return [far, far];
    for (let column = 0; column <= width; column++) above[column] = column < far ? column : far;
    for (let row = 1; row <= height; row++) {
      const first = Math.max(1, row - most);
      const last = Math.min(width, row + most);
      line[first - 1] = first === 1 && row < far ? row : far;
      let smallest = line[first - 1];
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
        if (cost < smallest) smallest = cost;
      }
      if (last < width) line[last + 1] = far;
      if (smallest > most) return [far, far];
      [before, above, line] = [above, line, before];
    }
    let prefix = far;
    for (let column = Math.max(1, height - most); column <= width; column++) {
      if (above[column] < prefix) prefix = above[column];
    }
    return [word.length > width ? far : above[width], prefix];
  }

  Object.assign(search, { fold, splitWords, wordPositions, LanguageTables, distances });
})((self.precallSearch = self.precallSearch || {}));
