// Answers the messages of Material's search: 0 set up, 1 ready, 2 query, 3 result. The index that Material sends with
// the set-up message is ignored; ours is next to this file.
(function (search) {
  "use strict";

  const SETUP = 0;
  const READY = 1;
  const QUERY = 2;
  const RESULT = 3;
  // Not of Material's: addresses for other scripts of ours, and the index that home's field has loaded.
  const ADDRESSES = 4;
  const INDEX = 5;

  // Loaded after the index, in this order; the manual only when it is needed.
  const LATER = ["lines", "related"];
  const WARM_UP = ["a", "what", "first meeting", "expensve"];

  let engine = null;
  let query = "";
  let page = "";
  let opened = [];

  function result() {
    const data = engine ? engine.answer(query, page, opened) : { items: [] };
    if (data.needsManual && search.load) search.load("manual");
    return { type: RESULT, data };
  }

  /** Returns the answer to a message, or null. */
  search.answer = function (message) {
    if (message.type === SETUP) {
      engine = engine || new search.Search(search.index);
      search.index = null;
      return { type: READY };
    }
    if (message.type === ADDRESSES) {
      const { data, number } = message;
      return { type: ADDRESSES, number, data: engine ? engine.addresses(data, message) : [] };
    }
    if (message.type !== QUERY) return null;
    query = message.data;
    page = message.page || "";
    opened = message.opened || [];
    return result();
  };

  /** Adds what was loaded later, and returns the last answer again, or null if there was no query. */
  search.add = function (name, content) {
    engine.add(name, content);
    return query ? result() : null;
  };

  search.later = () => LATER.filter((name) => name in search.names);

  if (typeof importScripts === "function") {
    const loaded = new Map();
    const content = (name, text) => JSON.parse(text.slice(text.indexOf(`.${name} = `) + name.length + 4, text.lastIndexOf(";")));

    // Loading it as a script would block queries until it has arrived.
    search.load = (name) => {
      if (!loaded.has(name)) {
        loaded.set(name, fetch(search.names[name]).then((answer) => answer.text()).then((text) => {
          const again = search.add(name, content(name, text));
          if (again) self.postMessage(again);
        }));
        loaded.get(name).catch(() => loaded.delete(name));
      }
      return loaded.get(name);
    };

    // Home's own field loads the index at the same time as this script, and gives it.
    if (self.location.hash !== "#given") importScripts(search.names.index);
    self.addEventListener("message", async (event) => {
      if (event.data.type === INDEX) search.index = content("index", event.data.data);
      const answer = search.answer(event.data);
      if (answer) self.postMessage(answer);
      if (event.data.type !== SETUP) return;
      for (const name of search.later()) await search.load(name);
      // The first searches are slow, so they are run before the user types.
      if (!query) WARM_UP.forEach((text) => engine.answer(text));
    });
  }
})((self.precallSearch = self.precallSearch || {}));
