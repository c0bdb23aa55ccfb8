// Boxes next to a call's questions, which choose the questions of its card, in the conversation that the card shows.
//
// By default a card has the call's first questions; a choice equal to this default is not stored. The rep's own questions and
// those from other banks, which were added on the card, stay on it. If the browser stores nothing, the link to the card contains
// the choice. Questions that were picked in banks are offered for this card, see carry.js.

"use strict";

{
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

  const picking = (bar) => {
    const { picksFor, room, count, over, notKept, carried } = bar.dataset;
    const here = precall.conversation(picksFor);
    const card = bar.querySelector("a");
    const own = bar.querySelector("button");
    const cardOf = card.href.split("#")[0];
    const rows = [...bar.closest(".pc-picking").querySelectorAll("[data-ref]")];
    const box = (row) => row.querySelector(".pc-pick input");
    const question = (row) => ({
      ref: row.dataset.ref,
      ask: words(row.querySelector(".pc-asks__words")),
      cues: [...row.querySelectorAll(".pc-cue")].map(words),
    });
    const standard = rows.slice(0, Number(room)).map(question);
    const turn = (ref) => rows.findIndex((row) => row.dataset.ref === ref);
    let lost = null; // the choice that the browser did not store

    const chosen = () => {
      const known = lost ?? here.get("questions");
      return Array.isArray(known) ? known.filter((each) => typeof each?.ask === "string") : standard;
    };

    const isStandard = (questions) =>
      questions.length === standard.length && questions.every((each, at) => each.ref === standard[at].ref);

    const show = () => {
      const questions = chosen();
      for (const row of rows) box(row).checked = questions.some((each) => each.ref === row.dataset.ref);
      const said = lost ? notKept : questions.length > Number(room) ? over : count;
      bar.querySelector("[role=status]").textContent = said.replace("{count}", questions.length).replace("{room}", room);
      own.hidden = isStandard(questions);
      // The link has ids of questions, because their words may change.
      const refs = questions.map((each) => each.ref).filter(Boolean);
      card.href = lost ? `${cardOf}#pick=${encodeURIComponent(refs.join(","))}` : cardOf;
      showCarried();
    };

    const offer = bar.querySelector("[data-carried-link]");
    const showCarried = () => {
      const refs = precall.carried();
      offer.hidden = refs.length === 0;
      offer.textContent = carried.replace("{count}", refs.length);
      offer.href = `${cardOf}#add=${encodeURIComponent(refs.join(","))}`;
    };

    const keep = (questions) => {
      lost = here.set({ questions: isStandard(questions) ? null : questions }) ? null : questions;
      show();
    };

    // Insert the question in the order of the page; on a full card, so that it is printed.
    const put = (questions, row) => {
      if (questions.length >= Number(room)) return precall.putOn(questions, [question(row)], Number(room)).questions;
      const after = questions.findIndex((each) => turn(each.ref) > turn(row.dataset.ref));
      return after < 0 ? [...questions, question(row)] : questions.toSpliced(after, 0, question(row));
    };

    for (const row of rows) {
      row.querySelector(".pc-pick").hidden = false;
      box(row).onchange = () => {
        const others = chosen().filter((each) => each.ref !== row.dataset.ref);
        keep(box(row).checked ? put(others, row) : others);
      };
    }
    own.onclick = () => {
      keep(standard);
      card.focus();
    };
    bar.hidden = false;
    // The card, in another tab or in the browser's back cache, writes to the same conversation.
    here.watch(show);
    show();
    return here;
  };

  let here;
  precallEveryPage(() => {
    here?.stop();
    const bar = document.querySelector(".pc-picked[data-picks-for]");
    here = bar ? picking(bar) : undefined;
  });
}
