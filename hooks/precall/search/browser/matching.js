// A typed word goes in; the numbers of the terms that it may mean come out, each with its fit from 0 to 1.
(function (search) {
  "use strict";

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUES = new Int8Array(128);
  for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;

  const MAX_COMPLETIONS = 400;
  // A typed word of this many letters may be two that were run together.
  const MIN_RUN_TOGETHER = 6;

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
    terms(word, isUnfinished) {
      const key = isUnfinished ? `${word} ` : word;
      let fits = this.fits.get(key);
      if (!fits) {
        if (this.fits.size > 500) this.fits.clear();
        fits = this.findTerms(word, isUnfinished);
        this.fits.set(key, fits);
      }
      return fits;
    }

    /** Returns whether a word, or another form of it, is in the index. */
    knows(word) {
      return this.places.has(word) || this.stems.has(this.tables.stem(word));
    }

    /** Returns term numbers, each with its fit and the word that led to it. */
    findTerms(word, isUnfinished) {
      const fit = search.parameters;
      const fits = new Map();
      const take = (place, fit, number = this.numbers[place]) => {
        const before = fits.get(number);
        if (!before || fit > before.fit) fits.set(number, { fit, word: this.words[place] || word });
      };
      const place = this.places.get(word);
      if (place !== undefined) take(place, 1);
      const same = this.stems.get(this.tables.stem(word));
      if (same !== undefined) take(-1, fit.stem, same);
      const known = fits.size > 0;
      const factor = known ? fit.ifKnown : 1;
      this.addCompletions(word, fit.completion * (isUnfinished ? (known ? fit.knownUnfinished : 1) : fit.inside * factor), take);
      const most = allowedErrors(word);
      if (most && !(known && this.tables.stop.has(word))) this.addMistyped(word, known ? 1 : most, factor, isUnfinished, take);
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
    addMistyped(word, most, factor, isUnfinished, take) {
      const fit = search.parameters;
      const whole = [0, fit.slip * factor, fit.twoSlips * factor];
      const beginning = [0, fit.slipInBeginning * factor, fit.slipInBeginning * fit.twoSlips * factor];
      const bits = letterBits(word);
      for (let place = 0; place < this.words.length; place++) {
        const other = this.words[place];
        if (other.length < word.length - most || countBits(bits & ~this.bits[place]) > most) continue;
        // A swap of the first two letters is common, another first letter is not.
        const odd = other[0] !== word[0] && other[0] !== word[1] ? fit.otherFirstLetter : 1;
        const [slips, inBeginning] = search.distances(word, other, most);
        if (slips && slips <= most) take(place, whole[slips] * odd);
        else if (isUnfinished && inBeginning && inBeginning <= most && word.length > 4) take(place, beginning[inBeginning] * odd);
      }
    }

    /** Returns the two words that were typed as one, or null. One of them may have a slip. */
    splitWord(word, isUnfinished) {
      if (word.length < MIN_RUN_TOGETHER || /\d/.test(word)) return null;
      for (const { fit } of this.terms(word, isUnfinished).values()) if (fit >= search.parameters.slip) return null;
      let best = null;
      for (let at = 2; at <= word.length - 2; at++) {
        const parts = [word.slice(0, at), word.slice(at)];
        const known = parts.map((part) => this.places.has(part));
        if (!known[0] && !known[1]) continue;
        // Short words are found in nearly every other one.
        const quality = Math.min(...parts.map((part, side) => this.partQuality(part, known[side])));
        if (quality > (best ? best.quality : 0)) best = { quality, parts };
      }
      return best && best.parts;
    }

    partQuality(part, known) {
      if (known) return part.length > 2 || this.tables.stop.has(part) ? part.length : 0;
      if (part.length < 4) return 0;
      for (const { fit } of this.terms(part, false).values()) if (fit >= search.parameters.slip) return part.length - 1;
      return 0;
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
