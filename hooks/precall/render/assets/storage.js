// The only module that accesses the browser's storage. Records are JSON, with names that begin with a prefix of this site.
//
// `read` returns undefined for a record that is missing, corrupt or blocked, and does not change it. `write` returns false if
// the browser refuses. Nothing is ever sent.

"use strict";

window.precall = window.precall || {};

// Home runs this script twice: early, before the element with the site's root has been parsed, and at the end of the page. The
// second result is final: it stays when instant navigation runs home's scripts again.
if (!precall.storage?.isFinal) {
  const config = document.getElementById("__config");
  const folder = (relative) => new URL(relative.replace(/\/*$/, "/"), location.href);
  const marked = () => document.querySelector("[data-root]");

  // The root of the site. Read once, because instant navigation changes the page's address. On the not-found page it ends with a
  // slash, on other pages it does not.
  const whole = folder(config ? JSON.parse(config.textContent).base : (marked()?.dataset.root ?? "."));
  precall.siteRoot = whole;

  // The root of this page's playbook: a site may have several playbooks, and the id of a call is unique only in its own.
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
    // Writing fails if the storage is blocked or full, but a full storage can still be read.
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
  // The records of one tab, which the browser removes with the tab.
  precall.storage.tab = records("sessionStorage", () => precall.root);
  // Records of the whole site, which all of its playbooks share.
  precall.storage.site = records("localStorage", () => whole);

  // Calls `run` with the name of each record that another tab writes or removes; with undefined if all were removed. Returns a
  // function that stops this.
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
