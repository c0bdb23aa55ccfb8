// Lets a rep pick questions of a bank, and links to the cards of the calls opened last, with the picked questions added.
//
// A bank's page cannot tell which call is next, so the picks stay in this tab until a card uses them: a call opened later offers
// to add them to its card. The card adds them to its questions, see builder.js.

"use strict";

{
  const MOST = 2;
  const RECORD = "picked";

  precall.carried = () => {
    const known = precall.storage.tab.read(RECORD);
    return Array.isArray(known) ? known.filter((ref) => typeof ref === "string").slice(0, 20) : [];
  };

  const carrying = (bar) => {
    const { picked, put } = bar.dataset;
    const rows = [...bar.closest(".pc-picking").querySelectorAll(".pc-pick")];
    const ticked = () => rows.map((row) => row.querySelector("input")).filter((box) => box.checked);

    const way = ({ title, card }, refs) => {
      const link = document.createElement("a");
      link.className = "md-button";
      link.href = `${card}#add=${encodeURIComponent(refs.join(","))}`;
      link.textContent = put.replace("{call}", () => title);
      return link;
    };

    const keep = () => {
      const here = rows.map((row) => row.querySelector("input").value);
      const refs = [...precall.carried().filter((ref) => !here.includes(ref)), ...ticked().map((box) => box.value)];
      precall.storage.tab.write(RECORD, refs.length ? refs : undefined);
      show();
    };

    const show = () => {
      const refs = [...new Set([...precall.carried(), ...ticked().map((box) => box.value)])];
      const calls = precall.openedCalls().slice(0, MOST);
      bar.querySelector("[role=status]").textContent = refs.length ? picked.replace("{count}", refs.length) : "";
      bar.querySelector(".pc-picked__ways").replaceChildren(...(refs.length ? calls.map((call) => way(call, refs)) : []));
      bar.querySelector(".pc-picked__none").hidden = !refs.length || calls.length > 0;
      bar.classList.toggle("pc-picked--empty", !refs.length);
    };

    const carried = new Set(precall.carried());
    for (const row of rows) {
      row.hidden = false;
      row.querySelector("input").checked = carried.has(row.querySelector("input").value);
      row.onchange = keep;
    }
    bar.hidden = false;
    show();
  };

  precallEveryPage(() => {
    const bar = document.querySelector(".pc-picked[data-picked]");
    if (bar) carrying(bar);
  });
}
