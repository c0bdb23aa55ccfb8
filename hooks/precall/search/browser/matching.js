// A typed word goes in; the numbers of the terms that it may mean come out, each with its fit from 0 to 1.
(function (search) {
  "use strict";

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUES = new Int8Array(128);
  for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;

  // Fits. An inflection is nearly as good as the word itself.
  const EXACT = 1;
  const SAME_STEM = 0.96;
  const PREFIX = 0.74;
  const MISTYPED = [0, 0.62, 0.46];
  const MISTYPED_PREFIX = 0.4;
  // If the typed word is known, similar words are rarely meant; but the last word may still be incomplete.
  const IF_KNOWN = { prefix: 0.5, last: 0.75, mistyped: 0.3 };
  const MAX_COMPLETIONS = 400;

  /** Returns the numbers of a text written by `pack_numbers` in index.py. */
  function unpackNumbers(text) {
    const numbers = [];
    let number = 0;
    let shift = 0;
    for (let at = 0; at < text.length; at++) {
      const value = VALUES[text.charCodeAt(at)];
      number |= (value & 31) << shift;
      if (value > 31) shift += 5;
      else {
        numbers.push(number);
        number = 0;
        shift = 0;
      }
    }
    return numbers;
  }

  /** Returns the letters of a word, one bit each: most words that differ too much are excluded by these alone. */
  function letterBits(word) {
    let bits = 0;
    for (let at = 0; at < word.length; at++) bits |= 1 << (word.charCodeAt(at) % 31);
    return bits;
  }

  function countBits(bits) {
    let ones = 0;
    for (let rest = bits; rest; rest &= rest - 1) ones++;
    return ones;
  }

  /** Returns how many letters of a word may be wrong. */
  function allowedErrors(word) {
    return word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
  }

  /** The words of the index, in their order. */
  class Vocabulary {
    constructor(index, tables) {
      this.tables = tables;
      this.words = index.words ? index.words.split("\n") : [];
      let number = 0;
      this.numbers = unpackNumbers(index.numbers).map((step) => (number += step & 1 ? -(step + 1) / 2 : step / 2));
      this.places = new Map(this.words.map((word, place) => [word, place]));
      // Stems, and phrases as their stems with spaces between.
      this.names = index.terms.split("\n");
      this.stems = new Map(this.names.map((name, number) => [name, number]));
      this.bits = Int32Array.from(this.words, letterBits);
      this.fits = new Map();
    }

    /** Returns what a word may mean. Results are cached, because a query is typed letter by letter. */
    terms(word, last) {
      const key = last ? `${word} ` : word;
      let fits = this.fits.get(key);
      if (!fits) {
        if (this.fits.size > 500) this.fits.clear();
        fits = this.findTerms(word, last);
        this.fits.set(key, fits);
      }
      return fits;
    }

    /** Returns term numbers, each with its fit and the word that led to it. */
    findTerms(word, last) {
      const fits = new Map();
      const take = (place, fit, number = this.numbers[place]) => {
        const before = fits.get(number);
        if (!before || fit > before.fit) fits.set(number, { fit, word: this.words[place] || word });
      };
      const place = this.places.get(word);
      if (place !== undefined) take(place, EXACT);
      const same = this.stems.get(this.tables.stem(word));
      if (same !== undefined) take(-1, SAME_STEM, same);
      const known = fits.size > 0;
      this.addCompletions(word, PREFIX * (!known ? 1 : last ? IF_KNOWN.last : IF_KNOWN.prefix), take);
      const most = allowedErrors(word);
      if (most && !(known && this.tables.stop.has(word))) this.addMistyped(word, known, known ? 1 : most, take);
      return fits;
    }

    /** Adds words that begin with the typed one: the more of a word is typed, the better the fit. */
    addCompletions(word, fit, take) {
      let low = 0;
      let high = this.words.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.words[middle] < word) low = middle + 1;
        else high = middle;
      }
      const end = Math.min(this.words.length, low + MAX_COMPLETIONS);
      for (let place = low; place < end && this.words[place].startsWith(word); place++) {
        const missing = this.words[place].length - word.length;
        if (missing) take(place, fit * (1 - 0.04 * Math.min(missing, 6)));
      }
    }

    /** Adds words and prefixes that differ from the typed word by one or two letters. */
    addMistyped(word, known, most, take) {
      const bits = letterBits(word);
      const factor = known ? IF_KNOWN.mistyped : 1;
      for (let place = 0; place < this.words.length; place++) {
        const other = this.words[place];
        if (other.length < word.length - most || countBits(bits & ~this.bits[place]) > most) continue;
        // A swap of the first two letters is common, another first letter is not.
        const odd = other[0] !== word[0] && other[0] !== word[1] ? 0.8 : 1;
        const [whole, prefix] = search.distances(word, other, most);
        if (whole && whole <= most) take(place, MISTYPED[whole] * odd * factor);
        else if (prefix && prefix <= most && !known && word.length > 4) take(place, (MISTYPED_PREFIX / prefix) * odd);
      }
    }

    /** Returns the words nearest to one without a match, with their distances. */
    nearest(word, most) {
      const near = [];
      for (let place = 0; place < this.words.length; place++) {
        const [whole, prefix] = search.distances(word, this.words[place], most);
        const far = Math.min(whole, prefix + 0.5);
        if (far <= most) near.push([far, this.numbers[place]]);
      }
      return near.sort((one, other) => one[0] - other[0]).slice(0, 8);
    }
  }

  Object.assign(search, { unpackNumbers, Vocabulary });
})((self.precallSearch = self.precallSearch || {}));
