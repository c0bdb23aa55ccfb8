// What was opened last becomes a short list on home, kept in this browser's storage, and goes nowhere else.
//
// An entry's page says beside its trail what it is, and a card belongs to its call. An address that is kept and turns out
// to be no entry's any more is forgotten when somebody follows it. Without storage there is no list, and nothing is amiss.

"use strict";

{
  const MOST = 5;
  const INDEX = "index.html";
  const card = document.querySelector(".builder[data-call]");
  const { siteRoot: root } = precall;
  const storage = precall.storage.site;
  const RECORD = ":opened";

  // An address from the site's root, the same on a disk as on a server; null for what lies outside.
  const place = (href) => {
    const url = new URL(href, location.href);
    if (!url.href.startsWith(root.href)) return null;
    return url.pathname.slice(root.pathname.length).replace(new RegExp(`(^|/)${INDEX}$`), "$1");
  };

  // What was kept may have been tampered with, and leads nowhere but within the site.
  const href = (path) => {
    const url = new URL(`${path}${location.protocol === "file:" ? INDEX : ""}`, root);
    return url.href.startsWith(root.href) ? url.href : root.href;
  };

  const text = (value) => typeof value === "string" && value !== "" && value.length < 1000;

  const read = () => {
    const known = storage.read(RECORD);
    if (!Array.isArray(known)) return [];
    return known.filter((each) => text(each?.path) && text(each.title) && text(each.kind)).slice(0, MOST);
  };

  const write = (entries) => storage.write(RECORD, entries.length ? entries : undefined);

  // The calls that have a card, for whoever wants to put something on it.
  const calls = () =>
    read()
      .filter(({ kind, card }) => kind === "call" && text(card))
      .map(({ title, card }) => ({ title, card: href(card) }));

  window.precall = Object.assign(window.precall ?? {}, {
    openedCalls: calls,
    openedPlaces: () => read().map(({ path }) => path),
  });

  const note = (entry) => {
    if (entry.path) write([entry, ...read().filter((each) => each.path !== entry.path)].slice(0, MOST));
  };

  const forget = (path) => {
    const known = read();
    if (known.some((each) => each.path === path)) write(known.filter((each) => each.path !== path));
  };

  const make = (name, className, textContent) => Object.assign(document.createElement(name), { className, textContent });

  const row = ({ path, card, title, kind }, words) => {
    const link = make("a", `pc-target pc-target--${kind}`, "");
    link.href = href(path);
    const name = make("span", "pc-target__name", title);
    name.dir = "auto";
    link.append(name, " ", make("span", "pc-target__facts", words[kind]));
    const made = document.createElement("li");
    made.append(link);
    if (text(card)) {
      const to = make("a", "pc-to-card", words.toCard);
      to.href = href(card);
      to.setAttribute("aria-label", `${words.toCard}: ${title}`);
      const during = make("a", "pc-to-card", words.toDuring);
      during.href = href(card.replace(/^cards\//, "call/"));
      during.setAttribute("aria-label", `${words.toDuring}: ${title}`);
      made.append(" ", to, " ", during);
    }
    return made;
  };

  const show = (section) => {
    const words = section.dataset;
    const known = read().filter(({ kind }) => Object.hasOwn(words, kind));
    section.querySelector("ul").replaceChildren(...known.map((each) => row(each, words)));
    section.hidden = known.length === 0;
  };

  const clear = (section) => {
    write([]);
    show(section);
    document.querySelector(".pc-told").textContent = section.dataset.forgotten;
    // The button is gone; the next thing in reach is what stands before it.
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
