// The card's blanks become fields that are kept, and the card one that a rep has made their own.
//
// Four records hold it, see kept.js: the front, the flap, what was heard (which the view during the call shares) and the debrief.
// The fragment of the address may bring a card (`#c=`), questions picked elsewhere in place of the card's (`#pick=`) or behind
// them (`#add=`), or a paper's revision (`#r=`).

"use strict";

{
  const { kept, link } = precall;
  const tools = document.querySelector(".builder");
  const paper = document.querySelector("form.paper");
  const card = paper.querySelector(".card");
  const asked = card.querySelector("ol.asked");
  const status = document.querySelector(".told");
  const clearing = document.querySelector("dialog[data-clearing]");
  const words = JSON.parse(tools.querySelector("[data-said]").textContent);

  const say = (key, facts = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
  const tell = (text) => {
    status.className = "told";
    status.textContent = text;
  };

  // Where a field is kept: `[part, key]`.
  const PLACES = {
    "objective.own": ["front", "objective"],
    "outcome.own": ["flap", "outcome"],
    heard: ["heard", "heard"],
    "debrief.heard": ["debrief", "heard"],
    "debrief.hoped": ["debrief", "hoped"],
    "debrief.missed": ["debrief", "missed"],
    "debrief.better-off": ["debrief", "better"],
  };
  const PARTS = ["front", "flap", "heard", "debrief"];
  const REACHED = "reached.";

  const place = (field) => {
    const barrier = field.closest("[data-role=barrier]");
    if (barrier) return ["heard", `${field.type === "checkbox" ? "barrier" : "words"} ${barrier.dataset.ref}`];
    const question = field.closest(".question");
    if (question) return ["heard", `answer ${question.dataset.ref || question.querySelector(".ask").textContent}`];
    if (field.name.startsWith(REACHED)) return ["debrief", "reached"];
    return PLACES[field.name] ?? ["front", field.name];
  };

  const fields = () => card.querySelectorAll("input, textarea");

  // The call's own questions, as the page came.
  const standard = [...(asked?.children ?? [])].map((row) => ({
    ref: row.dataset.ref,
    ask: row.querySelector(".ask").textContent,
    cues: [...row.querySelectorAll(".cues span")].map((cue) => cue.textContent),
  }));
  const rows = new Map([...(asked?.children ?? [])].map((row) => [row.dataset.ref, row]));
  const isStandard = (questions) =>
    questions.length === standard.length && questions.every((each, at) => each.ref === standard[at].ref);

  const question = ({ ref, ask, cues }) => {
    const row = document.querySelector("#a-question").content.cloneNode(true).firstElementChild;
    if (ref) row.dataset.ref = ref;
    row.querySelector(".ask").textContent = ask;
    const said = (cues ?? []).map((cue) => Object.assign(document.createElement("span"), { textContent: cue, dir: "auto" }));
    row.querySelector(".cues").append(...said.flatMap((cue, at) => (at ? [" ", cue] : [cue])));
    if (!said.length) row.querySelector(".cues").remove();
    row.querySelector(".answer").setAttribute("aria-label", ask);
    return row;
  };

  const showQuestions = (questions) => {
    const answers = new Map([...fields()].filter((field) => field.name === "answer").map((field) => [place(field)[1], field.value]));
    const shown = questions.map((each) => rows.get(each.ref) ?? question(each));
    asked?.replaceChildren(...shown);
    shown.forEach((row, at) => {
      row.querySelector(".number").textContent = String(at + 1);
      const answer = row.querySelector(".answer");
      answer.value = answers.get(place(answer)[1]) ?? "";
    });
  };

  // On a sheet without room for a line of one's own, what was typed stands in place of the call's words, and is typed above.
  const OWN = { "objective.own": ".objective", "outcome.own": ".outcome" };
  const field = (name) => card.querySelector(`[name="${name}"]`);

  for (const [name, section] of Object.entries(OWN)) {
    const said = [...card.querySelectorAll(`${section} > .said`)];
    const mirror = tools.querySelector(`[data-mirrors="${name}"]`);
    if (!field(name) || !said.length) {
      mirror.closest("p").remove();
      continue;
    }
    const general = Object.assign(document.createElement("div"), { className: "general" });
    const own = Object.assign(document.createElement("p"), { className: "said own", dir: "auto" });
    said[0].before(general, own);
    general.append(...said);
    mirror.addEventListener("input", () => {
      field(name).value = mirror.value;
      changed();
    });
  }

  const updateOwn = () => {
    for (const mirror of tools.querySelectorAll("[data-mirrors]")) {
      const original = field(mirror.dataset.mirrors);
      const section = card.querySelector(OWN[mirror.dataset.mirrors]);
      const own = section.querySelector(".own");
      own.textContent = original.value.trim();
      section.classList.toggle("has-own", own.textContent !== "");
      if (mirror.value !== original.value) mirror.value = original.value;
      mirror.closest("p").hidden = original.getClientRects().length > 0;
    }
  };

  const sheets = [...document.querySelectorAll('input[name="sheet"]')];
  const usual = document.body.dataset.sheet;
  const sheet = () => sheets.find((radio) => radio.checked)?.value ?? usual;

  const chooser = precall.chooser({
    banks: tools.dataset.banks,
    say,
    standard: () => standard,
    changed: () => {
      showQuestions(chooser.chosen());
      changed();
    },
  });
  chooser.take(standard);

  // What the card says, in its parts; what is empty or as it came is left out.
  const filled = () => {
    const state = Object.fromEntries(PARTS.map((part) => [part, {}]));
    for (const field of fields()) {
      const [part, key] = place(field);
      if (field.name.startsWith(REACHED)) {
        if (field.checked) state[part][key] = field.name.slice(REACHED.length);
      } else if (field.type === "checkbox") {
        if (field.checked) state[part][key] = true;
      } else if (field.value) {
        state[part][key] = field.value;
      }
    }
    const questions = chooser.chosen();
    if (!isStandard(questions)) state.front.questions = questions;
    if (sheet() !== usual) state.front.sheet = sheet();
    return state;
  };

  const stored = () => Object.fromEntries(PARTS.map((part) => [part, kept.read(part)]));

  const show = (state) => {
    const { questions, sheet: wanted } = state.front ?? {};
    chooser.take(Array.isArray(questions) ? questions.filter((each) => typeof each?.ask === "string") : standard);
    showQuestions(chooser.chosen());
    for (const field of fields()) {
      const [part, key] = place(field);
      const known = state[part]?.[key];
      if (field.name.startsWith(REACHED)) field.checked = known === field.name.slice(REACHED.length);
      else if (field.type === "checkbox") field.checked = known === true;
      else field.value = typeof known === "string" ? known : "";
    }
    for (const radio of sheets) radio.checked = radio.value === (wanted ?? usual);
    if (!sheets.some((radio) => radio.checked)) sheets.find((radio) => radio.value === usual).checked = true;
    updateOwn();
    measure();
  };

  // Other pages keep words of their own in these records; only the card's are replaced.
  const isCards = (part, key) =>
    part === "front" ||
    part === "flap" ||
    key.startsWith("answer ") ||
    [...fields()].some((field) => place(field).join() === [part, key].join());

  const keep = () => {
    const state = filled();
    for (const part of PARTS) {
      const others = Object.entries(kept.read(part)).filter(([key]) => !isCards(part, key));
      if (!kept.write(part, { ...Object.fromEntries(others), ...state[part] })) tell(say("builder-not-kept"));
    }
  };

  let waiting;
  const measure = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      // A sheet with fewer questions than the call has is no fault until a rep has chosen more.
      const wrong = (await precall.fits()).filter(({ count }) => count === undefined || !isStandard(chooser.chosen()));
      const list = document.createElement("ul");
      for (const { key, ...facts } of wrong) {
        list.append(Object.assign(document.createElement("li"), { textContent: say(key, facts) }));
      }
      const title = Object.assign(document.createElement("p"), { textContent: say("builder-does-not") });
      const report = tools.querySelector("[data-fits]");
      if (report.textContent !== (wrong.length ? title.textContent + list.textContent : "")) {
        report.replaceChildren(...(wrong.length ? [title, list] : []));
      }
      tools.dataset.measured = String(wrong.length);
    }, 200);
  };

  // While somebody else's card is looked at, nothing is kept and nothing can be typed over it.
  let theirs = null;
  const other = tools.querySelector("[data-other-card]");

  const changed = () => {
    if (theirs) return;
    updateOwn();
    keep();
    measure();
  };

  const forgetFragment = () => history.replaceState(null, "", location.pathname + location.search);

  const settle = (state, text) => {
    theirs = null;
    other.hidden = true;
    paper.inert = false;
    forgetFragment();
    show(state);
    keep();
    tell(text);
  };

  const isEmpty = (state) => PARTS.every((part) => Object.keys(state[part]).length === 0);

  const openCard = async (fragment) => {
    let state;
    try {
      state = await link.read(fragment);
    } catch (fault) {
      tell(say(fault.newer ? "builder-newer-link" : "builder-broken-link"));
      forgetFragment();
      return;
    }
    const mine = filled();
    show(state);
    if (isEmpty(mine) || JSON.stringify(filled()) === JSON.stringify(mine)) {
      settle(state, say("builder-taken"));
      return;
    }
    theirs = state;
    other.hidden = false;
    paper.inert = true;
    tell(say("builder-other-card"));
  };

  const pick = async (fragment, before = []) => {
    try {
      const refs = decodeURIComponent(fragment.slice(fragment.indexOf("=") + 1)).split(",").filter(Boolean);
      const known = new Map((await chooser.load()).map((each) => [each.ref, each]));
      const found = refs.filter((ref) => known.has(ref));
      if (found.length) {
        const others = found.filter((ref) => !before.some((each) => each.ref === ref));
        chooser.take([...before, ...others.map((ref) => ({ ref, ask: known.get(ref).ask, cues: known.get(ref).cues }))]);
        showQuestions(chooser.chosen());
        changed();
      }
      const lost = refs.filter((ref) => !known.has(ref));
      const said = [say("builder-picked", { count: found.length })];
      if (lost.length) said.push(say("builder-unknown", { questions: lost.join(", ").slice(0, 300) }));
      tell(said.join(" "));
    } catch (fault) {
      tell(say(fault instanceof URIError ? "builder-broken-link" : "builder-no-banks"));
    }
    forgetFragment();
  };

  const compare = (fragment) => {
    const revision = fragment.slice("#r=".length);
    const now = card.dataset.revision;
    if (!/^[0-9a-f]{4,40}$/.test(revision)) tell(say("builder-no-revision"));
    else tell(say(revision === now ? "builder-current" : "builder-superseded", { revision, now }));
    // Whoever comes from a code on paper came for this answer.
    status.classList.add("first");
    status.classList.toggle("old", revision !== now);
  };

  const open = async () => {
    const fragment = location.hash;
    if (fragment.startsWith("#c=")) await openCard(fragment);
    else if (fragment.startsWith("#pick=")) await pick(fragment);
    else if (fragment.startsWith("#add=")) await pick(fragment, chooser.chosen());
    else if (fragment.startsWith("#r=")) compare(fragment);
    else if (fragment === "#no-pdf") {
      // The service worker leads here from a PDF that it cannot have.
      tell(say("builder-no-pdf"));
      status.classList.add("first");
      forgetFragment();
    }
  };

  const copyLink = async () => {
    const address = location.href.split("#")[0] + (await link.write(filled()));
    const hand = tools.querySelector(".by-hand");
    const field = hand.querySelector("input");
    field.value = address;
    try {
      await navigator.clipboard.writeText(address);
      hand.hidden = true;
      tell(say("builder-linked"));
    } catch {
      hand.hidden = false;
      field.focus();
      field.select();
    }
  };

  const does = {
    choose: chooser.open,
    link: copyLink,
    take: () => settle(theirs, say("builder-taken")),
    mine: () => settle(stored(), say("builder-mine-back")),
    clear: () => clearing.showModal(),
    "clear-no": () => clearing.close(),
    "clear-yes": () => {
      clearing.close();
      kept.clear();
      settle({ front: {} }, clearing.dataset.done);
      tools.querySelector(".by-hand").hidden = true;
      tools.querySelector(".by-hand input").value = "";
    },
  };

  for (const element of [tools, clearing]) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-does]");
      if (button) does[button.dataset.does]();
    });
  }

  paper.addEventListener("submit", (event) => event.preventDefault());
  paper.addEventListener("input", ({ target }) => {
    if (target.name.startsWith(REACHED) && target.checked) {
      for (const field of fields()) if (field !== target && field.name.startsWith(REACHED)) field.checked = false;
    }
    changed();
  });
  for (const radio of sheets) radio.addEventListener("change", changed);

  const print = document.querySelector('[data-action="print"]');
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  addEventListener("hashchange", open);
  // The view during the call, in another window of this browser, writes to the same records.
  addEventListener("storage", () => theirs || show(stored()));
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  matchMedia("(min-width: 60rem)").addEventListener("change", measure);

  tools.hidden = false;
  if (!asked) tools.querySelector("[data-does=choose]").hidden = true;
  if (!kept.works) tools.querySelector("[data-kept-note]").textContent = say("builder-not-kept");
  show(stored());
  open();
}
