// A query goes in; the documents that match it come out, the best first.
(function (search) {
  "use strict";

  const FORMAT = 3;
  const KINDS = ["call", "barrier", "question", "bank", "principle", "stage", "source", "page", "index", "manual"];
  // Title, keywords and what it sounds like; the others are lead, lines and context.
  const SHORT_FIELDS = 3;
  const LEVELS = 6;
  const MAX_QUERY_WORDS = 16;
  const MAX_PHRASE_WORDS = 5;
  const MAX_REFINED = 60;
  const MAX_CACHED_TEXTS = 5000;
  const MAX_CACHED_DOCUMENTS = 1000;

  class Index {
    constructor(data) {
      if (data.format !== FORMAT) throw new Error("The search index is of another version than the search.");
      this.interface = data.interface;
      this.tables = new search.LanguageTables(data.grammar);
      this.vocabulary = new search.Vocabulary(data, this.tables);
      this.kinds = search.unpackNumbers(data.kinds);
      this.size = this.kinds.length;
      this.urls = data.urls.split("\n");
      // The first call of each stage.
      this.situations = search.unpackNumbers(data.situations);
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
      this.setLengths(data.lengths);
      this.related = new Map();
      this.carrierLists = new Map();
      this.textWords = new Map();
      this.shortTextLists = new Map();
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

    /** Adds related words: for each stem the numbers of terms of this site, each with one of six levels of nearness. */
    addRelated(rows) {
      for (const row of rows.split("\n")) {
        const [stem, packed] = row.split(" ");
        this.related.set(stem, search.unpackNumbers(packed).map((number) => [Math.floor(number / LEVELS), 0.5 + (number % LEVELS) / 10]));
      }
    }

    /** Prepares what a word counts in each field of each document: the less, the longer the field is. */
    setLengths(packed) {
      this.lengths = packed.map(search.unpackNumbers);
      this.setWeights();
    }

    setWeights() {
      const { fields, shortLength, textLength } = search.parameters;
      this.weights = this.lengths.map((lengths, field) => {
        let sum = 0;
        let filled = 0;
        for (const length of lengths) {
          sum += length;
          if (length) filled++;
        }
        const share = field < SHORT_FIELDS ? shortLength : textLength;
        const weights = new Float32Array(lengths.length);
        for (let number = 0; number < lengths.length; number++) {
          weights[number] = fields[field] / (1 - share + (share * lengths[number] * filled) / (sum || 1));
        }
        return weights;
      });
      this.sum = new Float32Array(this.size);
    }

    /** Returns how much a term finds: its documents, each by the field that has it. */
    worth(term) {
      let sum = 0;
      this.carriers(term).forEach((numbers, field) => (sum += numbers.length * search.parameters.fields[field]));
      return sum;
    }

    /** Returns the documents, the best first: [number, score, share of the query that it has], and the parsed query. */
    find(text) {
      const typed = this.parseQuery(text);
      if (!typed.length) return { typed, ranked: [] };
      this.addPhrases(typed);
      typed.forEach((word) => this.scoreWord(word));
      return { typed, ranked: this.refine(typed, this.rank(typed)) };
    }

    /** Returns the words of a query, each with the terms that it may mean. */
    parseQuery(text) {
      const isUnfinished = /[\p{L}\p{N}\p{M}]$/u.test(text);
      const words = search.splitWords(text).slice(0, MAX_QUERY_WORDS).flatMap((word, at, all) => {
        const parts = this.vocabulary.splitWord(word, isUnfinished && at === all.length - 1);
        return parts ? [[word, parts[0]], [word, parts[1]]] : [[word, word]];
      });
      const onlyStopWords = words.every(([, word]) => this.tables.stop.has(word));
      const typed = words.map(([whole, word], at) => ({
        word,
        isStopWord: !onlyStopWords && this.tables.stop.has(word),
        fits: this.meanings(whole, word, isUnfinished && at === words.length - 1),
        group: new Map(),
        relatedTerms: new Set(),
        weight: 0,
      }));
      for (const word of typed) this.addMeanings(word);
      return typed;
    }

    /** Returns the terms of a word, and those of the word that was typed together with its neighbour. */
    meanings(whole, word, isUnfinished) {
      const fits = this.vocabulary.terms(word, isUnfinished);
      if (whole === word) return fits;
      const both = new Map(fits);
      for (const [term, fit] of this.vocabulary.terms(whole, isUnfinished)) {
        if (!both.has(term) || both.get(term).fit < fit.fit) both.set(term, fit);
      }
      return both;
    }

    /** Adds the terms of a word, their synonyms and related words to its group. */
    addMeanings(word) {
      const { synonym, related } = search.parameters;
      for (const [term, { fit }] of word.fits) {
        this.add(word, term, fit);
        if (fit < 0.4) continue;
        for (const other of this.synonyms.get(term) || []) this.add(word, other, fit * synonym);
      }
      if (!related) return;
      for (const [term, nearness] of this.related.get(this.tables.stem(word.word)) || []) {
        if (word.group.has(term)) continue;
        word.group.set(term, related * nearness);
        word.relatedTerms.add(term);
      }
    }

    add(word, term, fit) {
      if (fit > (word.group.get(term) || 0)) word.group.set(term, fit);
    }

    /** Adds known phrases \(`cold call`, also `coldcall`\) and their synonyms to the groups of their words. */
    addPhrases(typed) {
      const { synonym } = search.parameters;
      for (let start = 0; start < typed.length; start++) {
        for (let end = start + 2; end <= Math.min(typed.length, start + MAX_PHRASE_WORDS); end++) {
          const span = typed.slice(start, end);
          for (const [phrase, fit] of this.phrases(span)) {
            for (const word of span) {
              this.add(word, phrase, fit);
              for (const other of this.synonyms.get(phrase) || []) this.add(word, other, fit * synonym);
            }
          }
        }
      }
    }

    /** Returns the terms that a few words are together, each with its fit. */
    phrases(span) {
      const best = span.map((word) => this.best(word));
      if (best.every((fit) => fit)) {
        const known = this.stems.get(best.map(([term]) => this.names[term]).join(" "));
        if (known !== undefined) return [[known, Math.min(...best.map(([, { fit }]) => fit))]];
      }
      if (span.length > 2) return [];
      const joined = span[0].word + span[1].word;
      if (this.vocabulary.places.has(joined)) return [[this.vocabulary.numbers[this.vocabulary.places.get(joined)], search.parameters.stem]];
      if (joined.length < 7 || span.every((word) => this.vocabulary.knows(word.word))) return [];
      return [...this.vocabulary.terms(joined, false)].map(([term, { fit }]) => [term, fit]);
    }

    /** Returns the single term that a word most likely means. */
    best(word) {
      let best = null;
      for (const fit of word.fits) if (fit[0] < this.single && (!best || fit[1].fit > best[1].fit)) best = fit;
      return best;
    }

    /** Scores each document by the best term of a word's group, and weighs the word by how few documents have it. */
    scoreWord(word) {
      const { saturation, stopWord } = search.parameters;
      const { sum, size, weights } = this;
      word.scores = new Float32Array(size);
      word.found = new Float32Array(size);
      // Without related words: the score, and the best fit.
      word.exactScores = new Float32Array(size);
      word.known = new Float32Array(size);
      for (const [term, fit] of word.group) {
        const isRelated = word.relatedTerms.has(term);
        const lists = this.carriers(term);
        lists.forEach((numbers, field) => {
          for (const number of numbers) sum[number] += weights[field][number];
        });
        for (const numbers of lists) {
          for (const number of numbers) {
            const score = (fit * sum[number]) / (saturation + sum[number]);
            if (score > word.scores[number]) word.scores[number] = score;
            if (sum[number] && fit > word.found[number]) word.found[number] = fit;
            if (!isRelated) {
              if (score > word.exactScores[number]) word.exactScores[number] = score;
              if (sum[number] && fit > word.known[number]) word.known[number] = fit;
            }
            sum[number] = 0;
          }
        }
      }
      let count = 0;
      for (let number = 0; number < size; number++) count += word.known[number];
      word.missing = count === 0;
      word.weight = Math.log(1 + (size - count + 0.5) / (count + 0.5)) * (word.isStopWord ? stopWord : 1);
    }

    /** Returns every document with a match, the best first. Having more of the words is rewarded. */
    rank(typed) {
      const { coverage, kinds } = search.parameters;
      const whole = typed.reduce((sum, word) => sum + word.weight, 0) || 1;
      const ranked = [];
      for (let number = 0; number < this.size; number++) {
        let score = 0;
        let covered = 0;
        let content = false;
        for (const word of typed) {
          if (!word.found[number]) continue;
          score += word.weight * word.scores[number];
          covered += word.weight * word.found[number];
          if (!word.isStopWord) content = true;
        }
        const share = covered / whole;
        if (content) ranked.push([number, (score / whole) * share ** coverage * kinds[this.kinds[number]], share]);
      }
      ranked.sort((one, other) => other[1] - one[1] || one[0] - other[0]);
      return ranked;
    }

    /** Returns the score of a document without related words. */
    exactScore(typed, number) {
      const { coverage, kinds } = search.parameters;
      let score = 0;
      let covered = 0;
      let whole = 0;
      for (const word of typed) {
        score += word.weight * word.exactScores[number];
        covered += word.weight * word.known[number];
        whole += word.weight;
      }
      return (score / (whole || 1)) * (covered / (whole || 1)) ** coverage * kinds[this.kinds[number]];
    }

    /** Re-ranks the best documents: those with a title, keyword or saying that agrees with the query gain. */
    refine(typed, ranked) {
      const { agreement } = search.parameters;
      const close = ranked.slice(0, MAX_REFINED).map(([number, score, share]) => {
        const gain = 1 + agreement * this.agreement(typed, number);
        return { number, score: score * gain, share, exact: gain * this.exactScore(typed, number) };
      });
      close.sort(downBy("score"));
      // A related word never moves a document from the first place that has each word of the query itself.
      const first = [...close].sort(downBy("exact"))[0];
      if (first && typed.every((word) => word.isStopWord || word.known[first.number] >= search.parameters.stem)) {
        first.score = close[0].score;
        close.splice(close.indexOf(first), 1);
        close.unshift(first);
      }
      const least = close.length ? close[0].score * 0.08 : 0;
      return close.filter(({ score }) => score >= least).map(({ number, score, share }) => [number, score, share]);
    }

    /** Returns the words of a document's short texts, each text a list. They are cached: a query is typed letter by letter. */
    shortTexts(number) {
      let texts = this.shortTextLists.get(number);
      if (!texts) {
        if (this.shortTextLists.size > MAX_CACHED_DOCUMENTS) this.shortTextLists.clear();
        const all = [this.slug(number), ...[0, 1, 2].flatMap((column) => this.texts(number, column))];
        texts = all.map((text) => this.words(text)).filter((words) => words.length);
        this.shortTextLists.set(number, texts);
      }
      return texts;
    }

    /** Returns how far the best short text of a document agrees with the query, from 0 to 1. */
    agreement(typed, number) {
      const whole = typed.reduce((sum, word) => sum + word.weight, 0) || 1;
      const meanings = this.meaningsOf(typed);
      let best = 0;
      for (const words of this.shortTexts(number)) best = Math.max(best, this.textAgreement(typed, words, whole, meanings));
      return best;
    }

    /** Returns the typed words that a term may be meant by: for each term the places of the words, with their fits. */
    meaningsOf(typed) {
      if (typed.meanings) return typed.meanings;
      const meanings = new Map();
      typed.forEach((word, at) => {
        for (const [term, fit] of word.group) {
          if (word.relatedTerms.has(term)) continue;
          const meant = meanings.get(term);
          if (meant) meant.push([at, fit]);
          else meanings.set(term, [[at, fit]]);
        }
      });
      typed.meanings = meanings;
      return meanings;
    }

    /** Returns the share of the query that a text has, times the share of the text that the query has. */
    textAgreement(typed, words, whole, meanings) {
      const { stopWord, foreign } = search.parameters;
      let fits = null;
      let length = 0;
      let filled = 0;
      for (const [, term, isStopWord] of words) {
        const weight = isStopWord ? stopWord : 1;
        length += weight;
        const meant = meanings.get(term);
        if (!meant) continue;
        fits = fits || new Float32Array(typed.length);
        let best = 0;
        for (const [at, fit] of meant) {
          if (fit > best) best = fit;
          if (fit > fits[at]) fits[at] = fit;
        }
        filled += weight * best;
      }
      if (!fits) return 0;
      let share = 0;
      typed.forEach((word, at) => (share += fits[at] * word.weight));
      return Math.max((share / whole) * (filled / length) ** foreign, this.beginning(typed, words));
    }

    /** Returns how well a text begins with what is typed: word for word, or two words of it but for stop words. */
    beginning(typed, words) {
      const { begins } = search.parameters;
      if (startsWith(words, typed)) return begins;
      const content = typed.filter(({ isStopWord }) => !isStopWord);
      return content.length > 1 && startsWith(words.filter(([, , isStopWord]) => !isStopWord), content) ? begins / 2 : 0;
    }
  }

  /** Returns the order of documents by a kind of score, the highest first. */
  function downBy(score) {
    return (one, other) => other[score] - one[score] || one.number - other.number;
  }

  /** Returns whether the words of a text begin with typed ones, or with what these may mean. */
  function startsWith(words, typed) {
    return typed.length > 0 && typed.every(({ fits }, at) => at < words.length && fits.has(words[at][1]));
  }

  Object.assign(search, { Index, KINDS });
})((self.precallSearch = self.precallSearch || {}));
