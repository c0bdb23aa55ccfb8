// Lays out typed text on the paper as it will print, and lists text that does not fit.
//
// Each text field has a twin, `.typed`, with the printed part of its text (`.prints`) and the part that does not fit (`.rest`).
// Long text has a smaller line height and takes space from the box for the client's words. Text that still does not fit is not
// printed, with a note at the field. On a narrow screen the card is a form, so a hidden copy as wide as the paper is laid out.

"use strict";

window.precall = window.precall || {};

precall.fits = (() => {
  const WIDE = "(min-width: 60rem)";
  const MILLIMETRE = 96 / 25.4;
  const HAIR = 0.5; // pixels
  const MOST = 1200; // characters of one field: no sheet has room for more
  const PART = 12; // minimum characters of a word that may be broken
  const FACES = ['1em "Source Sans 3"', 'italic 1em "Source Sans 3"'];
  // Typed text replaces the call's own words where a sheet has no line for it.
  const INSTEAD = { "objective.own": ".objective .own", "outcome.own": ".outcome .own", client: ".whom" };

  const make = (name, className, document_ = document) =>
    Object.assign(document_.createElement(name), { className });

  // Further cards on the sheet come after this one.
  const cardIn = (document_) => document_.querySelector("main .card");
  const textFields = (card) => [...card.querySelectorAll("textarea")];
  const seen = (element) => element.getClientRects().length > 0;

  // The position of an element or a range in the paper's own pixels: a screen enlarges a small sheet.
  const placeOf = (thing) => {
    const node = thing.startContainer ?? thing;
    const zoom = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).currentCSSZoom ?? 1;
    const { top, bottom, width } = thing.getBoundingClientRect();
    return { top: top / zoom, bottom: bottom / zoom, width: width / zoom };
  };

  // The twin of a field, made on first use, because questions are added and removed.
  const twin = (field) => {
    const around = field.closest(".field");
    let typed = around.querySelector(":scope > .typed");
    if (!typed) {
      typed = make("span", "typed", field.ownerDocument);
      typed.dir = "auto";
      typed.append(make("span", "prints", field.ownerDocument), make("span", "rest", field.ownerDocument));
      const note = make("span", "note", field.ownerDocument);
      note.textContent = document.querySelector("[data-cut]")?.dataset.cut ?? "";
      around.append(typed, note);
    }
    return typed;
  };

  const put = (typed, prints, rest) => {
    typed.firstChild.textContent = prints;
    typed.lastChild.textContent = rest;
  };

  // A hidden document, as wide as the paper, with this page's style sheets.
  const makeFrame = async () => {
    const frame = document.createElement("iframe");
    frame.className = "measure";
    frame.tabIndex = -1;
    frame.setAttribute("aria-hidden", "true");
    document.body.append(frame);
    const inner = frame.contentDocument;
    inner.documentElement.lang = document.documentElement.lang;
    inner.documentElement.dir = document.documentElement.dir;
    inner.documentElement.className = document.documentElement.className;
    const loaded = [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => {
      const copy = inner.createElement("link");
      copy.rel = "stylesheet";
      copy.href = link.href;
      inner.head.append(copy);
      return new Promise((done) => copy.addEventListener("load", done) || copy.addEventListener("error", done));
    });
    await Promise.all(loaded);
    inner.body.className = document.body.className;
    await loadFonts(inner);
    return inner;
  };
  let frame;

  // Puts a card on the chosen sheet's paper in the hidden document.
  const putInto = (inner, card) => {
    const sheets = inner.importNode(document.querySelector(".sheets"), true);
    sheets.querySelectorAll("input").forEach((radio, at) => {
      radio.checked = document.querySelectorAll(".sheets input")[at].checked;
    });
    const [main, paper] = [make("main", "", inner), make("form", "paper", inner)];
    paper.append(card);
    main.append(paper);
    inner.body.replaceChildren(sheets, main);
  };

  // A document in which the card is laid out on paper.
  const laidOut = async () => {
    if (matchMedia(WIDE).matches) return document;
    const inner = await (frame ??= makeFrame());
    // Cloned text fields do not have the typed text, so copy it.
    const copy = inner.importNode(cardIn(document), true);
    const typed = cardIn(document).querySelectorAll("input, textarea");
    copy.querySelectorAll("input, textarea").forEach((field, at) => {
      field.value = typed[at].value;
    });
    putInto(inner, copy);
    return inner;
  };

  // Loads the card's fonts, because line breaks in a fallback font would differ.
  const loadFonts = (paper) => Promise.allSettled(FACES.map((face) => paper.fonts.load(face)));

  const label = (field) => {
    const said = field.closest("label")?.querySelector("span")?.textContent ?? "";
    return (field.getAttribute("aria-label") || said).replace(/\s+/g, " ").trim();
  };

  // The number of pixels by which the lowest section of a side overflows it.
  const hangs = (side) => {
    const bottom = (part) => placeOf(part).bottom + parseFloat(getComputedStyle(part).marginBottom);
    const bottoms = [...side.children].filter(seen).map(bottom);
    return Math.max(...bottoms) - placeOf(side).bottom - HAIR;
  };

  const lineHeight = (element) => parseFloat(getComputedStyle(element).lineHeight);

  const lineCount = (node, pitch) => {
    const range = node.ownerDocument.createRange();
    range.selectNodeContents(node);
    const { top, bottom } = placeOf(range);
    return Math.max(1, Math.round((bottom - top) / pitch));
  };

  // One text that may have to be cut: its element, its words, and its current number of lines.
  class Text {
    constructor(field, element, prints, words) {
      Object.assign(this, { field, element, prints, words });
      this.around = field.closest(".field");
      this.cut = false;
      this.side = element.closest(".front") ? "front" : "flap";
    }

    count() {
      return lineCount(this.prints, lineHeight(this.element));
    }

    // The places where a text may end, with the line of each: after its words, and inside very long ones.
    ends() {
      if (this.known) return this.known;
      this.prints.textContent = this.words;
      const node = this.prints.firstChild;
      const range = node.ownerDocument.createRange();
      const pitch = lineHeight(this.element);
      const middle = (at) => {
        range.setStart(node, at - 1);
        range.setEnd(node, at);
        const { top, bottom } = placeOf(range);
        return (top + bottom) / 2;
      };
      const found = [];
      for (const { 0: word, index } of this.words.matchAll(/\S+/gu)) {
        for (let part = PART; part < word.length; part += PART) found.push(index + part);
        found.push(index + word.length);
      }
      const first = middle(1);
      this.known = found.map((at) => ({ at, line: Math.round((middle(at) - first) / pitch) }));
      return this.known;
    }

    // The longest beginning with at most `lines` lines.
    limit(lines) {
      this.lines = lines;
      this.cut = true;
      // Words below their barrier need one line more; a single line is next to it.
      const below = this.around.classList.contains("below");
      if (below && lines === 1) this.known = this.around.classList.remove("below");
      else if (below) lines -= 1;
      const known = lines < 1 ? [] : this.ends();
      let last = known.findLastIndex(({ line }) => line < lines);
      for (; last >= 0; last -= 1) {
        const { at } = known[last];
        this.prints.textContent = this.words.slice(0, at) + (/\S/u.test(this.words[at] ?? " ") ? "…" : " …");
        if (this.count() <= lines) break;
      }
      if (last < 0) this.prints.textContent = lines < 1 ? "" : "…";
      this.rest = this.words.slice(known[last]?.at ?? 0);
    }
  }

  // Write all styles before reading any size: a write between two reads makes the browser compute the layout again.
  const lay = (paper) => {
    const { getComputedStyle } = paper.defaultView;
    const card = cardIn(paper);
    const client = card.querySelector('[name="client"]')?.value.trim() ?? "";
    for (const element of card.querySelectorAll(".whom")) element.textContent = client;
    for (const row of card.querySelectorAll(".question")) row.classList.remove("unprinted");
    for (const field of textFields(card)) {
      const around = field.closest(".field");
      const words = field.value.slice(0, MOST).trimEnd();
      around.classList.remove("dense", "cut", "below", "laid");
      around.classList.toggle("filled", words !== "");
      put(twin(field), words, "");
    }
    const texts = [];
    const gone = [];
    const boxes = [];
    for (const field of textFields(card)) {
      const words = field.value.slice(0, MOST).trimEnd();
      const question = field.closest(".question");
      if (!words || (question && !seen(question))) continue;
      const typed = twin(field);
      const instead = INSTEAD[field.name] && card.querySelector(INSTEAD[field.name]);
      if (seen(typed)) {
        const list = typed.closest(".box") ? boxes : texts;
        list.push(new Text(field, typed, typed.firstChild, words));
      } else if (instead && seen(instead)) {
        texts.push(new Text(field, instead, instead, words));
      } else {
        gone.push(field);
      }
    }
    // The first line begins after the field's name, if both have the same writing direction.
    for (const text of texts) {
      const name = text.element === text.prints ? null : text.around.querySelector(":scope > span:first-child:not(.typed)");
      const sameWay = getComputedStyle(text.element).direction === getComputedStyle(text.around).direction;
      text.indent = name && sameWay ? placeOf(name).width + 1.5 * MILLIMETRE : null;
    }
    for (const { around, indent, element, prints, words } of texts) {
      if (element === prints) prints.textContent = words;
      if (indent === null) continue;
      around.style.setProperty("--indent", `${indent}px`);
      around.classList.add("laid");
    }
    // Text on ruled lines gets a smaller line height if it needs more lines than there are.
    for (const text of texts) {
      const { around, field, element, prints } = text;
      const room = Math.max(1, Math.round(around.clientHeight / lineHeight(element)));
      const rows = around.classList.contains("blank") ? Number(field.rows) : 1;
      const isLong = element !== prints && text.count() > Math.min(rows, room);
      text.dense = isLong || around.classList.contains("reply");
      text.below = isLong && around.classList.contains("words");
    }
    for (const { around, dense, below } of texts) {
      around.classList.toggle("dense", dense);
      around.classList.toggle("below", below);
    }
    for (const text of texts) {
      const { around, element, prints, below, field } = text;
      text.lines = text.count() + (below ? 1 : 0);
      const least = element === prints ? 0 : parseFloat(getComputedStyle(around).minHeight);
      text.base = Math.max(1, Math.floor((least + 1) / lineHeight(element)));
      if (field.value.trimEnd().length > MOST) text.limit(text.lines);
    }
    const heard = card.querySelector(".part.heard");
    heard?.classList.toggle("roomy", heard.querySelector("textarea").value.trim() !== "");
    // Shorten the longest text first, line by line, until the side fits.
    const tall = {};
    for (const name of ["front", "flap"]) {
      const side = card.querySelector(`.${name}`);
      const here = texts.filter((text) => text.side === name);
      const excess = (text) => text.lines - text.base;
      for (let over = hangs(side); over > 0; over = hangs(side)) {
        const [longest, second] = here.sort((one, other) => excess(other) - excess(one));
        if (!longest || excess(longest) < 1) break;
        const ahead = excess(longest) - (second ? Math.max(0, excess(second)) : 0);
        const wanted = Math.min(Math.ceil(over / lineHeight(longest.element)), Math.max(1, ahead));
        longest.limit(Math.max(longest.base, longest.lines - wanted));
      }
      // Then remove the extra space for the client's words, and questions from the last one on.
      if (hangs(side) > 0) heard?.classList.remove("roomy");
      const questions = [...side.querySelectorAll(".question")].filter(seen);
      while (hangs(side) > 0 && questions.length > 1) questions.pop().classList.add("unprinted");
      tall[name] = Math.ceil(hangs(side) / MILLIMETRE);
    }
    for (const text of boxes) {
      const room = () => Math.floor((text.element.clientHeight + 1) / lineHeight(text.element));
      if (text.count() > room()) text.around.classList.add("dense");
      if (text.count() > room() || text.field.value.trimEnd().length > MOST) text.limit(Math.min(room(), text.count()));
    }
    const cut = [...texts, ...boxes].filter((text) => text.cut);
    for (const text of cut) {
      text.around.classList.add("cut");
      if (text.element.classList.contains("typed")) text.element.lastChild.textContent = text.rest;
    }
    // The whole card shows some fields twice; a sheet may show them only once.
    const shown = new Set([...texts, ...boxes].map((text) => text.field.dataset.keeps));
    const lost = gone.filter((field) => !field.dataset.keeps || !shown.has(field.dataset.keeps));
    return { gone: lost, cut: cut.map((text) => text.field), tall };
  };

  // This page prints what the copy measured.
  const takeOver = (paper) => {
    const [copied, card] = [cardIn(paper), cardIn(document)];
    const theirs = textFields(copied);
    textFields(card).forEach((field, at) => {
      const [from, to] = [theirs[at].closest(".field"), field.closest(".field")];
      const typed = twin(field);
      to.className = from.className;
      to.closest(".part").classList.toggle("roomy", from.closest(".part").classList.contains("roomy"));
      to.style.setProperty("--indent", from.style.getPropertyValue("--indent"));
      const copy = twin(theirs[at]);
      put(typed, copy.firstChild.textContent, copy.lastChild.textContent);
    });
    const rows = [...copied.querySelectorAll(".question")];
    card.querySelectorAll(".question").forEach((row, at) => {
      row.classList.toggle("unprinted", rows[at].classList.contains("unprinted"));
    });
    for (const which of Object.values(INSTEAD)) {
      const [from, to] = [copied.querySelector(which), card.querySelector(which)];
      if (from && to) to.textContent = from.textContent;
    }
  };

  // `[{key, field | count | millimetres}]`; each key is that of the message to show.
  const measure = async () => {
    const paper = await laidOut();
    await loadFonts(paper);
    const { gone, cut, tall } = lay(paper);
    if (paper !== document) takeOver(paper);
    const wrong = [
      ...cut.map((field) => ({ key: "builder-field-long", field: label(field) })),
      ...gone.map((field) => ({ key: "builder-field-gone", field: label(field) })),
    ];
    const questions = [...cardIn(paper).querySelectorAll(".question")];
    const printed = questions.filter((row) => seen(row)).length;
    if (printed < questions.length) wrong.push({ key: "builder-questions-hidden", count: printed });
    for (const side of ["front", "flap"]) {
      if (tall[side] > 0) wrong.push({ key: `builder-${side}-tall`, millimetres: tall[side] });
    }
    return wrong;
  };

  // Lays out another card for the chosen sheet in the hidden document; returns the fields whose text is not printed completely.
  let apart;
  measure.apart = async (card) => {
    const inner = await (apart ??= makeFrame());
    putInto(inner, card);
    const { gone, cut } = lay(inner);
    return [...cut, ...gone].map(label);
  };

  // Text typed on the paper is shown as it prints at once, and fields of a form grow with their text.
  const follow = () => {
    if (matchMedia(WIDE).matches) lay(document);
    else for (const field of textFields(cardIn(document))) if (twin(field).textContent !== field.value) put(twin(field), field.value, "");
  };
  let waiting = 0;
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("main textarea")) return;
    put(twin(target), target.value, "");
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(follow);
  });

  addEventListener("beforeprint", () => matchMedia(WIDE).matches && lay(document));

  return measure;
})();

// On a narrow screen the sheet is chosen from a list; the radio buttons store the choice.
{
  const select = document.querySelector(".sheet-choice select");
  const radios = [...document.querySelectorAll('input[name="sheet"]')];
  const show = () => {
    select.value = radios.find((radio) => radio.checked)?.value ?? select.value;
  };
  document.documentElement.classList.add("scripted");
  select.addEventListener("change", () => {
    const radio = radios.find((each) => each.value === select.value);
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  });
  select.addEventListener("focus", show);
  document.addEventListener("change", (event) => event.target.name === "sheet" && show());
  addEventListener("pageshow", () => setTimeout(show));
}
