// Shows one exercise at a time, compares the reader's sentences with the team's, and shows the coach's judgement.
//
// Nothing is stored or sent: the words exist only in the fields of this page. The coach's files are loaded only on this page, and
// only after the reader has written something.

"use strict";

{
  const SURE = 0.8;
  const CLOSE = 0.65; // below this confidence a judgement is shown as a close one

  const exercises = () => [...document.querySelectorAll(".pc-exercise")];
  const named = () => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest(".pc-exercise");

  const show = (wanted) => {
    for (const each of exercises()) each.hidden = each !== wanted;
  };

  const load = (src) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = src;
      script.onload = done;
      script.onerror = () => failed(new Error(src));
      document.head.append(script);
    });

  let loading;
  const coach = async (practice) => {
    // The coach is still loaded after instant navigation back to this page.
    if (window.precallCoach?.objective) return window.precallCoach;
    loading ??= (async () => {
      for (const src of practice.dataset.coach.split(" ")) await load(src);
    })();
    try {
      await loading;
    } finally {
      // A file that could not be fetched now may be available later.
      loading = undefined;
    }
    return window.precallCoach;
  };

  const line = (name, textContent) => Object.assign(document.createElement(name), { textContent, dir: "auto" });

  const verdict = (words, key, { verdict, confidence }) => {
    if (confidence < CLOSE) return words.unsure;
    const how = confidence < SURE ? "leans" : "reads";
    return words[`${how}${verdict === "objective" ? "Objective" : "Outcome"}`] + (verdict === key ? "" : ` ${words.other}`);
  };

  const judge = async (practice, exercise, key, text) => {
    const place = exercise.querySelector(`[data-judges="${key}"]`);
    if (!practice.dataset.coach || !text) return place.replaceChildren();
    try {
      const found = (await coach(practice)).objective(text);
      const because = document.createElement("ul");
      // A guess has no explanation.
      if (found.confidence >= CLOSE) because.append(...found.because.map((each) => line("li", each)));
      place.replaceChildren(line("p", verdict(practice.dataset, key, found)), because);
    } catch {
      place.replaceChildren(line("p", practice.dataset.absent));
    }
  };

  const compare = (practice, exercise) => {
    for (const field of exercise.querySelectorAll("[data-writes]")) {
      const key = field.dataset.writes;
      const own = exercise.querySelector(`[data-own="${key}"]`);
      own.textContent = field.value.trim();
      own.closest(".pc-compare__own").hidden = own.textContent === "";
      judge(practice, exercise, key, own.textContent);
    }
  };

  const hasWords = (exercise) => [...exercise.querySelectorAll("textarea")].some((field) => field.value.trim());

  // Lists the hidden exercises in which the reader has written something.
  const showWritten = (practice) => {
    const place = document.querySelector(".pc-written");
    const links = exercises()
      .filter((each) => each.hidden && hasWords(each))
      .map((each) => {
        // A button, because the theme may reload the page for a link, and the words would be lost.
        const link = Object.assign(document.createElement("button"), { type: "button", className: "pc-button" });
        const title = each.querySelector("h2").firstChild.textContent.trim();
        link.textContent = practice.dataset.written.replace("{call}", () => title);
        link.onclick = () => turnTo(each);
        const item = document.createElement("li");
        item.append(link);
        return item;
      });
    place.replaceChildren(...links);
    place.hidden = links.length === 0;
  };

  const turnTo = (exercise) => {
    show(exercise);
    const title = exercise.querySelector("h2");
    history.replaceState(history.state, "", `#${title.id}`);
    title.tabIndex = -1;
    title.focus();
    showWritten(document.querySelector(".pc-practice"));
  };

  const another = () => {
    const shown = exercises().find((each) => !each.hidden);
    const others = exercises().filter((each) => each !== shown);
    turnTo(others[Math.floor(Math.random() * others.length)] ?? shown);
  };

  const start = () => {
    const practice = document.querySelector(".pc-practice");
    const all = exercises();
    if (!practice || !all.length) return;
    show(named() ?? all[Math.floor(Math.random() * all.length)]);
    for (const exercise of all) {
      const fold = exercise.querySelector(".pc-answer");
      const again = () => fold.open && compare(practice, exercise);
      fold.ontoggle = again;
      let waiting;
      exercise.oninput = () => {
        clearTimeout(waiting);
        waiting = setTimeout(again, 400);
      };
    }
    // Missing if the playbook has only one call.
    const more = document.querySelector(".pc-another");
    if (!more) return;
    more.hidden = false;
    more.querySelector("button").onclick = another;
  };

  addEventListener("hashchange", () => {
    const practice = document.querySelector(".pc-practice");
    if (!practice || !named()) return;
    show(named());
    if (document.querySelector(".pc-written")) showWritten(practice);
  });
  start();
}
