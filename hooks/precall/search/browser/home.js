// The search field of the home page: it answers before the theme's script has loaded, with the same worker as the theme's search.
(function () {
  "use strict";

  const SETUP = 0;
  const QUERY = 2;
  const RESULT = 3;
  const INDEX = 5;
  const MAX_SHOWN = 8;

  // It is in the head and at the field, and the theme runs it again when it comes back to home.
  if (window.precallHome) return;
  window.precallHome = true;

  const script = document.currentScript;
  const root = new URL(script.dataset.site, location.href);
  const form = () => document.querySelector(".pc-find");

  /** Starts the worker, which gets the index from here: it loads while the worker's script does. */
  async function start() {
    const { worker: url, index } = script.dataset;
    const onDisk = location.protocol === "file:";
    // There the theme's page script stands in for a worker.
    if (onDisk && document.readyState === "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done));
    const text = index && !onDisk ? fetch(index).then((answer) => answer.text()) : null;
    const worker = new Worker(new URL(url, location.href).href + (text ? "#given" : ""));
    if (text) worker.postMessage({ type: INDEX, data: await text });
    worker.postMessage({ type: SETUP });
    worker.addEventListener("message", ({ data }) => data.type === RESULT && show(form(), data.data.items));
    return (query) => worker.postMessage({ type: QUERY, data: query });
  }

  function show(form, items) {
    if (!form) return;
    const list = form.querySelector("ol");
    const typed = form.querySelector("input").value.trim();
    const shown = typed ? items.slice(0, MAX_SHOWN).map(([item]) => item) : [];
    list.replaceChildren(...shown.map(({ location: place, title }) => {
      const link = document.createElement("a");
      link.href = new URL(place, root);
      // The search has escaped the texts.
      link.innerHTML = title;
      const row = document.createElement("li");
      row.append(link);
      return row;
    }));
    form.querySelector("[role=status]").textContent = list.querySelector("[data-precall-said]")?.dataset.precallSaid ?? "";
    list.hidden = !shown.length;
  }

  let asked;

  function ask() {
    asked ??= start();
    const query = form().querySelector("input").value;
    asked.then((send) => send(query), () => (asked = undefined));
  }

  // Keys, paste, dictation and suggestions all send `input`.
  document.addEventListener("input", ({ target }) => {
    if (target.closest?.(".pc-find")) ask();
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".pc-find")) return;
    event.preventDefault();
    event.target.querySelector("ol a")?.click();
  });

  document.addEventListener("keydown", (event) => {
    const inside = event.target.closest?.(".pc-find");
    if (!inside || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const all = [inside.querySelector("input"), ...inside.querySelectorAll("ol a")];
    const next = all[all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  // The engine is ready when the first letter is typed, and what was typed while this loaded is answered.
  if (form()?.querySelector("input")?.value) ask();
  else asked = start();
  asked.catch(() => (asked = undefined));
})();
