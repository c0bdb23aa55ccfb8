// Answers the messages of Material's search: 0 set up, 1 ready, 2 query, 3 result. The index that Material sends with
// the set-up message is ignored; ours is next to this file.
(function (search) {
  "use strict";

  const SETUP = 0;
  const READY = 1;
  const QUERY = 2;
  const RESULT = 3;
  // Not one of Material's: the addresses of one kind of document, for a page of ours.
  const ADDRESSES = 4;

  const WARM_UP = ["a", "what", "first meeting", "expensve"];

  let engine = null;
  let query = "";

  function result() {
    return { type: RESULT, data: engine ? engine.answer(query) : { items: [] } };
  }

  /** Returns the answer to a message, or null. */
  search.answer = function (message) {
    if (message.type === SETUP) {
      engine = engine || new search.Search(search.index);
      search.index = null;
      return { type: READY };
    }
    if (message.type === ADDRESSES) {
      const { data, kind, number } = message;
      return { type: ADDRESSES, number, data: engine ? engine.addresses(data, kind) : [] };
    }
    if (message.type !== QUERY) return null;
    query = message.data;
    return result();
  };

  /** Adds the lines and returns the last answer again, or null if there was no query. */
  search.withLines = function (lines) {
    engine.addLines(lines);
    return query ? result() : null;
  };

  if (typeof importScripts === "function") {
    importScripts(search.names.index);
    self.addEventListener("message", async (event) => {
      const answer = search.answer(event.data);
      if (answer) self.postMessage(answer);
      if (event.data.type !== SETUP) return;
      // Loading it as a script would block queries until it has arrived.
      const text = await (await fetch(search.names.lines)).text();
      const again = search.withLines(JSON.parse(text.slice(text.indexOf('"'), text.lastIndexOf('"') + 1)));
      if (again) self.postMessage(again);
      // The first searches are slow, so they are run before the user types.
      else WARM_UP.forEach((text) => engine.answer(text));
    });
  }
})((self.precallSearch = self.precallSearch || {}));
