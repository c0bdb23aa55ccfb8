// The card's blanks become fields of the conversation, and the card one that a rep has made their own.
//
// The fragment of the address may bring a conversation (`#c=`), questions picked elsewhere in place of the card's (`#pick=`)
// or among them (`#add=`), or a paper's revision (`#r=`).

"use strict";

{
  const { conversations, here, link } = precall;
  const tools = document.querySelector(".builder");
  const paper = document.querySelector("form.paper");
  const card = paper.querySelector(".card");
  const status = document.querySelector(".told");
  const clearing = document.querySelector("dialog[data-clearing]");
  const words = JSON.parse(tools.querySelector("[data-said]").textContent);

  const say = (key, facts = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
  const tell = (text) => {
    status.className = "told";
    status.textContent = text;
  };

  const { asked, field, standard, showQuestions, showOwn, fill } = precall.cardFields(card);
  const isStandard = (questions) =>
    questions.length === standard.length && questions.every((each, at) => each.ref === standard[at].ref);

  // On a sheet without room for a line of one's own, it is typed above the paper.
  for (const mirror of tools.querySelectorAll("[data-mirrors]")) {
    const name = mirror.dataset.mirrors;
    if (card.querySelector(`${precall.OWN_LINES[name]} .own`)) mirror.dataset.keeps = precall.FIELD_NAMES[name];
    else mirror.closest("p").remove();
  }

  const updateOwn = () => {
    showOwn();
    for (const mirror of tools.querySelectorAll("[data-mirrors]")) {
      mirror.closest("p").hidden = field(mirror.dataset.mirrors).getClientRects().length > 0;
    }
  };

  const sheets = [...document.querySelectorAll('input[name="sheet"]')];
  const usual = document.body.dataset.sheet;
  const rooms = JSON.parse(tools.dataset.rooms);
  const sheet = () => sheets.find((radio) => radio.checked)?.value ?? usual;
  const showSheet = (wanted) => {
    const found = sheets.find((radio) => radio.value === wanted) ?? sheets.find((radio) => radio.value === usual);
    found.checked = true;
  };

  const room = () => rooms[sheet()] ?? standard.length;

  // While somebody else's card is looked at, nothing is kept and nothing can be typed over it.
  let theirs = null;

  const keepQuestions = (questions) => here.set({ questions: isStandard(questions) ? null : questions });

  const chooser = precall.chooser({
    banks: tools.dataset.banks,
    about: tools.dataset.about,
    say,
    room,
    standard: () => standard,
    changed: () => theirs || keepQuestions(chooser.chosen()),
  });

  const further = precall.furtherCards({ say, sheet });

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
        // The report stands above the paper; the field in which somebody types stays where it is.
        const typing = paper.contains(document.activeElement) ? document.activeElement : null;
        const before = typing?.getBoundingClientRect().top;
        report.replaceChildren(...(wrong.length ? [title, list] : []));
        if (typing) scrollBy({ top: typing.getBoundingClientRect().top - before, behavior: "instant" });
      }
      tools.dataset.measured = String(wrong.length);
      await further.update();
    }, 200);
  };

  const show = () => {
    const questions = here.get("questions");
    const chosen = Array.isArray(questions) ? questions : standard;
    if (!chooser.isOpen()) chooser.take(chosen);
    showQuestions(chosen);
    showSheet(here.get("sheet"));
    refresh();
    updateOwn();
    measure();
  };

  const forgetFragment = () => history.replaceState(history.state, "", location.pathname + location.search);

  const other = tools.querySelector("[data-other-card]");
  const settle = (text) => {
    theirs = null;
    other.hidden = true;
    paper.inert = false;
    tell(text);
    show();
  };

  // The link is a copy of it elsewhere.
  const takeIn = (record) => {
    conversations.restore(record);
    conversations.noteCopy();
  };

  const openCard = async (fragment) => {
    try {
      const record = await link.read(fragment, here.call);
      const mine = here.record();
      if (here.id && here.id !== record.id) {
        // Shown beside one's own, and kept when asked to.
        theirs = record;
        other.hidden = false;
        paper.inert = true;
        showTheirs(record);
        tell(say("builder-other-card"));
      } else {
        takeIn(conversations.merged(mine?.id === record.id ? mine : undefined, record));
        here.open(record.id);
        settle(say("builder-taken"));
      }
    } catch (fault) {
      tell(say(fault.newer ? "builder-newer-link" : "builder-broken-link"));
    }
    forgetFragment();
  };

  const showTheirs = (record) => {
    fill(record);
    updateOwn();
    measure();
  };

  const pick = async (fragment, add = false) => {
    try {
      const refs = decodeURIComponent(fragment.slice(fragment.indexOf("=") + 1)).split(",").filter(Boolean);
      const known = new Map((await chooser.load()).map((each) => [each.ref, each]));
      const found = refs.filter((ref) => known.has(ref));
      const picked = found.map((ref) => ({ ref, ask: known.get(ref).ask, cues: known.get(ref).cues }));
      const lost = refs.filter((ref) => !known.has(ref));
      const said = [say("builder-picked", { count: found.length })];
      if (found.length) {
        const { questions, pushed } = add ? precall.putOn(chooser.chosen(), picked, room()) : { questions: picked, pushed: [] };
        keepQuestions(questions);
        if (pushed.length) said.push(say("builder-pushed", { questions: pushed.map(({ ask }) => ask).join(" ") }));
      }
      if (lost.length) said.push(say("builder-unknown", { questions: lost.join(", ").slice(0, 300) }));
      precall.storage.tab.write("picked", undefined);
      tell(said.join(" "));
    } catch (fault) {
      tell(say(fault instanceof URIError ? "builder-broken-link" : "builder-no-banks"));
    }
    forgetFragment();
  };

  // The card's revision as the site has it now; the page may come from an older copy that this browser keeps for offline.
  const newest = async () => {
    const answer = await fetch(location.pathname, { cache: "no-store", signal: AbortSignal.timeout(4000) });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const revision = page.querySelector(".card")?.dataset.revision;
    if (!revision) throw new Error("no card");
    return revision;
  };

  const compare = async (fragment) => {
    const revision = fragment.slice("#r=".length);
    const held = card.dataset.revision;
    if (!/^[0-9a-f]{4,40}$/.test(revision)) {
      tell(say("builder-no-revision"));
      status.classList.add("first");
      return;
    }
    let now;
    try {
      now = location.protocol === "file:" ? held : await newest();
    } catch {
      // Without a network the copy at hand is all there is to compare with.
    }
    const facts = { revision, now: now ?? held, held };
    if (now === undefined) tell(say(revision === held ? "builder-same-copy" : "builder-other-copy", facts));
    else if (revision !== now) tell(say("builder-superseded", facts));
    else tell(say("builder-current", facts) + (now === held ? "" : ` ${say("builder-older-copy", facts)}`));
    // Somebody who scanned the code on a paper came for this answer.
    status.classList.add("first");
    status.classList.toggle("old", now !== undefined && revision !== now);
  };

  const open = async () => {
    const fragment = location.hash;
    if (fragment.startsWith("#c=")) await openCard(fragment);
    else if (fragment.startsWith("#pick=")) await pick(fragment);
    else if (fragment.startsWith("#add=")) await pick(fragment, true);
    else if (fragment.startsWith("#r=")) await compare(fragment);
    else if (fragment === "#no-pdf") {
      // The service worker leads here from a PDF that it cannot have.
      tell(say("builder-no-pdf"));
      status.classList.add("first");
      forgetFragment();
    } else if (fragment === "#new" || fragment.startsWith("#with=")) {
      here.open(fragment.startsWith("#with=") ? fragment.slice("#with=".length) : "");
      forgetFragment();
      field("client")?.focus();
    }
  };

  const copyLink = async () => {
    const address = location.href.split("#")[0] + (await link.write(here.record() ?? conversations.make(here.call)));
    const hand = tools.querySelector(".by-hand");
    const box = hand.querySelector("input");
    box.value = address;
    try {
      await navigator.clipboard.writeText(address);
      hand.hidden = true;
      tell(say("builder-linked"));
    } catch {
      hand.hidden = false;
      box.focus();
      box.select();
    }
  };

  const does = {
    choose: chooser.open,
    link: copyLink,
    take: () => {
      const { id } = theirs;
      takeIn(theirs);
      theirs = null;
      here.open(id);
      settle(say("builder-taken"));
    },
    mine: () => settle(say("builder-mine-back")),
    clear: () => precall.openDialog(clearing),
    "clear-no": () => clearing.close(),
    "clear-yes": () => {
      clearing.close();
      theirs = null;
      here.remove();
      settle(clearing.dataset.done);
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
  for (const radio of sheets) {
    radio.addEventListener("change", () => here.set({ sheet: sheet() === usual ? "" : sheet() }));
  }

  const print = document.querySelector('[data-action="print"]');
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  addEventListener("hashchange", open);
  matchMedia("(min-width: 60rem)").addEventListener("change", () => {
    updateOwn();
    measure();
  });

  tools.hidden = false;
  if (!asked) tools.querySelector("[data-does=choose]").hidden = true;
  if (!precall.storage.works) tools.querySelector("[data-kept-note]").textContent = say("builder-not-kept");
  // The questions first: they have fields of their own.
  here.watch(() => theirs || showQuestions(here.get("questions") ?? standard));
  const refresh = precall.bind(here, show, () => theirs !== null);
  show();
  // `#new` was taken by conversations.js before this script ran.
  if (history.state?.conversation === "" && !here.id) field("client")?.focus({ preventScroll: true });
  open();
}
