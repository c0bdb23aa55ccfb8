// The card builder: binds the card's blanks to a conversation, and lets a rep choose the questions and the sheet.
//
// The fragment of the address may contain a conversation (`#c=`), questions that replace the card's (`#pick=`) or are added
// to them (`#add=`), or the revision of a printed card (`#r=`).

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

  // On a sheet without a line for the rep's own objective or outcome, its field is above the paper.
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

  // A conversation from a link that is shown but not saved. Meanwhile, the card cannot be edited.
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
      // A sheet with fewer questions than the call is reported only if the rep has chosen more questions.
      const wrong = (await precall.fits()).filter(({ count }) => count === undefined || !isStandard(chooser.chosen()));
      const list = document.createElement("ul");
      for (const { key, ...facts } of wrong) {
        list.append(Object.assign(document.createElement("li"), { textContent: say(key, facts) }));
      }
      const title = Object.assign(document.createElement("p"), { textContent: say("builder-does-not") });
      const report = tools.querySelector("[data-fits]");
      if (report.textContent !== (wrong.length ? title.textContent + list.textContent : "")) {
        // The report is above the paper: keep the focused field at its place on the screen.
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

  // The link is a copy that exists outside this browser.
  const takeIn = (record) => {
    conversations.restore(record);
    conversations.noteCopy();
  };

  const openCard = async (fragment) => {
    try {
      const record = await link.read(fragment, here.call);
      const mine = here.record();
      if (here.id && here.id !== record.id) {
        // Another conversation is open: show the one of the link without saving it, until the rep confirms.
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

  // The card's current revision on the site; this page may be an older copy from the offline cache.
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
      // Without a network, compare with this copy.
    }
    const facts = { revision, now: now ?? held, held };
    if (now === undefined) tell(say(revision === held ? "builder-same-copy" : "builder-other-copy", facts));
    else if (revision !== now) tell(say("builder-superseded", facts));
    else tell(say("builder-current", facts) + (now === held ? "" : ` ${say("builder-older-copy", facts)}`));
    // A reader who scanned the code on a printed card wants this answer, so it comes first.
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
      // The service worker redirects here from a PDF that is not available offline.
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
  // Show the questions first, because they have fields too.
  here.watch(() => theirs || showQuestions(here.get("questions") ?? standard));
  const refresh = precall.bind(here, show, () => theirs !== null);
  show();
  // conversations.js has already read and removed `#new`.
  if (history.state?.conversation === "" && !here.id) field("client")?.focus({ preventScroll: true });
  open();
}
