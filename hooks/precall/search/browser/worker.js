// Answers the messages of Material's search: 0 set up, 1 ready, 2 query, 3 result. What it sends along to set up, the index of
// its own engine, is left aside: ours lies beside this file, as a script, because a page opened from a file may load nothing else.
(function (search) {
  "use strict";

  const SETUP = 0;
  const READY = 1;
  const QUERY = 2;
  const RESULT = 3;

  let engine = null;

  /** The answer to one message, or nothing. */
  search.answer = function (message) {
    if (message.type === SETUP) {
      engine = engine || new search.Search(search.index);
      search.index = null;
      return { type: READY };
    }
    if (message.type === QUERY) return { type: RESULT, data: engine ? engine.answer(message.data) : { items: [] } };
    return null;
  };

  if (typeof importScripts === "function") {
    importScripts(search.indexName);
    self.addEventListener("message", (event) => {
      const answer = search.answer(event.data);
      if (answer) self.postMessage(answer);
    });
  }
})((self.precallSearch = self.precallSearch || {}));
