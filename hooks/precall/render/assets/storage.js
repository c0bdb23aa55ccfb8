// The only place that touches the browser's storage. Records are JSON under names of this site.
//
// `read` returns undefined for a record that is missing, corrupt or blocked, and leaves it where it is. `write` returns
// false when the browser refuses. Nothing here is ever sent anywhere.

"use strict";

window.precall = window.precall || {};

// Home runs this before its last part is read, which says where the site begins, and again at its end. What was made then stays
// when instant navigation runs home's scripts once more.
if (!precall.storage?.isFinal) {
  const config = document.getElementById("__config");
  const folder = (relative) => new URL(relative.replace(/\/*$/, "/"), location.href);
  const marked = () => document.querySelector("[data-root]");

  // The root of the site. Read once: instant navigation changes the page's address. The not-found page names it with a
  // slash at its end, other pages without.
  const whole = folder(config ? JSON.parse(config.textContent).base : (marked()?.dataset.root ?? "."));
  precall.siteRoot = whole;

  // The root of this page's playbook: a site may have several, and a call's id is unique in one alone.
  Object.defineProperty(precall, "root", { get: () => (marked() ? folder(marked().dataset.root) : whole), configurable: true });

  // Several sites may share one host.
  const prefixOf = (root) => `precall:${root.pathname}:`;

  const area = (name) => {
    try {
      const found = window[name];
      const key = `${prefixOf(whole)}try`;
      found.setItem(key, "1");
      found.removeItem(key);
      return found;
    } catch {
      return null;
    }
  };

  const records = (name, rootOf) => {
    // A full storage fails the trial as a blocked one does, but can still be read.
    const writable = area(name);
    let readable = writable;
    try {
      readable = window[name];
    } catch {
      // Blocked.
    }

    const read = (record) => {
      try {
        return JSON.parse(readable.getItem(prefixOf(rootOf()) + record) ?? "null") ?? undefined;
      } catch {
        return undefined;
      }
    };

    // `undefined` removes the record.
    const write = (record, value) => {
      try {
        if (value === undefined) readable.removeItem(prefixOf(rootOf()) + record);
        else readable.setItem(prefixOf(rootOf()) + record, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    };

    const names = () => {
      const prefix = prefixOf(rootOf());
      try {
        return Object.keys(readable)
          .filter((key) => key.startsWith(prefix))
          .map((key) => key.slice(prefix.length));
      } catch {
        return [];
      }
    };

    return { works: writable !== null, read, write, names };
  };

  precall.storage = records("localStorage", () => precall.root);
  precall.storage.isFinal = config !== null;
  // One tab's own records, gone with the tab.
  precall.storage.tab = records("sessionStorage", () => precall.root);
  // Records of the whole site, however many playbooks it has.
  precall.storage.site = records("localStorage", () => whole);

  // Calls `run` with the name of each record that another tab writes or removes; with undefined after all were removed.
  // Returns what ends that.
  precall.storage.watch = (run) => {
    const listener = ({ key }) => {
      const prefix = prefixOf(precall.root);
      if (key === null) run(undefined);
      else if (key.startsWith(prefix)) run(key.slice(prefix.length));
    };
    addEventListener("storage", listener);
    return () => removeEventListener("storage", listener);
  };
}
