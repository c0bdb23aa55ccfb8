// On the page: a stand-in for the search's worker where none may start, the line above the results, and the focus on one.
(function () {
  "use strict";

  // Browsers start no worker for a page that was opened from a file. There the search runs on the page itself.
  const fromFile = location.protocol === "file:";
  const SETUP = 0;
  const QUERY = 2;
  // The worker of the theme's search.
  let theme = null;
  const first = location.href;
  let root = "";

  if (fromFile) {
    window.Worker = class extends EventTarget {
      constructor(url) {
        super();
        this.folder = new URL(url, location.href);
        this.ready = script(url).then(() => this.load("index"));
        this.loaded = new Map();
      }

      load(name) {
        return script(new URL(window.precallSearch.names[name], this.folder).href);
      }

      async add(name) {
        if (!this.loaded.has(name)) this.loaded.set(name, this.load(name));
        await this.loaded.get(name);
        this.say(window.precallSearch.add(name, window.precallSearch[name]));
      }

      postMessage(message) {
        this.ready.then(async () => {
          const { precallSearch } = window;
          precallSearch.load = (name) => this.loaded.has(name) || this.add(name);
          this.say(precallSearch.answer(message));
          if (message.type === 0) for (const name of precallSearch.later()) await this.add(name);
        });
      }

      say(data) {
        if (data) this.dispatchEvent(new MessageEvent("message", { data }));
      }

      terminate() {}
    };
  }

  // The search finds other things on a page of the manual, so each query says where it is asked.
  window.Worker = class extends window.Worker {
    postMessage(message, ...options) {
      const isQuery = message && message.type === QUERY;
      // Only the theme sends its index with it.
      if (message && message.type === SETUP && message.data) theme = this;
      super.postMessage(isQuery ? { ...message, page: here(), opened: opened() } : message, ...options);
    }
  };

  function opened() {
    return window.precall && window.precall.openedPlaces ? window.precall.openedPlaces() : [];
  }

  // An empty box offers what was opened last. The theme asks nothing while nothing is typed.
  document.addEventListener("focusin", ({ target }) => {
    if (theme && target.matches(".md-search__input") && !target.value) theme.postMessage({ type: QUERY, data: "" });
  });

  /** Returns the address of the page from the site's root, or "" while the page does not know its root. */
  function here() {
    const config = document.getElementById("__config");
    if (!config) return "";
    // The theme replaces the page and not its settings, so the root is that of the page that came first.
    root = root || new URL(JSON.parse(config.textContent).base.replace(/\/?$/, "/"), first).href;
    return location.href.replace(/[?#].*$/, "").replace(/(^|\/)index\.html$/, "$1").slice(root.length);
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

  // Material listens to keys alone. Text that is pasted by mouse, dictated or suggested comes without any.
  document.addEventListener("input", ({ target }) => {
    if (target.matches && target.matches(".md-search__input")) target.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  });

  // Material counts what it is given. The search says more: what is missing, or that these are only near.
  document.addEventListener("DOMContentLoaded", () => {
    const result = document.querySelector("[data-md-component=search-result]");
    const line = result && result.querySelector(".md-search-result__meta");
    if (!line) return;
    line.setAttribute("role", "status");
    // Each answer replaces the list, also the answer that adds the lines. The focus must stay on its result and not jump to the top of the page.
    let stands = null;
    document.addEventListener("focusin", ({ target }) => {
      stands = result.contains(target) && target.href ? led(target) : null;
    });
    document.addEventListener("pointerdown", () => (stands = null));
    new MutationObserver(() => {
      const said = result.querySelector("[data-precall-said]");
      if (said && line.textContent !== said.dataset.precallSaid) line.textContent = said.dataset.precallSaid;
      if (!stands || document.activeElement !== document.body) return;
      const same = [...result.querySelectorAll("a[href]")].find((link) => led(link) === stands);
      if (same) same.focus({ preventScroll: true });
    }).observe(result, { childList: true, subtree: true });
  });

  // The address of a result, without the words to highlight there.
  function led(link) {
    return link.href.replace(/\?[^#]*/, "");
  }
})();
