// What is typed is laid out on the paper as it will print, and what does not fit is listed.
//
// Each text field has a twin, `.typed`, that holds what prints (`.prints`) and what does not (`.rest`). Long text is set
// closer and takes room from the box for what is heard; only what still has no room is left off, and the field says so.
// On a narrow screen the card is a form, so it is laid out on a copy as wide as paper needs, out of sight.

"use strict";

window.precall = window.precall || {};

precall.fits = (() => {
  const WIDE = "(min-width: 60rem)";
  const MILLIMETRE = 96 / 25.4;
  const HAIR = 0.5; // pixels
  const MOST = 5000; // characters of one field that are looked at
  const FACES = ['1em "Source Sans 3"', 'italic 1em "Source Sans 3"'];
  // What was typed stands in place of the call's own words where a sheet has no line for it.
  const INSTEAD = { "objective.own": ".objective .own", "outcome.own": ".outcome .own", client: ".whom" };
  let frame = null;

  const make = (name, className, document_ = document) =>
    Object.assign(document_.createElement(name), { className });

  const textFields = (root) => [...root.querySelectorAll("main textarea")];
  const seen = (element) => element.getClientRects().length > 0;

  // The twin of a field, made when it is first needed: questions come and go.
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

  // A document in which the card lies on paper.
  const laidOut = async () => {
    if (matchMedia(WIDE).matches) return document;
    if (!frame) {
      frame = document.createElement("iframe");
      frame.className = "measure";
      frame.tabIndex = -1;
      frame.setAttribute("aria-hidden", "true");
      document.body.append(frame);
    }
    const inner = frame.contentDocument;
    inner.documentElement.lang = document.documentElement.lang;
    inner.documentElement.dir = document.documentElement.dir;
    inner.documentElement.className = document.documentElement.className;
    if (!inner.head.children.length) {
      const loaded = [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => {
        const copy = inner.createElement("link");
        copy.rel = "stylesheet";
        copy.href = link.href;
        inner.head.append(copy);
        return new Promise((done) => copy.addEventListener("load", done) || copy.addEventListener("error", done));
      });
      await Promise.all(loaded);
    }
    // Copies of elements bring what is typed in text fields only when told to.
    const copy = inner.importNode(document.querySelector("main"), true);
    const typed = document.querySelectorAll("main input, main textarea");
    copy.querySelectorAll("input, textarea").forEach((field, at) => {
      field.value = typed[at].value;
    });
    const sheets = inner.importNode(document.querySelector(".sheets"), true);
    sheets.querySelectorAll("input").forEach((radio, at) => {
      radio.checked = document.querySelectorAll(".sheets input")[at].checked;
    });
    inner.body.className = document.body.className;
    inner.body.replaceChildren(sheets, copy);
    return inner;
  };

  // Lines break where the card's font breaks them, not where the font does that stands in until it has come.
  const lettered = (paper) => Promise.allSettled(FACES.map((face) => paper.fonts.load(face)));

  const label = (field) => {
    const said = field.closest("label")?.querySelector("span")?.textContent ?? "";
    return (field.getAttribute("aria-label") || said).replace(/\s+/g, " ").trim();
  };

  // How far, in pixels, the lowest of a side's sections hangs below it.
  const hangs = (side) => {
    const bottom = (part) => part.getBoundingClientRect().bottom + parseFloat(getComputedStyle(part).marginBottom);
    const bottoms = [...side.children].filter(seen).map(bottom);
    return Math.max(...bottoms) - side.getBoundingClientRect().bottom - HAIR;
  };

  const lineHeight = (element) => parseFloat(getComputedStyle(element).lineHeight);

  const lineCount = (node, pitch) => {
    const range = node.ownerDocument.createRange();
    range.selectNodeContents(node);
    const { top, bottom } = range.getBoundingClientRect();
    return Math.max(1, Math.round((bottom - top) / pitch));
  };

  // One text that may have to give way: its element, its words, and how many lines it has now.
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

    // The longest beginning, in whole words, that takes no more than `lines` lines.
    limit(lines) {
      this.lines = lines;
      // Words that stand below their barrier take one line more; with a single line they stand behind it.
      const below = this.around.classList.contains("below");
      if (below && lines === 1) this.around.classList.remove("below");
      else if (below) lines -= 1;
      const ends = [...this.words.matchAll(/\S+(?=\s|$)/gu)].map((word) => word.index + word[0].length);
      const fits = (at) => {
        this.prints.textContent = at < 0 ? "…" : `${this.words.slice(0, ends[at])} …`;
        return this.count() <= lines;
      };
      let [low, high] = [-1, ends.length - 1];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (fits(middle)) low = middle;
        else high = middle - 1;
      }
      fits(low);
      this.cut = true;
      this.rest = this.words.slice(low < 0 ? 0 : ends[low]);
    }
  }

  // Text on ruled lines: as it is, or set closer when it needs more lines than there are.
  const write = (field) => {
    const around = field.closest(".field");
    const typed = twin(field);
    const words = field.value.slice(0, MOST).trimEnd();
    around.classList.remove("dense", "cut", "below", "laid");
    around.classList.toggle("filled", words !== "");
    put(typed, words, "");
    return { around, typed, words };
  };

  const lay = (paper) => {
    const texts = [];
    const gone = [];
    const boxes = [];
    for (const element of paper.querySelectorAll(".whom")) {
      element.textContent = paper.querySelector('main [name="client"]')?.value.trim() ?? "";
    }
    for (const row of paper.querySelectorAll(".question")) row.classList.remove("unprinted");
    for (const field of textFields(paper)) {
      const { around, typed, words } = write(field);
      if (!words) continue;
      const question = field.closest(".question");
      if (question && !seen(question)) continue;
      if (!seen(typed)) {
        const instead = INSTEAD[field.name] && paper.querySelector(INSTEAD[field.name]);
        if (!instead || !seen(instead)) gone.push(field);
        else {
          instead.textContent = words;
          texts.push(Object.assign(new Text(field, instead, instead, words), { base: 1 }));
        }
        continue;
      }
      const text = new Text(field, typed, typed.firstChild, words);
      if (around.classList.contains("box")) boxes.push(text);
      else texts.push(text);
      const name = around.querySelector(":scope > span:first-child:not(.unseen)");
      if (name && around.classList.contains("blank")) {
        const style = paper.defaultView.getComputedStyle(typed);
        if (style.direction === paper.defaultView.getComputedStyle(around).direction) {
          around.style.setProperty("--indent", `${name.getBoundingClientRect().width + 1.5 * MILLIMETRE}px`);
          around.classList.add("laid");
        }
      }
    }
    for (const text of texts) {
      if (text.base) {
        text.lines = text.count();
        continue;
      }
      const { around, field } = text;
      const room = Math.max(1, Math.round(around.clientHeight / lineHeight(text.element)));
      const rows = around.classList.contains("blank") ? Number(field.rows) : 1;
      const reply = around.classList.contains("reply");
      if (reply || text.count() > Math.min(rows, room)) {
        around.classList.add("dense");
        if (around.classList.contains("words") && text.count() > 1) around.classList.add("below");
      }
      text.lines = text.count() + (around.classList.contains("below") ? 1 : 0);
      text.base = Math.max(1, Math.floor((parseFloat(getComputedStyle(around).minHeight) + 1) / lineHeight(text.element)));
    }
    // The longest gives way first, line by line, until the side holds what is on it.
    const tall = {};
    for (const name of ["front", "flap"]) {
      const side = paper.querySelector(`.${name}`);
      const here = texts.filter((text) => text.side === name);
      let left = 200;
      while (hangs(side) > 0 && left--) {
        const longest = here.reduce((most, text) => (text.lines - text.base > (most?.lines ?? 0) - (most?.base ?? 0) ? text : most), null);
        if (!longest) break;
        longest.limit(longest.lines - 1);
      }
      // Then questions, from the last.
      const questions = [...side.querySelectorAll(".question")].filter(seen);
      while (hangs(side) > 0 && questions.length > 1) questions.pop().classList.add("unprinted");
      tall[name] = Math.ceil(hangs(side) / MILLIMETRE);
    }
    for (const text of boxes) {
      const room = () => Math.max(1, Math.floor((text.element.clientHeight + 1) / lineHeight(text.element)));
      if (text.count() > room()) text.around.classList.add("dense");
      if (text.count() > room()) text.limit(room());
    }
    const cut = [...texts, ...boxes].filter((text) => text.cut);
    for (const text of cut) {
      text.around.classList.add("cut");
      if (text.element.classList.contains("typed")) text.element.lastChild.textContent = text.rest;
    }
    return { gone, cut: cut.map((text) => text.field), tall };
  };

  // What the copy found is what this page prints.
  const takeOver = (paper) => {
    const theirs = textFields(paper);
    textFields(document).forEach((field, at) => {
      const [from, to] = [theirs[at].closest(".field"), field.closest(".field")];
      const typed = twin(field);
      to.className = from.className;
      to.style.setProperty("--indent", from.style.getPropertyValue("--indent"));
      const copy = twin(theirs[at]);
      put(typed, copy.firstChild.textContent, copy.lastChild.textContent);
    });
    const rows = [...paper.querySelectorAll(".question")];
    document.querySelectorAll(".question").forEach((row, at) => {
      row.classList.toggle("unprinted", rows[at].classList.contains("unprinted"));
    });
    for (const which of Object.values(INSTEAD)) {
      const [from, to] = [paper.querySelector(which), document.querySelector(which)];
      if (from && to) to.textContent = from.textContent;
    }
  };

  // `[{key, field | count | millimetres}]`, the keys those of the words that say it.
  const measure = async () => {
    const paper = await laidOut();
    await lettered(paper);
    const { gone, cut, tall } = lay(paper);
    if (paper !== document) takeOver(paper);
    const wrong = [
      ...cut.map((field) => ({ key: "builder-field-long", field: label(field) })),
      ...gone.map((field) => ({ key: "builder-field-gone", field: label(field) })),
    ];
    const questions = [...paper.querySelectorAll(".question")];
    const printed = questions.filter((row) => seen(row)).length;
    if (printed < questions.length) wrong.push({ key: "builder-questions-hidden", count: printed });
    for (const side of ["front", "flap"]) {
      if (tall[side] > 0) wrong.push({ key: `builder-${side}-tall`, millimetres: tall[side] });
    }
    return wrong;
  };

  // What is typed on the paper stands as it prints at once, and fields of a form grow with their text.
  const follow = () => {
    if (matchMedia(WIDE).matches) lay(document);
    else for (const field of textFields(document)) if (twin(field).textContent !== field.value) put(twin(field), field.value, "");
  };
  let waiting = 0;
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("main textarea")) return;
    // One line is one line: what is pasted with breaks loses them.
    if (target.rows === 1 && target.value.includes("\n")) {
      const at = target.selectionStart;
      target.value = target.value.replace(/\s*\n\s*/g, " ");
      target.setSelectionRange(at, at);
    }
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(follow);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && event.target.matches?.("main textarea[rows='1']")) event.preventDefault();
  });

  return measure;
})();

// A narrow screen chooses the sheet from a list; the radio buttons keep the choice.
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
