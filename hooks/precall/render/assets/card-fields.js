// Binds the blanks of a card to the fields of a conversation, and shows the conversation's questions on it. Used for the card
// of the page and for the further cards on the same sheet.

"use strict";

window.precall = window.precall || {};

// Fields whose name in a conversation differs from the name of their blank on the card.
precall.FIELD_NAMES = {
  "objective.own": "objective",
  "outcome.own": "outcome",
  "debrief.heard": "heard",
  "debrief.hoped": "hoped",
  "debrief.missed": "missed",
  "debrief.better-off": "better",
};
// On a sheet without a line for the rep's own words, these replace the call's words.
precall.OWN_LINES = { "objective.own": ".objective", "outcome.own": ".outcome" };

precall.cardFields = (card) => {
  const REACHED = "reached.";
  const asked = card.querySelector("ol.asked");
  const field = (name) => card.querySelector(`[name="${name}"]`);

  const nameOf = (field) => {
    const barrier = field.closest("[data-role=barrier]");
    if (barrier) return `${field.type === "checkbox" ? "barrier" : "words"} ${barrier.dataset.ref}`;
    const question = field.closest(".question");
    if (question) return `answer ${question.dataset.ref || question.dataset.own || question.querySelector(".ask").textContent}`;
    return field.name.startsWith(REACHED) ? "reached" : (precall.FIELD_NAMES[field.name] ?? field.name);
  };

  const nameFields = () => {
    for (const field of card.querySelectorAll("input, textarea")) {
      field.dataset.keeps = nameOf(field);
      if (field.name.startsWith(REACHED)) field.dataset.option = field.name.slice(REACHED.length);
    }
  };

  // The call's own questions, from the page's HTML.
  const rows = new Map([...(asked?.children ?? [])].map((row) => [row.dataset.ref, row]));
  const standard = [...rows.values()].map((row) => ({
    ref: row.dataset.ref,
    ask: row.querySelector(".ask").textContent,
    cues: [...row.querySelectorAll(".cues span")].map((cue) => cue.textContent),
  }));

  const question = ({ ref, own, ask, cues }) => {
    const row = document.querySelector("#a-question").content.cloneNode(true).firstElementChild;
    if (ref) row.dataset.ref = ref;
    if (own) row.dataset.own = own;
    row.querySelector(".ask").textContent = ask;
    const spans = (cues ?? []).map((cue) => Object.assign(document.createElement("span"), { textContent: cue, dir: "auto" }));
    row.querySelector(".cues").append(...spans.flatMap((cue, at) => (at ? [" ", cue] : [cue])));
    if (!spans.length) row.querySelector(".cues").remove();
    row.querySelector(".answer").setAttribute("aria-label", ask);
    return row;
  };

  let shown = JSON.stringify(standard);
  const showQuestions = (questions) => {
    if (JSON.stringify(questions) === shown) return;
    shown = JSON.stringify(questions);
    const made = questions.map((each) => rows.get(each.ref) ?? question(each));
    asked?.replaceChildren(...made);
    made.forEach((row, at) => {
      row.querySelector(".number").textContent = String(at + 1);
    });
    nameFields();
  };

  for (const [name, section] of Object.entries(precall.OWN_LINES)) {
    const said = [...card.querySelectorAll(`${section} > .said`)];
    if (!field(name) || !said.length) continue;
    const general = Object.assign(document.createElement("div"), { className: "general" });
    const own = Object.assign(document.createElement("p"), { className: "said own", dir: "auto" });
    said[0].before(general, own);
    general.append(...said);
  }

  const showOwn = () => {
    for (const [name, section] of Object.entries(precall.OWN_LINES)) {
      const own = card.querySelector(`${section} .own`);
      if (!own) continue;
      own.textContent = field(name).value.trim();
      own.closest(section).classList.toggle("has-own", own.textContent !== "");
    }
  };

  // Shows a conversation that this page does not edit.
  const fill = (record) => {
    const get = (name) => precall.conversations.value(record, name);
    showQuestions(get("questions") ?? standard);
    for (const each of card.querySelectorAll("[data-keeps]")) {
      const value = get(each.dataset.keeps);
      if (each.type === "checkbox") each.checked = each.dataset.option ? value === each.dataset.option : value === true;
      else each.value = typeof value === "string" ? value : "";
    }
    showOwn();
  };

  nameFields();
  return { asked, field, standard, showQuestions, showOwn, fill };
};
