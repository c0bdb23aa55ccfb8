// Home's list of the pages opened last, from records of this browser.
//
// An address that no longer exists is removed when a user follows it. Without storage there is no list.

"use strict";

{
  const MOST = 5;
  const INDEX = "index.html";
  const RECORD = ":opened";
  const root = precall.siteRoot;
  const storage = precall.storage.site;

  // The path from the site's root, which is the same on a disk and on a server; null for addresses of other sites.
  const place = (href) => {
    const url = new URL(href, location.href);
    if (!url.href.startsWith(root.href)) return null;
    return url.pathname.slice(root.pathname.length).replace(new RegExp(`(^|/)${INDEX}$`), "$1");
  };

  // A stored address may have been tampered with, so only addresses of this site are used.
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

  precall.opened = { place, href, read, write, note, forget, isText: text, show };
}
