// What a rep types becomes records in this browser's storage, one for each part of a call, and goes nowhere else.
//
// The parts are kept apart so that a page reads only what it may show: the view during a call never reads the flap.
// `precall.keeping(call, root)` gives what touches them: `{works, read, write, clear}`; another page of the same site and call
// finds what this one wrote. On a call's own pages, which name it in `data-call`, `precall.kept` is that call's.

"use strict";

window.precall = window.precall || {};

precall.keeping = (call, root) => {
  // Several sites may share one host.
  const site = `precall:${new URL(root, location.href).pathname}:`;
  const prefix = `${site}${call}:`;

  const storage = (() => {
    try {
      const key = `${prefix}try`;
      localStorage.setItem(key, "1");
      localStorage.removeItem(key);
      return localStorage;
    } catch {
      return null;
    }
  })();

  const read = (part) => {
    try {
      const record = JSON.parse(storage?.getItem(prefix + part) ?? "{}");
      return record !== null && typeof record === "object" && !Array.isArray(record) ? record : {};
    } catch {
      return {};
    }
  };

  // An empty record leaves nothing behind. False: the browser would not take it.
  const write = (part, record) => {
    try {
      if (Object.keys(record).length === 0) {
        storage?.removeItem(prefix + part);
      } else {
        storage?.setItem(prefix + part, JSON.stringify(record));
      }
      return storage !== null;
    } catch {
      return false;
    }
  };

  // The list that opened.js keeps, without this call.
  const forget = () => {
    const key = `${site}:opened`;
    try {
      const others = JSON.parse(storage?.getItem(key) ?? "[]").filter((each) => !each?.path?.endsWith(`/${call}/`));
      if (others.length) storage.setItem(key, JSON.stringify(others));
      else storage?.removeItem(key);
    } catch {
      storage?.removeItem(key);
    }
  };

  // All parts of this call, whichever page wrote them, and that it was opened.
  const clear = () => {
    for (const key of Object.keys(storage ?? {})) {
      if (key.startsWith(prefix)) storage.removeItem(key);
    }
    forget();
  };

  return { works: storage !== null, read, write, clear };
};

{
  const page = document.querySelector("[data-call]");
  if (page) precall.kept = precall.keeping(page.dataset.call, page.dataset.root);
}
