// One typed word becomes the numbers of the terms that it may mean, each with how well it fits, from 0 to 1.
(function (search) {
  "use strict";

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUES = new Int8Array(128);
  for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;

  // How well a word fits. An inflection is nearly the word itself.
  const EXACT = 1;
  const SAME_STEM = 0.96;
  const BEGINNING = 0.74;
  const WRONG = [0, 0.62, 0.46];
  const WRONG_BEGINNING = 0.4;
  // Where the word as typed is known, others that resemble it are rarely meant; but the last may not be typed to its end.
  const BESIDE_KNOWN = { beginning: 0.5, last: 0.75, wrong: 0.3 };
  const MOST_BEGUN = 400;

  /** Numbers out of the text that `packed` in index.py makes. */
  function unpacked(text) {
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

  /** Which letters a word has, one bit each: words too far apart are told by it without comparing them. */
  function letters(word) {
    let bits = 0;
    for (let at = 0; at < word.length; at++) bits |= 1 << (word.charCodeAt(at) % 31);
    return bits;
  }

  function count(bits) {
    let ones = 0;
    for (let rest = bits; rest; rest &= rest - 1) ones++;
    return ones;
  }

  /** How many letters of a word may be wrong. */
  function allowed(word) {
    return word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
  }

  /** The words of the index, in their order. */
  class Vocabulary {
    constructor(index, grammar) {
      this.grammar = grammar;
      this.words = index.words ? index.words.split("\n") : [];
      let number = 0;
      this.numbers = unpacked(index.numbers).map((step) => (number += step & 1 ? -(step + 1) / 2 : step / 2));
      this.places = new Map(this.words.map((word, place) => [word, place]));
      // Stems, and phrases as their stems with spaces between.
      this.names = index.terms.split("\n");
      this.stems = new Map(this.names.map((name, number) => [name, number]));
      this.bits = Int32Array.from(this.words, letters);
      this.known = new Map();
    }

    /** What a word may mean. Answers are kept: a query is typed letter by letter. */
    terms(word, last) {
      const key = last ? `${word} ` : word;
      let fits = this.known.get(key);
      if (!fits) {
        if (this.known.size > 500) this.known.clear();
        fits = this.found(word, last);
        this.known.set(key, fits);
      }
      return fits;
    }

    /** Term numbers, each with how well it fits and the word that led to it. */
    found(word, last) {
      const fits = new Map();
      const take = (place, fit, number = this.numbers[place]) => {
        const before = fits.get(number);
        if (!before || fit > before.fit) fits.set(number, { fit, word: this.words[place] || word });
      };
      const place = this.places.get(word);
      if (place !== undefined) take(place, EXACT);
      const same = this.stems.get(this.grammar.stem(word));
      if (same !== undefined) take(-1, SAME_STEM, same);
      const known = fits.size > 0;
      this.begun(word, BEGINNING * (!known ? 1 : last ? BESIDE_KNOWN.last : BESIDE_KNOWN.beginning), take);
      const most = allowed(word);
      if (most && !(known && this.grammar.stop.has(word))) this.mistyped(word, known, known ? 1 : most, take);
      return fits;
    }

    /** Words that begin as typed. The more of a word is there, the likelier it is meant. */
    begun(word, fit, take) {
      let low = 0;
      let high = this.words.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.words[middle] < word) low = middle + 1;
        else high = middle;
      }
      const end = Math.min(this.words.length, low + MOST_BEGUN);
      for (let place = low; place < end && this.words[place].startsWith(word); place++) {
        const missing = this.words[place].length - word.length;
        if (missing) take(place, fit * (1 - 0.04 * Math.min(missing, 6)));
      }
    }

    /** Words, and beginnings of words, that differ from what is typed by a slip or two. */
    mistyped(word, known, most, take) {
      const bits = letters(word);
      const factor = known ? BESIDE_KNOWN.wrong : 1;
      for (let place = 0; place < this.words.length; place++) {
        const other = this.words[place];
        if (other.length < word.length - most || count(bits & ~this.bits[place]) > most) continue;
        // A swap of the first two letters is common, another first letter is not.
        const odd = other[0] !== word[0] && other[0] !== word[1] ? 0.8 : 1;
        const [whole, beginning] = search.distances(word, other, most);
        if (whole && whole <= most) take(place, WRONG[whole] * odd * factor);
        else if (beginning && beginning <= most && !known && word.length > 4) take(place, (WRONG_BEGINNING / beginning) * odd);
      }
    }

    /** The words nearest to one that nothing fits, with how far they are. */
    nearest(word, most) {
      const near = [];
      for (let place = 0; place < this.words.length; place++) {
        const [whole, beginning] = search.distances(word, this.words[place], most);
        const far = Math.min(whole, beginning + 0.5);
        if (far <= most) near.push([far, this.numbers[place]]);
      }
      return near.sort((one, other) => one[0] - other[0]).slice(0, 8);
    }
  }

  Object.assign(search, { unpacked, Vocabulary });
})((self.precallSearch = self.precallSearch || {}));
