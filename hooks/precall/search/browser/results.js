// What was found becomes what Material's search box shows: one item each, with its kind, its title and the line that matches.
//
// Material puts an item's title into the page as HTML, so every text is escaped here, and nowhere later.
(function (search) {
  "use strict";

  const MOST_SHOWN = 20;
  const MOST_NEAR = 3;
  const LONGEST_LINE = 150;
  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

  function escaped(text) {
    return text.replace(/[&<>"']/g, (sign) => SIGNS[sign]);
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  function span(part, html) {
    return `<span class="precall-found__${part}">${html}</span>`;
  }

  class Search {
    constructor(data) {
      this.index = new search.Index(data);
      this.say = this.index.interface;
      this.owners = null;
    }

    /** The lines to show, which come after all else. */
    take(lines) {
      this.index.columns[3] = lines.split("\n");
    }

    /** Material's result for a query: groups of one item each. */
    answer(query) {
      const { typed, ranked } = this.index.find(query);
      if (!typed.length) return { items: [] };
      if (!ranked.length) return { items: this.nothing(query, typed), suggest: [] };
      const shown = ranked.slice(0, MOST_SHOWN);
      const items = shown.map(([number, score]) => this.item(typed, number, score));
      items[0].title += this.status(this.counted(query, typed, shown.length, ranked.length));
      return { items: items.map((item) => [item]), suggest: this.suggested(typed) };
    }

    counted(query, typed, shown, all) {
      const missing = typed.filter((word) => word.missing && !word.carriedAlong).map((word) => word.word);
      if (missing.length) return filled(this.say.without, { words: missing.join(", ") });
      if (all > shown) return filled(this.say.first, { count: shown });
      return filled(this.say[all === 1 ? "count.one" : "count.other"], { count: all });
    }

    /** What `page.js` says above the list, in place of Material's own count. */
    status(text) {
      return `<span hidden data-precall-said="${escaped(text)}"></span>`;
    }

    item(typed, number, score) {
      const title = this.index.texts(number, 0)[0];
      const marked = this.marked(typed);
      const line = this.line(typed, number, title);
      const html = [span("kind", escaped(this.kind(number))), span("title", this.highlighted(title, marked))];
      if (line) html.push(span("line", filled(escaped(line.frame), { line: this.highlighted(shortened(line.text, line.at), marked) })));
      return {
        location: located(this.index.urls[number]),
        title: html.join(" "),
        text: "",
        score,
        terms: this.said(typed, number),
      };
    }

    /** The words to mark on the page itself: as it says them, not as they were typed. */
    said(typed, number) {
      const met = typed.filter((word) => word.scores[number] > 0);
      const telling = met.filter((word) => !word.carriedAlong);
      return Object.fromEntries((telling.length ? telling : met).map((word) => [this.meant(word), true]));
    }

    meant(word) {
      let best = { fit: 0, word: word.word };
      for (const each of word.fits.values()) if (each.fit > best.fit) best = each;
      return best.word;
    }

    /** `Question in Why now`: what it is, and where it stands. */
    kind(number) {
      const kind = this.index.kind(number);
      const owner = kind === "question" ? this.owner(number) : undefined;
      const name = this.say[`kind.${kind}`];
      return owner === undefined ? name : filled(this.say.within, { kind: name, title: owner });
    }

    /** The title of the bank that a question stands in: the page without the place on it. */
    owner(number) {
      if (!this.owners) {
        this.owners = new Map();
        this.index.urls.forEach((url, other) => url.includes("#") || this.owners.set(url, this.index.texts(other, 0)[0]));
      }
      return this.owners.get(this.index.urls[number].split("#")[0]);
    }

    /** The stems to be marked: those that were typed or mean the same. */
    marked(typed) {
      if (typed.marks) return typed.marks;
      const marks = new Set();
      for (const word of typed) {
        for (const [term, fit] of word.marked) {
          if (fit < 0.3) continue;
          this.index.names[term].split(" ").forEach((stem) => marks.add(this.index.stems.get(stem)));
        }
      }
      typed.marks = marks;
      return marks;
    }

    highlighted(text, marks) {
      let html = "";
      let at = 0;
      for (const [, term, , start, end] of this.index.words(text)) {
        if (term === undefined || !marks.has(term)) continue;
        html += `${escaped(text.slice(at, start))}<mark>${escaped(text.slice(start, end))}</mark>`;
        at = end;
      }
      return html + escaped(text.slice(at));
    }

    /** The line that says more of what was typed than the title does, else the one that says what it is for. */
    line(typed, number, title) {
      const inTitle = this.covered(typed, title).fits;
      let best = null;
      for (const column of [2, 3, 1]) {
        for (const text of this.index.texts(number, column)) {
          const { fits, at } = this.covered(typed, text);
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
      return column === 2 ? this.say.sounds : column === 1 ? this.say.keyword : "{line}";
    }

    /** How well each typed word is met in a text, and where the first is. */
    covered(typed, text) {
      const fits = typed.map(() => 0);
      let first = -1;
      for (const [, term, , start] of this.index.words(text)) {
        typed.forEach((each, at) => {
          const fit = each.marked.get(term) || 0;
          if (fit > fits[at]) fits[at] = fit;
          if (fit && first < 0) first = start;
        });
      }
      return { fits, at: Math.max(0, first) };
    }

    /** How the last word goes on, for Material to show behind it. */
    suggested(typed) {
      const last = typed[typed.length - 1];
      let best = null;
      for (const [, { fit, word }] of last.fits) {
        if (word !== last.word && word.startsWith(last.word) && (!best || fit > best.fit)) best = { fit, word };
      }
      return best && this.index.vocabulary.places.get(last.word) === undefined ? [best.word] : [];
    }

    /** Nothing found: what is near, and all there is of each kind. */
    nothing(query, typed) {
      const near = [];
      for (const word of typed) {
        for (const [, term] of this.index.vocabulary.nearest(word.word, Math.max(2, Math.ceil(word.word.length / 3)))) {
          for (const numbers of this.index.carriers(term)) {
            for (const number of numbers.slice(0, 2)) if (!near.includes(number)) near.push(number);
          }
          if (near.length >= MOST_NEAR) break;
        }
      }
      const items = near.slice(0, MOST_NEAR).map((number, at) => this.item(typed, number, 0.9 - at / 100));
      for (let number = 0; number < this.index.size; number++) {
        if (this.index.kind(number) === "index") items.push(this.item(typed, number, 0.5 - number / this.index.size));
      }
      if (items.length) items[0].title += this.status(filled(near.length ? this.say.near : this.say.none, { query }));
      return items.map((item) => [item]);
    }
  }

  /** Opened from a file, a folder has no page of its own. */
  function located(url) {
    return self.location && self.location.protocol === "file:" ? url.replace(/(^|\/)(?=#|$)/, "$1index.html") : url;
  }

  /** A long line around the place that matches. */
  function shortened(text, at) {
    if (text.length <= LONGEST_LINE) return text;
    const start = at < LONGEST_LINE * 0.7 ? 0 : text.indexOf(" ", at - LONGEST_LINE / 2) + 1;
    let end = start + LONGEST_LINE;
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + 1);
    return (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  }

  Object.assign(search, { Search });
})((self.precallSearch = self.precallSearch || {}));
