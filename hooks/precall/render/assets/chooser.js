// The dialog of questions: a searchable list of all banks, and the list of chosen questions, which can be reordered by keyboard
// or pointer.
//
// `precall.chooser({banks, about, say, room, standard, changed})` returns `{open, isOpen, load, chosen, take}`. `room()` is
// the number of questions that are printed, and `changed` is called after every change.

"use strict";

window.precall = window.precall || {};

// The banks are in a script, because a page opened from a disk can load scripts but cannot fetch JSON.
precall.banks = (src) => {
  precall.loading ??= new Promise((done, failed) => {
    precall.banksAre = done;
    const script = document.createElement("script");
    script.src = src;
    script.addEventListener("error", () => {
      precall.loading = undefined;
      script.remove();
      failed(new Error(src));
    });
    document.head.append(script);
  });
  return precall.loading;
};

precall.script = document.currentScript.src;

precall.chooser = ({ banks, about, say, room, standard, changed }) => {
  const MOST_SHOWN = 100;
  const dialog = document.querySelector("dialog.chooser");
  const list = dialog.querySelector(".chosen");
  const find = dialog.querySelector("#find");
  const found = dialog.querySelector("#found");
  const count = dialog.querySelector("[data-count]");
  const status = dialog.querySelector("[role=status]");
  let chosen = [];
  let known = [];
  let active = -1;

  const tell = (key, facts) => {
    status.textContent = say(key, facts);
  };
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const at = (ref) => chosen.findIndex((each) => each.ref && each.ref === ref);

  const showChosen = () => {
    const rows = chosen.map((question, place) => {
      const row = dialog.querySelector("#a-chosen").content.cloneNode(true).firstElementChild;
      const [text, own] = [row.querySelector(".text"), row.querySelector("textarea")];
      if (question.ref) {
        text.textContent = question.ask;
        own.remove();
      } else {
        own.value = question.ask;
        text.remove();
      }
      for (const button of row.querySelectorAll("button")) {
        button.dataset.place = place;
        button.setAttribute("aria-label", say(`chooser-${button.dataset.does}`, { question: question.ask }));
      }
      row.dataset.place = place;
      row.querySelector("[data-does=up]").disabled = place === 0;
      row.querySelector("[data-does=down]").disabled = place === chosen.length - 1;
      own.dataset.place = place;
      return row;
    });
    const most = room();
    if (rows.length > most) {
      const line = document.createElement("li");
      line.className = "line";
      line.textContent = say("chooser-line", { room: most });
      rows.splice(most, 0, line);
    }
    list.replaceChildren(...rows);
    dialog.querySelector("[data-none]").hidden = chosen.length > 0;
    const places = { count: Math.min(chosen.length, most), room: most, more: chosen.length - most };
    dialog.querySelector("[data-places]").textContent = say(chosen.length > most ? "chooser-places-more" : "chooser-places", places);
  };

  const options = () => [...found.querySelectorAll("[role=option]")];

  const mark = () => {
    for (const option of options()) option.setAttribute("aria-selected", String(at(option.dataset.ref) >= 0));
  };

  const update = () => {
    showChosen();
    mark();
    changed();
  };

  const activate = (index) => {
    const all = options();
    active = Math.max(-1, Math.min(index, all.length - 1));
    all.forEach((option, place) => option.classList.toggle("active", place === active));
    if (active < 0) {
      find.removeAttribute("aria-activedescendant");
    } else {
      find.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  };

  // On a full card, the new question replaces the last printed one, which moves below the line.
  const put = (question) => {
    const { questions, pushed } = precall.putOn(chosen, [question], room());
    chosen = questions;
    return pushed;
  };

  const toggle = (option) => {
    const question = known.find((each) => each.ref === option.dataset.ref);
    const place = at(question.ref);
    let pushed = [];
    if (place >= 0) chosen.splice(place, 1);
    else pushed = put({ ref: question.ref, ask: question.ask, cues: question.cues });
    update();
    const key = place >= 0 ? "chooser-taken-off" : pushed.length ? "chooser-swapped" : "chooser-on";
    tell(key, { question: question.ask, other: pushed[0]?.ask });
  };

  const option = (question, number) => {
    const made = document.createElement("div");
    made.setAttribute("role", "option");
    made.id = `found-${number}`;
    made.dataset.ref = question.ref;
    made.dir = "auto";
    made.textContent = question.ask;
    return made;
  };

  const fill = (fitting, isFirst) => {
    const groups = new Map();
    fitting.slice(0, MOST_SHOWN).forEach((each, number) => {
      if (!groups.has(each.bank)) {
        const group = document.createElement("div");
        group.setAttribute("role", "group");
        group.setAttribute("aria-label", each.bank);
        const title = document.createElement("p");
        title.setAttribute("aria-hidden", "true");
        title.textContent = each.bank;
        group.append(title);
        groups.set(each.bank, group);
      }
      groups.get(each.bank).append(option(each, number));
    });
    found.replaceChildren(...groups.values());
    const more = fitting.length > MOST_SHOWN ? ` ${say("chooser-more", { count: MOST_SHOWN })}` : "";
    count.textContent = fitting.length ? say("chooser-found", { count: fitting.length }) + more : say("chooser-nothing");
    mark();
    activate(isFirst && fitting.length ? 0 : -1);
  };

  // Show exact matches at once; the site's own search gives better results a moment later.
  let finder;
  const search = async () => {
    const text = find.value.trim();
    const wanted = fold(text).split(/\s+/).filter(Boolean);
    const fitting = known.filter((each) => wanted.every((word) => each.folded.includes(word)));
    fill(fitting, wanted.length > 0);
    if (!finder || !text) return;
    try {
      const refs = await (await finder)(text);
      if (find.value.trim() !== text) return;
      const all = refs.map((ref) => known.find((each) => each.ref === ref)).filter(Boolean);
      // Exact matches come first, even if the search ranks them low.
      const exact = [...all.filter((each) => fitting.includes(each)), ...fitting.filter((each) => !all.includes(each))];
      const better = [...exact, ...all.filter((each) => !fitting.includes(each))];
      // The list keeps its place on the screen unless its content changes.
      if (better.length !== fitting.length || better.some((each, at) => each !== fitting[at])) fill(better, active <= 0);
    } catch {
      finder = undefined;
    }
  };

  const startFinder = () => {
    if (finder || !about) return;
    finder = new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL("finder.js", precall.script);
      script.onload = () => precall.finder(about).then(done, failed);
      script.onerror = failed;
      document.head.append(script);
    });
    finder.catch(() => {
      finder = undefined;
    });
  };

  const focusMove = (place, does) => {
    const buttons = [...list.querySelectorAll(`[data-place="${place}"][data-does]`)];
    const wanted = buttons.find((button) => button.dataset.does === does && !button.disabled);
    (wanted ?? buttons.find((button) => !button.disabled) ?? find).focus();
  };

  const move = (from, by) => {
    const [question] = chosen.splice(from, 1);
    chosen.splice(from + by, 0, question);
    update();
    focusMove(from + by, by < 0 ? "up" : "down");
    tell("chooser-moved", { place: from + by + 1, count: chosen.length, question: question.ask });
  };

  const does = {
    up: (place) => move(place, -1),
    down: (place) => move(place, 1),
    off: (place) => {
      const [question] = chosen.splice(place, 1);
      update();
      focusMove(Math.min(place, chosen.length - 1), "off");
      tell("chooser-taken-off", { question: question.ask });
    },
    own: () => {
      const own = `own-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
      const [pushed] = put({ ask: "", own });
      update();
      const place = chosen.findIndex((each) => each.own === own);
      list.querySelector(`textarea[data-place="${place}"]`).focus();
      if (pushed) tell("chooser-pushed", { other: pushed.ask });
    },
    reset: () => {
      chosen = standard();
      update();
    },
    done: () => dialog.close(),
  };

  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-does]");
    if (button) does[button.dataset.does](Number(button.dataset.place));
    const picked = event.target.closest("[role=option]");
    if (picked) {
      activate(options().indexOf(picked));
      toggle(picked);
      find.focus();
    }
  });

  // Rows are dragged by their handle; the buttons next to it do the same.
  let dragged = null;
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".drag");
    if (!handle) return;
    event.preventDefault();
    dragged = handle.closest("li");
    dragged.classList.add("dragged");
    handle.setPointerCapture(event.pointerId);
  });
  list.addEventListener("pointermove", ({ clientY }) => {
    if (!dragged) return;
    const over = [...list.children].find((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return row !== dragged && clientY > top && clientY < bottom;
    });
    // Move the other row: an element that is removed from the page loses its pointer capture.
    if (over && dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING) dragged.before(over);
    else if (over) dragged.after(over);
  });
  const drop = () => {
    if (!dragged) return;
    const question = chosen[Number(dragged.dataset.place)];
    dragged = null;
    chosen = [...list.querySelectorAll("li[data-place]")].map((row) => chosen[Number(row.dataset.place)]);
    update();
    tell("chooser-moved", { place: chosen.indexOf(question) + 1, count: chosen.length, question: question.ask });
  };
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);

  list.addEventListener("input", ({ target }) => {
    const place = Number(target.dataset.place);
    chosen[place].ask = target.value.replace(/\s*\n\s*/g, " ");
    changed();
  });

  find.addEventListener("input", search);
  find.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    if (event.key in steps) {
      activate(Math.max(0, active + steps[event.key]));
    } else if (event.key === "Enter" && active >= 0) {
      toggle(options()[active]);
    } else if (event.key === "Escape" && find.value) {
      find.value = "";
      search();
    } else {
      return;
    }
    event.preventDefault();
  });

  // Ignore the rep's own questions without text.
  dialog.addEventListener("close", () => {
    chosen = chosen.filter((each) => each.ask.trim());
    update();
  });

  const load = async () => {
    known = (await precall.banks(banks)).flatMap((bank) =>
      bank.questions.map((each) => ({
        ...each,
        bank: bank.title,
        folded: fold([each.ask, ...each.cues, each.found, bank.title].join(" ")),
      })),
    );
    return known;
  };

  const open = async () => {
    showChosen();
    precall.openDialog(dialog);
    find.focus();
    try {
      startFinder();
      await load();
      search();
    } catch {
      count.textContent = say("builder-no-banks");
    }
  };

  return {
    open,
    isOpen: () => dialog.open,
    load,
    chosen: () => chosen.filter((each) => each.ask.trim()),
    take: (questions) => {
      chosen = questions.map((each) => ({ ...each }));
    },
  };
};
