// Boxes beside a call's questions choose those that stand on its card, in the record that the card itself keeps, see builder.js.
//
// Until somebody chooses, a card has the call's first questions; a choice that comes to the same leaves nothing behind. Questions
// of a rep's own and from other banks, put on at the card, stay on it. Where nothing can be kept, the way to the card carries
// the choice.

"use strict";

{
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

  const picking = (bar) => {
    const { picksFor, root, room, count, over, notKept } = bar.dataset;
    const kept = precall.keeping(picksFor, root);
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
    let lost = null; // the choice that the browser would not keep

    const chosen = () => {
      const known = lost ?? kept.read("front").questions;
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
      // A card takes a question by its id, whatever became of its words.
      const refs = questions.map((each) => each.ref).filter(Boolean);
      card.href = lost ? `${cardOf}#pick=${encodeURIComponent(refs.join(","))}` : cardOf;
    };

    const keep = (questions) => {
      const { questions: _, ...front } = kept.read("front");
      const record = isStandard(questions) ? front : { ...front, questions };
      lost = kept.write("front", record) ? null : questions;
      show();
    };

    // Back where the page has it among the others.
    const put = (questions, row) => {
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
    show();
    return show;
  };

  let again = () => {};
  precallEveryPage(() => {
    const bar = document.querySelector(".pc-picked[data-picks-for]");
    again = bar ? picking(bar) : () => {};
  });
  // The card, open in another window or left by the way back, writes to the same record.
  addEventListener("storage", () => again());
  addEventListener("pageshow", (event) => event.persisted && again());
}
