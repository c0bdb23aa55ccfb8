// Stores the pages that were opened last, for a short list on home, only in this browser.
//
// An entry's page has its kind and title in data attributes of its breadcrumbs. A card counts as its call.

"use strict";

{
  const card = document.querySelector(".builder[data-call]");
  const { forget, href, isText: text, note, place, read, show, write } = precall.opened;

  // The calls with a card, for scripts that add something to it.
  const calls = () =>
    read()
      .filter(({ kind, card }) => kind === "call" && text(card))
      .map(({ title, card }) => ({ title, card: href(card) }));

  window.precall = Object.assign(window.precall ?? {}, {
    openedCalls: calls,
    openedPlaces: () => read().map(({ path }) => path),
  });

  const clear = (section) => {
    write([]);
    show(section);
    document.querySelector(".pc-told").textContent = section.dataset.forgotten;
    // The button is gone, so move the focus to the element before it.
    document.querySelector(".pc-process a")?.focus();
  };

  const start = () => {
    const trail = document.querySelector(".pc-trail[data-kind]");
    if (trail) {
      const { kind, card } = trail.dataset;
      const title = trail.querySelector("[aria-current]").textContent;
      note({ kind, title, path: place(location.href), card: card && place(card) });
    } else {
      forget(place(location.href));
    }
    const section = document.querySelector(".pc-opened");
    if (!section) return;
    show(section);
    section.querySelector("button").onclick = () => clear(section);
  };

  if (card) {
    const title = document.querySelector("[data-role=title]").textContent;
    note({ kind: "call", title, path: place(card.dataset.about), card: place(location.href) });
  } else {
    precallEveryPage(start);
  }
}
