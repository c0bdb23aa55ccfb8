// Answers the messages of Material's search: 0 set up, 1 ready, 2 query, 3 result. What it sends along to set up, the
// index of its own engine, is left aside. Ours lies beside this file.
(function (search) {
  "use strict";

  const SETUP = 0;
  const READY = 1;
  const QUERY = 2;
  const RESULT = 3;

  const WARM_UP = ["a", "what", "first meeting", "expensve"];

  let engine = null;
  let asked = "";

  function result() {
    return { type: RESULT, data: engine ? engine.answer(asked) : { items: [] } };
  }

  /** The answer to one message, or nothing. */
  search.answer = function (message) {
    if (message.type === SETUP) {
      engine = engine || new search.Search(search.index);
      search.index = null;
      return { type: READY };
    }
    if (message.type !== QUERY) return null;
    asked = message.data;
    return result();
  };

  /** The lines have come: the last answer again, now with them, or nothing. */
  search.withLines = function (lines) {
    engine.take(lines);
    return asked ? result() : null;
  };

  if (typeof importScripts === "function") {
    importScripts(search.names.index);
    self.addEventListener("message", async (event) => {
      const answer = search.answer(event.data);
      if (answer) self.postMessage(answer);
      if (event.data.type !== SETUP) return;
      // Not as a script, which would keep queries waiting until it is there.
      const text = await (await fetch(search.names.lines)).text();
      const again = search.withLines(JSON.parse(text.slice(text.indexOf('"'), text.lastIndexOf('"') + 1)));
      if (again) self.postMessage(again);
      // The first search takes longest: let nobody wait for it.
      else WARM_UP.forEach((query) => engine.answer(query));
    });
  }
})((self.precallSearch = self.precallSearch || {}));
