// The page during the call: shows the filled front of the card, dims the questions that were asked, shows a clock with the
// planned minutes, and keeps the screen on.
//
// It never reads the fields of the flap, so that the outcome stays out of sight.

"use strict";

{
  const { here } = precall;

  const showTexts = () => {
    for (const element of document.querySelectorAll("[data-shows]")) {
      element.dataset.usual ??= element.textContent;
      const text = here.get(element.dataset.shows);
      const own = typeof text === "string" && text.trim() !== "";
      element.textContent = own ? text : element.dataset.usual;
      element.hidden = element.textContent === "";
    }
  };

  const question = ({ ref, own, ask, cues }) => {
    const row = document.querySelector("#a-question").content.cloneNode(true).firstElementChild;
    row.querySelector("[data-ask]").textContent = ask;
    row.querySelector("input").dataset.keeps = `asked ${ref || own || ask}`;
    const list = row.querySelector("ul");
    for (const cue of cues ?? []) list.append(Object.assign(document.createElement("li"), { textContent: cue }));
    if (!list.children.length) list.remove();
    return row;
  };

  // The chosen questions come first. The call's other questions stay below them.
  const list = document.querySelector("[data-questions]");
  const more = document.querySelector("[data-more]");
  const usual = [...list.children];
  const usualMore = [...(more?.children ?? [])];
  let shown = "";

  const showQuestions = () => {
    const chosen = here.get("questions") ?? [];
    if (JSON.stringify(chosen) === shown) return;
    shown = JSON.stringify(chosen);
    const refs = new Set(chosen.map((each) => each.ref));
    const others = chosen.length ? [...usual, ...usualMore].filter((each) => !refs.has(each.dataset.ref)) : usualMore;
    list.replaceChildren(...(chosen.length ? chosen.map(question) : usual));
    list.closest("section").hidden = list.children.length === 0;
    more?.replaceChildren(...others);
    if (more) more.closest("details").hidden = others.length === 0;
  };

  const clock = document.querySelector("[data-clock]");
  const { planned, running } = clock.dataset;
  const [start, stop] = ["start", "stop"].map((does) => clock.querySelector(`[data-clock-${does}]`));
  const face = clock.querySelector("[data-clock-face]");
  const bar = clock.querySelector("progress");

  const showClock = () => {
    const began = Number(here.get("began")) || 0;
    const minutes = began ? Math.max(0, Math.floor((Date.now() - began) / 60_000)) : 0;
    start.hidden = began > 0;
    stop.hidden = face.hidden = bar.hidden = began === 0;
    face.textContent = running.replace("{minutes}", minutes).replace("{planned}", planned);
    bar.value = Math.min(minutes, Number(planned));
    clock.classList.toggle("over", minutes > Number(planned));
  };
  start.addEventListener("click", () => {
    here.set({ began: String(Date.now()) });
    stop.focus();
  });
  stop.addEventListener("click", () => {
    here.set({ began: "" });
    start.focus();
  });
  setInterval(showClock, 5_000);

  const show = () => {
    showTexts();
    showQuestions();
    showClock();
  };
  here.watch(show);
  show();

  const stayAwake = async () => {
    if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      const note = document.querySelector("[data-awake]");
      note.hidden = false;
      lock.addEventListener("release", () => {
        note.hidden = true;
      });
    } catch {
      // A browser may refuse, for example when the battery is low.
    }
  };
  // The browser releases the lock when the page is hidden.
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
}
