// What was filled in on the card and ticked during the call becomes a debrief begun; the outcome returns with it.

"use strict";

{
  const { kept } = precall;
  const front = kept.read("front");
  const flap = kept.read("flap");
  const heard = kept.read("heard");
  const filled = (text) => typeof text === "string" && text.trim() !== "";

  // Taken up by page.js, which comes after this script.
  const brought = (precall.brought = {});
  const bring = (field, text) => {
    if (filled(text) || text === true) brought[field] = text;
  };

  for (const field of ["client", "people", "date"]) bring(field, front[field]);
  bring("heard", heard.heard);
  for (const [field, text] of Object.entries(heard)) {
    if (field.startsWith("barrier ")) bring(field, text);
    if (field.startsWith("words ")) {
      bring(field, text);
      // Words without a tick are a barrier heard all the same.
      if (filled(text)) bring(field.replace("words ", "barrier "), true);
    }
  }
  document.querySelector("[data-brought]").hidden = Object.keys(heard).length === 0;

  for (const element of document.querySelectorAll("[data-shows]")) {
    const text = { ...front, ...flap }[element.dataset.shows];
    if (filled(text)) {
      element.textContent = text;
      (element.closest("[data-own]") ?? element).hidden = false;
    }
  }

  // The questions to choose from are those that were asked, else those on the card.
  const onCard = Array.isArray(front.questions) ? front.questions.filter((each) => each && filled(each.ask)) : [];
  const asked = (name) => heard[`asked ${name}`] === true;
  for (const select of document.querySelectorAll("select[data-asked]")) {
    const none = select.options[0];
    const all = onCard.length
      ? onCard.map(({ ref, ask }) => ({ ref: ref || ask, ask }))
      : [...select.options].slice(1).map((option) => ({ ref: option.dataset.ref, ask: option.text }));
    const some = all.filter(({ ref }) => asked(ref));
    const made = (some.length ? some : all).map(({ ask }) => new Option(ask, ask));
    select.replaceChildren(none, ...made);
  }

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
  const known = Object.keys(kept.read("debrief")).map((key) => Number(/ other-(\d+)$/.exec(key)?.[1] ?? 0));
  for (let number = Math.max(0, ...known); number > 0; number -= 1) add();
  document.querySelector("[data-add-barrier]").addEventListener("click", () => add().querySelector("input").focus());
}
