// On the page: a stand-in for the search's worker where none may start, and the line above the results.
(function () {
  "use strict";

  // Browsers start no worker for a page that was opened from a file. There the search runs on the page itself.
  if (location.protocol === "file:") {
    window.Worker = class extends EventTarget {
      constructor(url) {
        super();
        this.folder = new URL(url, location.href);
        this.ready = script(url).then(() => this.load("index"));
      }

      load(name) {
        return script(new URL(window.precallSearch.names[name], this.folder).href);
      }

      postMessage(message) {
        this.ready.then(async () => {
          this.say(window.precallSearch.answer(message));
          if (message.type !== 0) return;
          await this.load("lines");
          this.say(window.precallSearch.withLines(window.precallSearch.lines));
        });
      }

      say(data) {
        if (data) this.dispatchEvent(new MessageEvent("message", { data }));
      }

      terminate() {}
    };
  }

  function script(url) {
    return new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = url;
      element.onload = done;
      element.onerror = failed;
      document.head.append(element);
    });
  }

  // Material counts what it is given. The search says more: what is missing, or that these are only near.
  document.addEventListener("DOMContentLoaded", () => {
    const result = document.querySelector("[data-md-component=search-result]");
    const line = result && result.querySelector(".md-search-result__meta");
    if (!line) return;
    line.setAttribute("role", "status");
    new MutationObserver(() => {
      const said = result.querySelector("[data-precall-said]");
      if (said && line.textContent !== said.dataset.precallSaid) line.textContent = said.dataset.precallSaid;
    }).observe(result, { childList: true, subtree: true });
  });
})();
