// The list of this browser's conversations: filter, open, begin a following one, share, delete with undo, export and import.

"use strict";

{
  const SHOWN = 100;
  const { became, conversations, files, link, qr } = precall;

  const listing = (page) => {
    const calls = JSON.parse(page.dataset.calls);
    const words = JSON.parse(page.dataset.words);
    const titles = new Map(calls.map(({ ref, title }) => [ref, title]));
    const say = (key, facts = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
    const find = (name) => page.querySelector(`[data-${name}]`);
    const status = find("status");
    const undo = find("undo");
    const list = find("list");
    let shown = SHOWN;
    let gone = []; // the records that the button next to the status restores

    const address = (kind, call, id) =>
      new URL(`${kind}/${call}/${location.protocol === "file:" ? "index.html" : ""}${id ? `#with=${id}` : ""}`, precall.root).href;

    const nameOf = (record) => became.text(record, "client") || words["my_calls.nobody"];
    const title = (record) => titles.get(record.call) ?? record.call;

    const tell = (text, undoable = [], button = "my_calls.undo") => {
      status.textContent = text;
      gone = undoable;
      undo.hidden = gone.length === 0;
      undo.textContent = words[button];
    };

    const filters = page.querySelector("form[data-filters]");
    const wanted = () => Object.fromEntries(["client", "call", "from", "to"].map((name) => [name, filters.elements[name].value.trim()]));

    const fits = (record, { client, call, from, to }) => {
      const day = became.day(record);
      return (
        (!client || became.fold(`${became.text(record, "client")} ${became.text(record, "people")}`).includes(became.fold(client))) &&
        (!call || record.call === call) &&
        (!from || day >= from) &&
        (!to || day <= to)
      );
    };

    const showResult = (row, record, results) => {
      const { result = "", day = "" } = results.get(became.clientOf(record)) ?? {};
      row.querySelector("[data-result]").value = result;
      row.querySelector("[data-since]").value = day;
      row.querySelector("[data-since]").closest("label").hidden = result === "";
    };

    const row = (record, results) => {
      const made = page.querySelector("template[data-row]").content.cloneNode(true).firstElementChild;
      const part = (name) => made.querySelector(`[data-${name}]`);
      made.dataset.id = record.id;
      part("client").textContent = nameOf(record);
      part("client").href = address("cards", record.call, record.id);
      part("about").textContent = `${title(record)} · ${became.day(record)}`;
      part("during").href = address("call", record.call, record.id);
      part("debrief").href = address("debrief", record.call, record.id);
      for (const each of made.querySelectorAll("[data-names]")) {
        each.setAttribute("aria-label", `${each.dataset.names}: ${nameOf(record)}, ${title(record)}`);
      }
      showResult(made, record, results);
      // A call that is no longer in the playbook has no pages.
      for (const each of [part("during"), part("debrief")]) each.hidden = !titles.has(record.call);
      if (!titles.has(record.call)) part("client").removeAttribute("href");
      return made;
    };

    const show = () => {
      const all = conversations.all();
      const results = became.results(all);
      const days = new Map(all.map((record) => [record.id, became.day(record)]));
      const found = all.filter((record) => fits(record, wanted()));
      found.sort((one, other) => days.get(other.id).localeCompare(days.get(one.id)));
      list.replaceChildren(...found.slice(0, shown).map((record) => row(record, results)));
      find("none").hidden = all.length > 0;
      find("count").textContent = all.length ? say("my_calls.count", { shown: found.length, all: all.length }) : "";
      find("more").hidden = found.length <= shown;
      filters.hidden = all.length === 0;
      find("export").disabled = all.length === 0;
    };

    const recordOf = (element) => conversations.get(element.closest("[data-id]").dataset.id);

    // Writes fields of a conversation that is not open on a page of this tab.
    const change = (record, values) => {
      const now = Date.now();
      const fields = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value, now]]));
      if (!conversations.put({ ...record, fields: { ...record.fields, ...fields } })) tell(words["my_calls.full"]);
    };

    const next = page.querySelector("dialog[data-next]");
    const sharing = page.querySelector("dialog[data-share]");
    let chosen = null; // the conversation of the open dialog

    const does = {
      next: (button) => {
        chosen = recordOf(button);
        const follows = calls.find(({ ref }) => ref === chosen.call)?.next ?? [];
        const select = next.querySelector("select");
        select.value = follows[0] ?? calls[calls.findIndex(({ ref }) => ref === chosen.call) + 1]?.ref ?? chosen.call;
        precall.openDialog(next);
      },
      "next-begin": () => {
        const call = next.querySelector("select").value;
        const made = conversations.following(chosen, call);
        if (!made) location.href = `${address("cards", call)}#new`;
        else if (conversations.put(made)) location.href = address("cards", call, made.id);
        else tell(words["my_calls.full"]);
      },
      share: async (button) => {
        chosen = recordOf(button);
        const made = `${address("cards", chosen.call)}${await link.write(chosen)}`;
        sharing.querySelector("input").value = made;
        const code = qr.svg(made);
        const place = sharing.querySelector("[data-code]");
        place.replaceChildren(...(code ? [code] : []));
        if (code) {
          code.setAttribute("role", "img");
          code.setAttribute("aria-label", place.dataset.names);
        }
        sharing.querySelector("[data-too-long]").hidden = code !== null;
        sharing.querySelector("[data-copied]").textContent = "";
        precall.openDialog(sharing);
      },
      copy: async () => {
        const field = sharing.querySelector("input");
        try {
          await navigator.clipboard.writeText(field.value);
          sharing.querySelector("[data-copied]").textContent = words["my_calls.copied"];
        } catch {
          field.focus();
          field.select();
        }
      },
      close: (button) => button.closest("dialog").close(),
      delete: (button) => {
        const rows = [...list.children];
        const at = rows.indexOf(button.closest("[data-id]"));
        const record = recordOf(button);
        conversations.remove(record.id);
        show();
        tell(say("my_calls.deleted", { client: nameOf(record), call: title(record) }), [record]);
        (list.children[Math.min(at, list.children.length - 1)]?.querySelector("[data-does=delete]") ?? undo).focus();
      },
      undo: () => {
        const [first] = gone;
        const isBack = gone.map(conversations.restore).every(Boolean);
        show();
        tell(words[isBack ? "my_calls.undone" : "my_calls.full"]);
        list.querySelector(`[data-id="${CSS.escape(first?.id ?? "")}"] [data-does=delete]`)?.focus();
      },
      more: () => {
        shown += SHOWN;
        show();
      },
      export: () => {
        const all = conversations.all();
        const content = files.exported([...all, ...conversations.deleted()]);
        files.save(`my-calls-${became.dayText(Date.now())}.json`, "application/json", content);
        conversations.noteCopy();
        tell(say("my_calls.exported", { count: all.length }));
      },
    };

    const tellImported = ({ gone: deleted, ...counts }) => {
      const said = [say("my_calls.imported", counts)];
      if (counts.deleted) said.push(say("my_calls.imported_deleted", counts));
      if (counts.left) said.push(say("my_calls.imported_left", counts));
      tell(said.join(" "), deleted, "my_calls.bring_back");
    };

    page.onclick = (event) => {
      const button = event.target.closest("button[data-does]");
      if (button) does[button.dataset.does]?.(button);
    };

    page.onchange = async ({ target }) => {
      if (target.matches("[data-result]")) {
        const result = target.value;
        change(recordOf(target), { result, "result-day": result ? became.dayText(Date.now()) : "" });
        // Update all rows of the client in place: replacing a row would interrupt a user who types into it.
        const results = became.results(conversations.all());
        for (const each of list.children) showResult(each, recordOf(each), results);
      } else if (target.matches("[data-since]")) {
        const record = recordOf(target);
        const result = target.closest("[data-id]").querySelector("[data-result]").value;
        change(record, { result, "result-day": target.value });
      } else if (target.matches("[data-import]") && target.files.length) {
        try {
          tellImported(await files.take(target.files[0]));
        } catch {
          tell(say("my_calls.not_imported", { file: target.files[0].name }));
        }
        target.value = "";
        show();
      }
    };

    filters.oninput = () => {
      shown = SHOWN;
      show();
    };
    filters.onsubmit = (event) => event.preventDefault();
    filters.onreset = () => setTimeout(show);

    const begin = page.querySelector("form[data-begin]");
    begin.onsubmit = (event) => {
      event.preventDefault();
      location.href = `${address("cards", begin.elements.call.value)}#new`;
    };

    if (!precall.storage.works) tell(words[precall.storage.names().length ? "my_calls.full" : "my_calls.blocked"]);
    page.hidden = false;
    show();
    return show;
  };

  const page = document.querySelector(".pc-my-calls");
  if (page) {
    const show = listing(page);
    const stop = precall.storage.watch(() => (page.isConnected ? show() : stop()));
    addEventListener("pageshow", (event) => event.persisted && page.isConnected && show());
  }
}
