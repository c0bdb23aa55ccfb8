// The filled card of this browser becomes what the page shows during the call; and the screen stays on.
//
// Only the card's front is read. The outcome is on the flap, and the flap stays folded.

"use strict";

{
  const front = precall.kept.read("front");

  for (const element of document.querySelectorAll("[data-shows]")) {
    const text = front[element.dataset.shows];
    if (typeof text === "string" && text.trim()) {
      element.textContent = text;
      element.hidden = false;
    }
  }

  const question = (model, { ref, ask, cues }) => {
    const made = model.content.cloneNode(true);
    made.querySelector("[data-ask]").textContent = ask;
    made.querySelector("input").dataset.keeps = `asked ${ref || ask}`;
    const list = made.querySelector("ul");
    for (const cue of cues ?? []) list.append(Object.assign(document.createElement("li"), { textContent: cue }));
    if (!list.children.length) list.remove();
    return made;
  };

  // What the rep chose takes the place of the call's own; those not chosen stay below, to turn to.
  const chosen = Array.isArray(front.questions) ? front.questions.filter((each) => each && each.ask) : [];
  if (chosen.length) {
    const list = document.querySelector("[data-questions]");
    const more = document.querySelector("[data-more]");
    const refs = new Set(chosen.map((each) => each.ref));
    const others = [...list.children, ...(more?.children ?? [])].filter((each) => !refs.has(each.dataset.ref));
    list.closest("section").hidden = false;
    list.replaceChildren(...chosen.map((each) => question(document.querySelector("#a-question"), each)));
    more?.replaceChildren(...others);
    if (more) more.closest("details").hidden = others.length === 0;
  }

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
      // A low battery is reason enough for a browser to say no.
    }
  };
  // The lock ends whenever the page goes out of sight.
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
}
