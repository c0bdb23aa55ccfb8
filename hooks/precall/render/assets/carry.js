// Boxes beside a bank's questions become ways to the cards of the calls that were opened last, with these questions put on them.
//
// A bank does not know which call is next; whoever comes from a call does. The card adds to what it has, see builder.js.

"use strict";

{
  const MOST = 2;

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

    const show = () => {
      const refs = ticked().map((box) => box.value);
      const calls = precall.openedCalls().slice(0, MOST);
      bar.querySelector("[role=status]").textContent = refs.length ? picked.replace("{count}", refs.length) : "";
      bar.querySelector(".pc-picked__ways").replaceChildren(...(refs.length ? calls.map((call) => way(call, refs)) : []));
      bar.querySelector(".pc-picked__none").hidden = !refs.length || calls.length > 0;
      bar.classList.toggle("pc-picked--empty", !refs.length);
    };

    for (const row of rows) {
      row.hidden = false;
      row.onchange = show;
    }
    bar.hidden = false;
    show();
  };

  precallEveryPage(() => {
    const bar = document.querySelector(".pc-picked[data-picked]");
    if (bar) carrying(bar);
  });
}
