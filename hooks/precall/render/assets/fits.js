// The paper becomes a list of what does not fit on it.
//
// On a narrow screen the card is laid out for reading, so it is measured on a copy as wide as paper needs, out of sight.

"use strict";

window.precall = window.precall || {};

precall.fits = (() => {
  const WIDE = "(min-width: 60rem)";
  const MILLIMETRE = 96 / 25.4;
  const LETTERS = ['1em "Source Sans 3"', 'italic 1em "Source Sans 3"'];
  let frame = null;

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

  // Lines break where the card's letters break them, not where those do that stand in until they have come.
  const lettered = (paper) => Promise.allSettled(LETTERS.map((face) => paper.fonts.load(face)));

  const seen = (element) => element.getClientRects().length > 0;

  const label = (field) => {
    const said = field.labels?.[0]?.textContent ?? "";
    return (field.getAttribute("aria-label") || said).replace(/\s+/g, " ").trim();
  };

  // How far the lowest of a side's boxes hangs below it; the air in a line of text does not count.
  const tooTall = (side) => {
    const boxes = [...side.querySelectorAll("*")].filter(
      (each) => seen(each) && !getComputedStyle(each).display.startsWith("inline") && !each.closest(".unseen, svg"),
    );
    const lowest = Math.max(...boxes.map((each) => each.getBoundingClientRect().bottom));
    return Math.ceil((lowest - side.getBoundingClientRect().bottom - 0.5) / MILLIMETRE);
  };

  // `[{key, field | count | millimetres}]`, the keys those of the words that say it.
  const measure = async () => {
    const paper = await laidOut();
    await lettered(paper);
    const wrong = [];
    const own = { "objective.own": ".objective .own", "outcome.own": ".outcome .own" };
    for (const field of paper.querySelectorAll("main input:not([type=checkbox]), main textarea")) {
      const question = field.closest(".question");
      if (!field.value.trim() || (question && !seen(question))) continue;
      const instead = own[field.name] && paper.querySelector(own[field.name]);
      if (!seen(field)) {
        if (!instead || !seen(instead)) wrong.push({ key: "builder-field-gone", field: label(field) });
      } else if (field.scrollHeight > field.clientHeight + 2 || field.scrollWidth > field.clientWidth + 1) {
        wrong.push({ key: "builder-field-long", field: label(field) });
      }
    }
    const questions = [...paper.querySelectorAll(".question")];
    const printed = questions.filter(seen).length;
    if (printed < questions.length) wrong.push({ key: "builder-questions-hidden", count: printed });
    for (const side of ["front", "flap"]) {
      const millimetres = tooTall(paper.querySelector(`.${side}`));
      if (millimetres > 0) wrong.push({ key: `builder-${side}-tall`, millimetres });
    }
    return wrong;
  };

  return measure;
})();
