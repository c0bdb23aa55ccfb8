// A query becomes the documents that answer it, the best first.
(function (search) {
  "use strict";

  const FORMAT = 1;
  const KINDS = ["call", "barrier", "question", "bank", "principle", "stage", "source", "page", "index"];
  // What a rep wants minutes before a call comes before background.
  const KIND = [1, 1, 0.97, 0.97, 0.86, 0.8, 0.55, 0.6, 0.95];
  // Title, keywords, sounds like, lead, lines, context.
  const FIELD = [1, 0.86, 0.72, 0.42, 0.3, 0.16];
  const SYNONYM = 0.7;
  const CARRIED_ALONG = 0.22;
  // A word that names the kind of thing looked for, on each thing of that kind.
  const NAMED = 0.4;
  const OTHER_FORM = 0.9;
  const MOST_TYPED = 16;
  const MOST_TOGETHER = 5;
  const MOST_WEIGHED = 60;
  const MOST_READ = 5000;

  class Index {
    constructor(data) {
      if (data.format !== FORMAT) throw new Error("The search index is of another version than the search.");
      this.interface = data.interface;
      this.grammar = new search.Grammar(data.grammar);
      this.vocabulary = new search.Vocabulary(data, this.grammar);
      this.kinds = search.unpacked(data.kinds);
      this.size = this.kinds.length;
      this.urls = data.urls.split("\n");
      this.columns = [data.titles, data.keywords, data.sounds].map((column) => column.split("\n"));
      this.postings = data.postings.split("\n");
      this.names = this.vocabulary.names;
      this.stems = this.vocabulary.stems;
      this.single = this.names.findIndex((name) => name.includes(" "));
      if (this.single < 0) this.single = this.names.length;
      this.same = new Map();
      for (const group of data.groups) {
        for (const term of group) {
          const others = this.same.get(term) || new Set();
          group.forEach((other) => other !== term && others.add(other));
          this.same.set(term, others);
        }
      }
      this.lists = new Map();
      this.read = new Map();
    }

    /** A text with its words: [folded, the number of its stem, whether it only carries the sentence along, start, end]. */
    words(text) {
      let words = this.read.get(text);
      if (!words) {
        if (this.read.size > MOST_READ) this.read.clear();
        words = search.placed(text).map(([word, start, end]) => [word, this.term(word), this.grammar.stop.has(word), start, end]);
        this.read.set(text, words);
      }
      return words;
    }

    /** The number of a word's stem. Most words of our own texts are known, and need not be cut. */
    term(word) {
      const place = this.vocabulary.places.get(word);
      const number = place === undefined ? this.single : this.vocabulary.numbers[place];
      return number < this.single ? number : this.stems.get(this.grammar.stem(word));
    }

    /** The texts of a document: 0 its title, 1 keywords, 2 what it sounds like, 3 lines, which come later. */
    texts(number, column) {
      const row = this.columns[column] && this.columns[column][number];
      return row ? row.split("\t") : [];
    }

    /** The words of a document's id, which stand in its address. */
    slug(number) {
      const [page, anchor] = this.urls[number].split("#");
      return anchor || page.replace(/(\/|\.html)$/, "").split("/").pop();
    }

    kind(number) {
      return KINDS[this.kinds[number]];
    }

    /** The documents that carry a term, one list for each field. */
    carriers(term) {
      let lists = this.lists.get(term);
      if (!lists) {
        lists = this.postings[term].split(",").map((text) => {
          let number = 0;
          return search.unpacked(text).map((step) => (number += step));
        });
        this.lists.set(term, lists);
      }
      return lists;
    }

    /** Documents with their scores, the best first; and what was understood. */
    find(text) {
      const typed = this.typed(text);
      if (!typed.length) return { typed, ranked: [] };
      for (const word of typed) this.gather(word);
      this.together(typed);
      this.weigh(typed);
      return { typed, ranked: this.refine(typed, this.rough(typed)) };
    }

    /** The words of a query, each with room for how well each document answers it. */
    typed(text) {
      const words = search.tokens(text).slice(0, MOST_TYPED);
      const all = words.every((word) => this.grammar.stop.has(word));
      return words.map((word, at) => ({
        word,
        carriedAlong: !all && this.grammar.stop.has(word),
        fits: this.vocabulary.terms(word, at === words.length - 1),
        marked: new Map(),
        scores: new Float32Array(this.size),
        weight: 0,
      }));
    }

    gather(word) {
      for (const [term, { fit }] of word.fits) {
        this.put(word, term, fit);
        if (fit < 0.4) continue;
        for (const other of this.same.get(term) || []) this.put(word, other, fit * SYNONYM);
        this.name(word, this.names[term], fit);
      }
    }

    /** `price objection`: the second word names a kind, and each document of that kind answers it a little. */
    name(word, stem, fit) {
      KINDS.forEach((kind, place) => {
        const names = this.grammar.kinds.get(kind);
        if (!names || !names.has(stem)) return;
        const score = fit * NAMED;
        for (let number = 0; number < this.size; number++) {
          if (this.kinds[number] === place && word.scores[number] < score) word.scores[number] = score;
        }
      });
    }

    put(word, term, fit) {
      if ((word.marked.get(term) || 0) >= fit) return;
      word.marked.set(term, fit);
      this.carriers(term).forEach((numbers, field) => {
        const score = fit * FIELD[field];
        for (const number of numbers) if (word.scores[number] < score) word.scores[number] = score;
      });
    }

    /** Words that are known as a phrase (`cold call`, `voice mail`) count together, and so does what means the same. */
    together(typed) {
      for (let start = 0; start < typed.length; start++) {
        for (let end = start + 2; end <= Math.min(typed.length, start + MOST_TOGETHER); end++) {
          const span = typed.slice(start, end);
          const [phrase, fit] = this.phrase(span);
          if (phrase === undefined) continue;
          for (const word of span) {
            this.put(word, phrase, fit);
            for (const other of this.same.get(phrase) || []) this.put(word, other, fit * SYNONYM);
          }
        }
      }
    }

    phrase(span) {
      const best = span.map((word) => this.best(word));
      if (best.every((fit) => fit)) {
        const known = this.stems.get(best.map(([term]) => this.names[term]).join(" "));
        if (known !== undefined) return [known, Math.min(...best.map(([, { fit }]) => fit))];
      }
      if (span.length === 2) {
        const joined = this.vocabulary.places.get(span[0].word + span[1].word);
        if (joined !== undefined) return [this.vocabulary.numbers[joined], 0.9];
      }
      return [undefined, 0];
    }

    /** The single term that a word most likely means. */
    best(word) {
      let best = null;
      for (const fit of word.fits) if (fit[0] < this.single && (!best || fit[1].fit > best[1].fit)) best = fit;
      return best;
    }

    /** A word that few documents carry says more than one that many carry. */
    weigh(typed) {
      for (const word of typed) {
        let best = 0;
        for (let number = 0; number < this.size; number++) if (word.scores[number] > best) best = word.scores[number];
        let carriers = 0;
        for (let number = 0; number < this.size; number++) if (word.scores[number] > best * 0.3) carriers++;
        word.missing = carriers === 0;
        word.weight = Math.log(1 + this.size / (1 + carriers)) * (word.carriedAlong ? CARRIED_ALONG : 1);
      }
    }

    /** Every document that carries something: its words' scores, less for each word that it lacks. */
    rough(typed) {
      const whole = typed.reduce((sum, word) => sum + word.weight, 0) || 1;
      const ranked = [];
      for (let number = 0; number < this.size; number++) {
        let score = 0;
        let covered = 0;
        let content = false;
        for (const word of typed) {
          const own = word.scores[number];
          if (!own) continue;
          score += own * word.weight;
          covered += word.weight;
          if (!word.carriedAlong) content = true;
        }
        if (!content) continue;
        const share = covered / whole;
        ranked.push([number, (score / whole) * share * share * KIND[this.kinds[number]]]);
      }
      ranked.sort((one, other) => other[1] - one[1] || one[0] - other[0]);
      return ranked;
    }

    /** Look closely at the best: words in the order typed, and titles and keywords that say just what was typed. */
    refine(typed, ranked) {
      const close = ranked.slice(0, MOST_WEIGHED).map(([number, score]) => [number, score * this.closeness(typed, number)]);
      close.sort((one, other) => other[1] - one[1] || one[0] - other[0]);
      const least = close.length ? close[0][1] * 0.08 : 0;
      return close.filter(([, score]) => score >= least);
    }

    closeness(typed, number) {
      const title = this.agreement(typed, this.texts(number, 0)[0]);
      let best = 0;
      best = Math.max(best, this.agreement(typed, this.slug(number)) * 0.9);
      for (const column of [1, 2]) {
        for (const text of this.texts(number, column)) {
          best = Math.max(best, this.agreement(typed, text) * (column === 1 ? 0.9 : 0.8));
        }
      }
      return 1 + Math.max(title, best);
    }

    /** How much a short text is just what was typed, from 0 to 1. */
    agreement(typed, text) {
      const words = this.words(text);
      if (!words.length) return 0;
      const places = typed.map((word) => {
        let found = -1;
        let best = 0;
        words.forEach(([other, term], place) => {
          const fits = word.fits.get(term);
          const fit = fits ? fits.fit * (fits.word === other ? 1 : OTHER_FORM) : 0;
          if (fit > best) [found, best] = [place, fit];
        });
        return [found, best];
      });
      let share = 0;
      let whole = 0;
      let pairs = 0;
      const covered = new Set();
      typed.forEach((word, at) => {
        const [place, fit] = places[at];
        whole += word.weight;
        if (place < 0) return;
        share += word.weight * fit;
        covered.add(place);
        if (at && this.follows(words, typed[at - 1], place)) pairs++;
      });
      if (!covered.size) return 0;
      const said = share / (whole || 1);
      const plain = words.filter(([, , carries], place) => covered.has(place) || !carries).length;
      const filled = covered.size / Math.max(1, plain);
      const order = typed.length > 1 ? pairs / (typed.length - 1) : places[0][0] === 0 ? 1 : 0;
      return said * said * (0.45 * filled + 0.35 * order + (order === 1 && places[0][0] === 0 ? 0.2 : 0));
    }

    /** Whether a typed word stands before a place, with nothing between but words that carry a sentence along. */
    follows(words, typed, place) {
      for (let at = place - 1; at >= 0; at--) {
        if (typed.fits.get(words[at][1])) return true;
        if (!words[at][2]) return false;
      }
      return false;
    }
  }

  Object.assign(search, { Index, KINDS });
})((self.precallSearch = self.precallSearch || {}));
