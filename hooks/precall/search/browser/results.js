// Ranked documents go in; the items of Material's search box come out: kind, title and the line that matches.
//
// Material inserts an item's title as HTML, so every text is escaped here.
(function (search) {
  "use strict";

  const MAX_RESULTS = 20;
  const MAX_SUGGESTIONS = 3;
  const MAX_LINE_LENGTH = 150;
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

  function escapeHtml(text) {
    return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
  }

  function fillPlaceholders(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  function span(part, html) {
    return `<span class="precall-found__${part}">${html}</span>`;
  }

  // A result with less of the query than this does not keep the manual from being searched.
  const WEAK = 0.5;
  const LEAST_MARKED = 0.3;
  const NEARLY = 0.7;
  const MAX_OPENED = 3;
  const MAX_SITUATIONS = 8;

  /** The search in one index. */
  class Search {
    constructor(data) {
      this.index = new search.Index(data);
      this.words = this.index.interface;
      this.manualPages = new Set(data.manualPages);
      this.manual = null;
      this.bankTitles = null;
    }

    /** Adds what is loaded after the index: the lines to show, related words, or the manual's index with its lines. */
    add(name, content) {
      if (name === "lines") this.index.columns[3] = content.split("\n");
      else if (name === "related") this.index.addRelated(content);
      else {
        this.manual = new Search(content[0]);
        this.manual.add("lines", content[1]);
      }
    }

    /**
     * Returns Material's result for a query: groups of one item each, and whether the manual's index is needed.
     * `page` is the address of the page on which it is asked, `opened` those that were opened last.
     */
    answer(query, page = "", opened = []) {
      const found = this.index.find(query);
      if (!found.typed.length) return { items: this.startItems(opened).map((item) => [item]) };
      const isWeak = !found.ranked.some(([, , share]) => share >= WEAK);
      const inManual = this.manualPages.has(page);
      const wanted = this.manualPages.size > 0 && (inManual || isWeak);
      const manual = wanted && this.manual ? this.manual.strongItems(query) : [];
      const items = [...manual, ...this.items(found)];
      let text = this.statusText(query, found.typed, Math.min(found.ranked.length, MAX_RESULTS), found.ranked.length);
      if (manual.length && isWeak) text = this.words.manual;
      else if (!found.ranked.length) {
        const near = this.nearItems(found.typed);
        items.push(...near, ...this.indexItems(found.typed));
        text = fillPlaceholders(near.length ? this.words.near : this.words.none, { query });
      }
      if (items.length) items[0].title += this.status(text);
      return { items: items.map((item) => [item]), suggest: this.completions(found.typed), needsManual: wanted && !this.manual };
    }

    /** Returns what an empty box offers: what was opened last, and a call of each stage. */
    startItems(opened) {
      const last = opened.map((url) => this.index.urls.indexOf(url)).filter((number) => number >= 0);
      const numbers = [...new Set([...last.slice(0, MAX_OPENED), ...this.index.situations.slice(0, MAX_SITUATIONS)])];
      const items = numbers.map((number, at) => this.item([], number, 1 - at / 100));
      if (items.length) items[0].title += this.status(this.words.start);
      return items;
    }

    items({ typed, ranked }) {
      return ranked.slice(0, MAX_RESULTS).map(([number, score]) => this.item(typed, number, score));
    }

    /** Returns the items that have most of the query. */
    strongItems(query) {
      const { typed, ranked } = this.index.find(query);
      return this.items({ typed, ranked: ranked.filter(([, , share]) => share >= WEAK) });
    }

    statusText(query, typed, shown, all) {
      const missing = typed.filter((word) => word.missing && !word.isStopWord).map((word) => word.word);
      if (missing.length) return fillPlaceholders(this.words.without, { words: missing.join(", ") });
      if (all > shown) return fillPlaceholders(this.words.first, { count: shown });
      return fillPlaceholders(this.words[all === 1 ? "count.one" : "count.other"], { count: all });
    }

    /** Returns the addresses that answer a query, the best first: of one kind, or only those that have nearly as much of it as the best. */
    addresses(query, { kind, best }) {
      const { ranked } = this.index.find(query);
      const most = Math.max(0, ...ranked.map(([, , share]) => share));
      return ranked
        .filter(([number, , share]) => (!kind || this.index.kind(number) === kind) && (!best || share >= most * NEARLY))
        .map(([number]) => this.index.urls[number]);
    }

    /** Returns the element with the text that `page.js` shows above the list instead of Material's count. */
    status(text) {
      return `<span hidden data-precall-said="${escapeHtml(text)}"></span>`;
    }

    item(typed, number, score) {
      const title = this.index.texts(number, 0)[0];
      const marked = this.markedStems(typed);
      const line = this.line(typed, number, title);
      const html = [span("kind", escapeHtml(this.kind(number))), span("title", this.highlight(title, marked))];
      if (line) html.push(span("line", fillPlaceholders(escapeHtml(line.frame), { line: this.highlight(shorten(line.text, line.at), marked) })));
      return {
        location: resultUrl(this.index.urls[number]),
        title: html.join(" "),
        text: "",
        score,
        terms: this.wordsToMark(typed, number),
      };
    }

    /** Returns the words to mark on the page, in the page's spelling. */
    wordsToMark(typed, number) {
      const met = typed.filter((word) => word.found[number] > 0);
      const content = met.filter((word) => !word.isStopWord);
      return Object.fromEntries((content.length ? content : met).map((word) => [this.meantWord(word), true]));
    }

    meantWord(word) {
      let best = { fit: 0, word: word.word };
      for (const fit of word.fits.values()) if (fit.fit > best.fit) best = fit;
      return best.word;
    }

    /** Returns the kind of a document; for a question also its bank: `Question in Why now`. */
    kind(number) {
      const kind = this.index.kind(number);
      const bank = kind === "question" ? this.bankTitle(number) : undefined;
      const name = this.words[`kind.${kind}`];
      return bank === undefined ? name : fillPlaceholders(this.words.within, { kind: name, title: bank });
    }

    /** Returns the title of a question's bank: that of the page without the anchor. */
    bankTitle(number) {
      if (!this.bankTitles) {
        this.bankTitles = new Map();
        this.index.urls.forEach((url, other) => url.includes("#") || this.bankTitles.set(url, this.index.texts(other, 0)[0]));
      }
      return this.bankTitles.get(this.index.urls[number].split("#")[0]);
    }

    /** Returns the stems to mark: those of the typed words and of their synonyms, but none of what is only related. */
    markedStems(typed) {
      if (typed.marks) return typed.marks;
      const marks = new Set();
      for (const word of typed) {
        for (const [term, fit] of word.group) {
          if (fit < LEAST_MARKED || word.relatedTerms.has(term)) continue;
          this.index.names[term].split(" ").forEach((stem) => marks.add(this.index.stems.get(stem)));
        }
      }
      marks.stopWords = typed.every(({ word }) => this.index.tables.stop.has(word));
      typed.marks = marks;
      return marks;
    }

    /** Marks whole words; a stop word only if nothing else was typed. */
    highlight(text, marks) {
      let html = "";
      let at = 0;
      for (const [, term, isStopWord, start, end] of this.index.words(text)) {
        if (term === undefined || !marks.has(term) || (isStopWord && !marks.stopWords)) continue;
        // Pairs of letters of a script without spaces overlap.
        const from = Math.max(start, at);
        html += `${escapeHtml(text.slice(at, from))}<mark>${escapeHtml(text.slice(from, end))}</mark>`;
        at = end;
      }
      return html + escapeHtml(text.slice(at));
    }

    /** Returns the line that matches the query better than the title, else the document's lead. */
    line(typed, number, title) {
      const inTitle = this.coverage(typed, title).fits;
      let best = null;
      for (const column of [2, 3, 1]) {
        for (const text of this.index.texts(number, column)) {
          const { fits, at } = this.coverage(typed, text);
          let gain = 0;
          let more = false;
          typed.forEach((word, place) => {
            const over = Math.max(0, fits[place] - inTitle[place]);
            gain += word.weight * (over + 0.05 * fits[place]);
            if (over > 0.1) more = true;
          });
          if (more && gain > (best ? best.gain : 0.01)) best = { text, gain, at, frame: this.frame(column) };
        }
      }
      if (best) return best;
      for (const column of [2, 3]) {
        const text = this.index.texts(number, column)[0];
        if (text) return { text, at: 0, frame: this.frame(column) };
      }
      return null;
    }

    frame(column) {
      return column === 2 ? this.words.sounds : column === 1 ? this.words.keyword : "{line}";
    }

    /** Returns the fit of each typed word in a text, and the position of the first match. */
    coverage(typed, text) {
      const fits = typed.map(() => 0);
      let first = -1;
      for (const [, term, , start] of this.index.words(text)) {
        typed.forEach((each, at) => {
          const fit = each.group.get(term) || 0;
          if (fit > fits[at]) fits[at] = fit;
          if (fit && first < 0) first = start;
        });
      }
      return { fits, at: Math.max(0, first) };
    }

    /** Returns the completion of the last word, which Material shows after it: of those that find something, the one that finds most. */
    completions(typed) {
      const { word, fits } = typed[typed.length - 1];
      if (this.index.vocabulary.places.has(word)) return [];
      let best = null;
      for (const [term, { word: whole }] of fits) {
        if (!whole.startsWith(word) || whole === word) continue;
        const worth = this.index.worth(term);
        if (worth > (best ? best.worth : 0)) best = { worth, whole };
      }
      return best ? [best.whole] : [];
    }

    /** Returns the items of similar words, for a query without a match. */
    nearItems(typed) {
      const near = [];
      for (const word of typed) {
        for (const [, term] of this.index.vocabulary.nearest(word.word, Math.max(2, Math.ceil(word.word.length / 3)))) {
          for (const numbers of this.index.carriers(term)) {
            for (const number of numbers.slice(0, 2)) if (!near.includes(number)) near.push(number);
          }
          if (near.length >= MAX_SUGGESTIONS) break;
        }
      }
      return near.slice(0, MAX_SUGGESTIONS).map((number, at) => this.item(typed, number, 0.9 - at / 100));
    }

    /** Returns the items of the pages that list all entries of a kind. */
    indexItems(typed) {
      const numbers = Array.from({ length: this.index.size }, (_, number) => number);
      return numbers
        .filter((number) => this.index.kind(number) === "index")
        .map((number, at) => this.item(typed, number, 0.5 - at / 100));
    }
  }

  /** Returns the address of a result. On `file:` a folder needs its index.html. */
  function resultUrl(url) {
    return self.location && self.location.protocol === "file:" ? url.replace(/(^|\/)(?=#|$)/, "$1index.html") : url;
  }

  /** Returns the part of a long line around the match. */
  function shorten(text, at) {
    if (text.length <= MAX_LINE_LENGTH) return text;
    const start = at < MAX_LINE_LENGTH * 0.7 ? 0 : text.indexOf(" ", at - MAX_LINE_LENGTH / 2) + 1;
    let end = start + MAX_LINE_LENGTH;
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + 1);
    return (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  }

  Object.assign(search, { Search });
})((self.precallSearch = self.precallSearch || {}));
