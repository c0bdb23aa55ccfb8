// Further cards on the sheet: one for each place for which the rep chooses a conversation of this browser, or a copy.
//
// The card of another call is fetched from its own page, from the network or the offline cache. A page that was opened as a file
// cannot fetch it. Further cards are copies for viewing and printing; only the first card can be edited.

"use strict";

precall.furtherCards = ({ say, sheet }) => {
  const COPY = "=copy";
  const CHOSEN = "further-cards";
  const { conversations, here, storage } = precall;
  const box = document.querySelector("fieldset.further-cards");
  const counts = JSON.parse(box.dataset.cardsOnSheet);
  const selects = [...box.querySelectorAll("select")];
  const status = box.querySelector("[role=status]");
  const paper = document.querySelector("form.paper");
  const card = paper.querySelector(".card");
  const pristine = new Map([[here.call, card.cloneNode(true)]]); // by call; null if it could not be fetched
  const isFile = location.protocol === "file:";

  const isText = (value) => typeof value === "string" && value.trim() !== "";

  const load = async (call) => {
    if (pristine.has(call)) return pristine.get(call);
    try {
      if (isFile) throw new Error("a file cannot be fetched");
      const answer = await fetch(new URL(`cards/${call}/`, precall.root));
      if (!answer.ok) throw new Error(String(answer.status));
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("article.card");
      if (found?.dataset.card !== call) throw new Error("no card");
      pristine.set(call, found);
      return found;
    } catch {
      return null; // tried again at the next change
    }
  };

  const titleOf = (call) => pristine.get(call)?.querySelector("h1")?.textContent.trim() ?? call;

  const days = new Intl.DateTimeFormat(document.documentElement.lang);
  const nameOf = (record) => {
    const [client, date] = ["client", "date"].map((name) => conversations.value(record, name));
    const day = isText(date) ? date.trim() : days.format(record.made);
    return [isText(client) ? client.trim() : say("further-nobody"), titleOf(record.call), day].join(" · ");
  };

  const places = () => (counts[sheet()] ?? 1) - 1;

  // The content of each further place: nothing, a copy of this card, or a conversation.
  const stored = storage.tab.read(CHOSEN);
  let chosen = selects.map((_, at) => (Array.isArray(stored) && typeof stored[at] === "string" ? stored[at] : ""));

  const keep = (wanted) => {
    chosen = wanted;
    storage.tab.write(CHOSEN, chosen.some(Boolean) ? chosen : undefined);
  };

  const showChoice = (records) => {
    const names = records.map((each) => [nameOf(each), each.id]);
    const wanted = JSON.stringify(names);
    selects.forEach((select, at) => {
      select.closest("label").hidden = at >= places();
      // Do not replace unchanged options, because the list may be open.
      if (select.dataset.offers !== wanted) {
        select.dataset.offers = wanted;
        const group = select.querySelector("optgroup");
        group.replaceChildren(...names.map(([name, id]) => new Option(name, id)));
        group.hidden = records.length === 0;
      }
      select.value = chosen[at];
    });
  };

  // A card for viewing and printing only.
  const still = (from) => {
    const copy = document.importNode(from, true);
    for (const field of copy.querySelectorAll("textarea")) field.remove();
    for (const element of [copy, ...copy.querySelectorAll("*")]) {
      for (const name of ["id", "name", "data-keeps", "data-option"]) element.removeAttribute(name);
    }
    copy.classList.add("further");
    copy.inert = true;
    return copy;
  };

  const filled = async (record) => {
    const found = await load(record.call);
    if (!found) return { call: record.call };
    const made = document.importNode(found, true);
    precall.cardFields(made).fill(record);
    const cut = await precall.fits.apart(made);
    return { made: still(made), cut, record };
  };

  const put = (cards) => {
    for (const each of paper.querySelectorAll(".further")) each.remove();
    cards.forEach((each, at) => {
      const element = each === COPY ? still(card) : each.made;
      element.classList.add(`place-${at + 2}`);
      element.toggleAttribute("data-copy", each === COPY);
      paper.append(element);
    });
  };

  let turn = 0;
  const update = async () => {
    turn += 1;
    const mine = turn;
    box.hidden = places() < 1;
    if (places() < 1) return put([]);
    const records = conversations.all().filter((each) => each.id !== here.id && (!isFile || each.call === here.call));
    await Promise.all([...new Set(records.map((each) => each.call))].map(load));
    if (mine !== turn) return undefined;
    const offered = new Set([COPY, ...records.map((each) => each.id)]);
    keep(chosen.map((each) => (offered.has(each) ? each : "")));
    showChoice(records);
    const cards = [];
    for (const each of chosen.slice(0, places()).filter(Boolean)) {
      cards.push(each === COPY ? COPY : await filled(conversations.get(each)));
      if (mine !== turn) return undefined;
    }
    const printed = cards.filter((each) => each === COPY || each.made);
    put(printed);
    const said = cards.filter((each) => each !== COPY && !each.made).map(({ call }) => say("further-missing", { call }));
    for (const { cut, record } of printed) {
      if (cut?.length) said.push(say("further-cut", { card: nameOf(record), fields: [...new Set(cut)].join(", ") }));
    }
    if (isFile) said.push(say("further-file"));
    if (status.textContent !== said.join(" ")) status.textContent = said.join(" ");
    box.dataset.printed = String(printed.length + 1);
    return undefined;
  };

  box.addEventListener("change", ({ target }) => {
    keep(chosen.map((each, at) => (selects[at] === target ? target.value : each)));
    update();
  });
  box.addEventListener("click", ({ target }) => {
    const wanted = { copies: COPY, none: "" }[target.closest("button")?.dataset.fills];
    if (wanted === undefined) return;
    keep(chosen.map(() => wanted));
    update();
  });
  storage.watch((name) => (name === undefined || name.startsWith("conversation:")) && update());
  // A copy shows the current content of the first card.
  addEventListener("beforeprint", () => {
    for (const each of paper.querySelectorAll(".further[data-copy]")) {
      const fresh = still(card);
      fresh.classList.add([...each.classList].find((name) => name.startsWith("place-")));
      fresh.dataset.copy = "";
      each.replaceWith(fresh);
    }
  });

  return { update };
};
