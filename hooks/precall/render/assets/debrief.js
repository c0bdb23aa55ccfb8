// The debrief: starts with the text typed on the card and during the call, and shows the outcome again.

"use strict";

{
  const { here } = precall;
  const isFilled = (text) => typeof text === "string" && text.trim() !== "";

  const showTexts = () => {
    for (const element of document.querySelectorAll("[data-shows]")) {
      element.dataset.usual ??= element.textContent;
      const text = here.get(element.dataset.shows);
      element.textContent = isFilled(text) ? text : element.dataset.usual;
      const own = element.closest("[data-own]");
      if (own) own.hidden = !isFilled(text);
    }
  };

  const nameOf = ({ ref, own, ask }) => ref || own || ask;

  // The questions on the card: the chosen ones, else the call's own.
  const usual = [...document.querySelector("select[data-asked]").options]
    .slice(1)
    .map((option) => ({ ref: option.dataset.ref, ask: option.text }));
  const onCard = () => {
    const chosen = here.get("questions");
    return chosen?.length ? chosen : usual;
  };

  // The questions to choose from: those that were asked, else those on the card.
  const showOptions = (questions) => {
    const asked = questions.filter((each) => here.get(`asked ${nameOf(each)}`) === true);
    for (const select of document.querySelectorAll("select[data-asked]")) {
      const none = select.options[0];
      select.replaceChildren(none, ...(asked.length ? asked : questions).map(({ ask }) => new Option(ask, ask)));
    }
  };

  const answers = document.querySelector("[data-answers]");
  const answer = (each, number) => {
    const row = document.querySelector("#an-answer").content.cloneNode(true).firstElementChild;
    const [label, field] = [row.querySelector("label"), row.querySelector("textarea")];
    label.textContent = each.ask;
    label.htmlFor = field.id = `answer-${number}`;
    field.dataset.keeps = `answer ${nameOf(each)}`;
    return row;
  };

  const showAnswers = (questions) => {
    const answered = questions.filter((each) => isFilled(here.get(`answer ${nameOf(each)}`)));
    const rows = answers.querySelector("[data-rows]");
    const known = [...rows.querySelectorAll("textarea")].map((field) => field.dataset.keeps);
    // Keep a focused field, even if it is empty.
    if (answered.every((each) => known.includes(`answer ${nameOf(each)}`))) return;
    rows.replaceChildren(...answered.map(answer));
    answers.hidden = answered.length === 0;
  };

  // One more row for a barrier that the card did not name.
  const rows = document.querySelector("[data-barriers]");
  const model = document.querySelector("#a-barrier");
  const add = () => {
    const number = rows.querySelectorAll("[data-other]").length + 1;
    const row = model.content.cloneNode(true);
    for (const element of row.querySelectorAll("[id], [for], [name], [data-keeps], [aria-labelledby]")) {
      for (const { name, value } of [...element.attributes]) {
        if (value.includes("{n}")) element.setAttribute(name, value.replace("{n}", number));
      }
    }
    rows.append(row);
    return rows.lastElementChild;
  };

  const showBarriers = () => {
    const numbers = Object.entries(here.record()?.fields ?? {})
      .filter(([, [value]]) => isFilled(value))
      .map(([name]) => Number(/^\w+ other-(\d{1,2})$/.exec(name)?.[1] ?? 0));
    const wanted = Math.max(0, ...numbers);
    while (rows.querySelectorAll("[data-other]").length < wanted) add();
  };
  document.querySelector("[data-add-barrier]").addEventListener("click", () => add().querySelector("input").focus());

  // Carries the client over to a call that often follows.
  for (const link of document.querySelectorAll(".next a[href]")) {
    link.addEventListener("click", () => {
      const [, call] = /\/cards\/([a-z0-9-]+)\/(?:index\.html)?$/.exec(new URL(link.href).pathname) ?? [];
      const made = call && here.record() && precall.conversations.following(here.record(), call);
      if (made && precall.conversations.put(made)) link.hash = `with=${made.id}`;
    });
  }

  const isFromCall = (name) => name === "heard" || /^(asked|answer|barrier|words) /.test(name);
  const showBrought = () => {
    const fields = Object.entries(here.record()?.fields ?? {});
    document.querySelector("[data-brought]").hidden = !fields.some(([name, [value]]) => isFromCall(name) && value);
  };

  let shown = "";
  const show = () => {
    showTexts();
    const questions = onCard();
    const now = JSON.stringify([questions, questions.map((each) => here.get(`asked ${nameOf(each)}`))]);
    if (now !== shown) showOptions(questions);
    shown = now;
    showAnswers(questions);
    showBarriers();
  };
  here.watch(show);
  show();
  showBrought();
}
