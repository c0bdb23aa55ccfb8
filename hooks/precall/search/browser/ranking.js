// A query goes in; the documents that match it come out, the best first.
(function (search) {
  "use strict";

  const FORMAT = 1;
  const KINDS = ["call", "barrier", "question", "bank", "principle", "stage", "source", "page", "index"];
  // Weights of the kinds: what a rep needs minutes before a call ranks above background.
  const KIND_WEIGHTS = [1, 1, 0.97, 0.97, 0.86, 0.8, 0.55, 0.6, 0.95];
  // Weights of title, keywords, sounds like, lead, lines, context.
  const FIELD_WEIGHTS = [1, 0.86, 0.72, 0.42, 0.3, 0.16];
  const SYNONYM_WEIGHT = 0.7;
  const STOP_WORD_WEIGHT = 0.22;
  // The score of a word that names a kind, for each document of that kind.
  const KIND_NAME_SCORE = 0.4;
  const OTHER_FORM = 0.9;
  const MAX_QUERY_WORDS = 16;
  const MAX_PHRASE_WORDS = 5;
  const MAX_REFINED = 60;
  const MAX_CACHED_TEXTS = 5000;

  class Index {
    constructor(data) {
      if (data.format !== FORMAT) throw new Error("The search index is of another version than the search.");
      this.interface = data.interface;
      this.tables = new search.LanguageTables(data.grammar);
      this.vocabulary = new search.Vocabulary(data, this.tables);
      this.kinds = search.unpackNumbers(data.kinds);
      this.size = this.kinds.length;
      this.urls = data.urls.split("\n");
      this.columns = [data.titles, data.keywords, data.sounds].map((column) => column.split("\n"));
      this.postings = data.postings.split("\n");
      this.names = this.vocabulary.names;
      this.stems = this.vocabulary.stems;
      this.single = this.names.findIndex((name) => name.includes(" "));
      if (this.single < 0) this.single = this.names.length;
      this.synonyms = new Map();
      for (const group of data.groups) {
        for (const term of group) {
          const others = this.synonyms.get(term) || new Set();
          group.forEach((other) => other !== term && others.add(other));
          this.synonyms.set(term, others);
        }
      }
      this.carrierLists = new Map();
      this.textWords = new Map();
    }

    /** Returns the words of a text: [folded, number of its stem, whether it is a stop word, start, end]. */
    words(text) {
      let words = this.textWords.get(text);
      if (!words) {
        if (this.textWords.size > MAX_CACHED_TEXTS) this.textWords.clear();
        words = search.wordPositions(text).map(([word, start, end]) => [word, this.term(word), this.tables.stop.has(word), start, end]);
        this.textWords.set(text, words);
      }
      return words;
    }

    /** Returns the number of a word's stem. Most words of the playbook are in the index and need no stemming. */
    term(word) {
      const place = this.vocabulary.places.get(word);
      const number = place === undefined ? this.single : this.vocabulary.numbers[place];
      return number < this.single ? number : this.stems.get(this.tables.stem(word));
    }

    /** Returns the texts of a document: 0 its title, 1 keywords, 2 what it sounds like, 3 lines (loaded later). */
    texts(number, column) {
      const row = this.columns[column] && this.columns[column][number];
      return row ? row.split("\t") : [];
    }

    /** Returns the id of a document, from its address. */
    slug(number) {
      const [page, anchor] = this.urls[number].split("#");
      return anchor || page.replace(/(\/|\.html)$/, "").split("/").pop();
    }

    kind(number) {
      return KINDS[this.kinds[number]];
    }

    /** Returns the documents that contain a term, one list for each field. */
    carriers(term) {
      let lists = this.carrierLists.get(term);
      if (!lists) {
        lists = this.postings[term].split(",").map((text) => {
          let number = 0;
          return search.unpackNumbers(text).map((step) => (number += step));
        });
        this.carrierLists.set(term, lists);
      }
      return lists;
    }

    /** Returns the documents with their scores, the best first, and the parsed query. */
    find(text) {
      const typed = this.parseQuery(text);
      if (!typed.length) return { typed, ranked: [] };
      for (const word of typed) this.scoreTerms(word);
      this.scorePhrases(typed);
      this.setWeights(typed);
      return { typed, ranked: this.refine(typed, this.rank(typed)) };
    }

    /** Returns the words of a query, each with its terms and a score for each document. */
    parseQuery(text) {
      const words = search.splitWords(text).slice(0, MAX_QUERY_WORDS);
      const onlyStopWords = words.every((word) => this.tables.stop.has(word));
      return words.map((word, at) => ({
        word,
        isStopWord: !onlyStopWords && this.tables.stop.has(word),
        fits: this.vocabulary.terms(word, at === words.length - 1),
        marked: new Map(),
        scores: new Float32Array(this.size),
        weight: 0,
      }));
    }

    scoreTerms(word) {
      for (const [term, { fit }] of word.fits) {
        this.scoreTerm(word, term, fit);
        if (fit < 0.4) continue;
        for (const other of this.synonyms.get(term) || []) this.scoreTerm(word, other, fit * SYNONYM_WEIGHT);
        this.scoreKindName(word, this.names[term], fit);
      }
    }

    /** In `price objection` the second word names a kind, and each document of that kind gets a small score. */
    scoreKindName(word, stem, fit) {
      KINDS.forEach((kind, place) => {
        const names = this.tables.kinds.get(kind);
        if (!names || !names.has(stem)) return;
        const score = fit * KIND_NAME_SCORE;
        for (let number = 0; number < this.size; number++) {
          if (this.kinds[number] === place && word.scores[number] < score) word.scores[number] = score;
        }
      });
    }

    scoreTerm(word, term, fit) {
      if ((word.marked.get(term) || 0) >= fit) return;
      word.marked.set(term, fit);
      this.carriers(term).forEach((numbers, field) => {
        const score = fit * FIELD_WEIGHTS[field];
        for (const number of numbers) if (word.scores[number] < score) word.scores[number] = score;
      });
    }

    /** Scores the words of a known phrase \(`cold call`, `voice mail`\) together, with its synonyms. */
    scorePhrases(typed) {
      for (let start = 0; start < typed.length; start++) {
        for (let end = start + 2; end <= Math.min(typed.length, start + MAX_PHRASE_WORDS); end++) {
          const span = typed.slice(start, end);
          const [phrase, fit] = this.phrase(span);
          if (phrase === undefined) continue;
          for (const word of span) {
            this.scoreTerm(word, phrase, fit);
            for (const other of this.synonyms.get(phrase) || []) this.scoreTerm(word, other, fit * SYNONYM_WEIGHT);
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

    /** Returns the single term that a word most likely means. */
    best(word) {
      let best = null;
      for (const fit of word.fits) if (fit[0] < this.single && (!best || fit[1].fit > best[1].fit)) best = fit;
      return best;
    }

    /** Gives a word that few documents contain more weight than one that many contain. */
    setWeights(typed) {
      for (const word of typed) {
        let best = 0;
        for (let number = 0; number < this.size; number++) if (word.scores[number] > best) best = word.scores[number];
        let carriers = 0;
        for (let number = 0; number < this.size; number++) if (word.scores[number] > best * 0.3) carriers++;
        word.missing = carriers === 0;
        word.weight = Math.log(1 + this.size / (1 + carriers)) * (word.isStopWord ? STOP_WORD_WEIGHT : 1);
      }
    }

    /** Returns every document with a match: the sum of its words' scores, reduced for each missing word. */
    rank(typed) {
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
          if (!word.isStopWord) content = true;
        }
        if (!content) continue;
        const share = covered / whole;
        ranked.push([number, (score / whole) * share * share * KIND_WEIGHTS[this.kinds[number]]]);
      }
      ranked.sort((one, other) => other[1] - one[1] || one[0] - other[0]);
      return ranked;
    }

    /** Re-ranks the best documents: those with the words in typed order, or a title or keyword equal to the query, gain. */
    refine(typed, ranked) {
      const close = ranked.slice(0, MAX_REFINED).map(([number, score]) => [number, score * this.closeness(typed, number)]);
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

    /** Returns how far a short text equals the query, from 0 to 1. */
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
      const matched = share / (whole || 1);
      const plain = words.filter(([, , carries], place) => covered.has(place) || !carries).length;
      const filled = covered.size / Math.max(1, plain);
      const order = typed.length > 1 ? pairs / (typed.length - 1) : places[0][0] === 0 ? 1 : 0;
      return matched * matched * (0.45 * filled + 0.35 * order + (order === 1 && places[0][0] === 0 ? 0.2 : 0));
    }

    /** Returns whether a typed word precedes a position, with only stop words between. */
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
