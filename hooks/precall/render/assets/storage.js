// The only place that touches the browser's storage. Records are JSON under names of this site.
//
// `read` returns undefined for a record that is missing, corrupt or blocked, and leaves it where it is. `write` returns
// false when the browser refuses. Nothing here is ever sent anywhere.

"use strict";

window.precall = window.precall || {};

{
  const config = document.getElementById("__config");
  const page = document.querySelector("[data-root]");
  // Read once: instant navigation changes the page's address, but not where the site begins.
  const base = config ? JSON.parse(config.textContent).base : (page?.dataset.root ?? ".");
  // The not-found page names the root with a slash at its end, other pages without.
  precall.root = new URL(base.replace(/\/*$/, "/"), location.href);

  // Several sites may share one host.
  const prefix = `precall:${precall.root.pathname}:`;

  const area = (name) => {
    try {
      const found = window[name];
      const key = `${prefix}try`;
      found.setItem(key, "1");
      found.removeItem(key);
      return found;
    } catch {
      return null;
    }
  };

  const records = (name) => {
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
        return JSON.parse(readable.getItem(prefix + record) ?? "null") ?? undefined;
      } catch {
        return undefined;
      }
    };

    // `undefined` removes the record.
    const write = (record, value) => {
      try {
        if (value === undefined) readable.removeItem(prefix + record);
        else readable.setItem(prefix + record, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    };

    const names = () => {
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

  precall.storage = records("localStorage");
  // One tab's own records, gone with the tab.
  precall.storage.tab = records("sessionStorage");

  // Calls `run` with the name of each record that another tab writes or removes; with undefined after all were removed.
  // Returns what ends that.
  precall.storage.watch = (run) => {
    const listener = ({ key }) => {
      if (key === null) run(undefined);
      else if (key.startsWith(prefix)) run(key.slice(prefix.length));
    };
    addEventListener("storage", listener);
    return () => removeEventListener("storage", listener);
  };
}
