// A page's fields become kept records, and its buttons work: print, clear, copy, save.
//
// `body[data-part]` names the record. A field is kept under its `data-keeps`; a group of radio buttons under its name.

"use strict";

{
  const { kept, written } = precall;
  const part = document.body.dataset.part;
  const said = (key) => document.body.dataset[key] ?? "";
  const status = document.querySelector("[role=status]");
  const tell = (text) => {
    status.textContent = text;
  };

  const fields = () => document.querySelectorAll("[data-keeps]");

  const value = (field) => {
    if (field.type === "checkbox") return field.checked;
    if (field.type === "radio") return field.checked ? field.value : undefined;
    return field.value;
  };

  const show = (field, record) => {
    const known = record[field.dataset.keeps];
    if (known === undefined) return;
    if (field.type === "checkbox") field.checked = known === true;
    else if (field.type === "radio") field.checked = field.value === known;
    else field.value = String(known);
  };

  // The text's twin gives the field its height on screen, and stands for it on paper.
  const grow = (field) => {
    const around = field.closest(".grow");
    if (around) around.dataset.said = field.value;
  };

  // What the call brought over stands in a field until its owner writes there, and is not kept twice.
  const brought = precall.brought ?? {};

  const keep = () => {
    const record = {};
    for (const field of fields()) {
      const now = value(field);
      const before = brought[field.dataset.keeps];
      if (now !== undefined && now !== (before ?? (field.type === "checkbox" ? false : ""))) {
        record[field.dataset.keeps] = now;
      }
    }
    if (!kept.write(part, record)) tell(said("notKept"));
  };

  const fill = () => {
    const record = { ...brought, ...kept.read(part) };
    for (const field of fields()) {
      show(field, record);
      grow(field);
    }
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-keeps]")) return;
    grow(event.target);
    keep();
  });

  // A page that comes back out of the browser's memory may have missed what another page wrote.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  };

  const offer = (text) => {
    const field = document.querySelector("[data-copied]");
    field.value = text;
    field.closest("[data-copy-by-hand]").hidden = false;
    field.focus();
    field.select();
  };

  const content = (markdown) => written(document.querySelector("[data-written]"), markdown);

  const save = (button) => {
    const date = document.querySelector('[data-keeps="date"]')?.value ?? "";
    const client = document.querySelector('[data-keeps="client"]')?.value ?? "";
    const name = [document.body.dataset.part, document.body.dataset.call, date, client]
      .map((word) => word.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60))
      .filter(Boolean)
      .join("-");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content(true)], { type: "text/markdown;charset=utf-8" }));
    link.download = `${name}.md`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    tell(button.dataset.done.replace("{file}", link.download));
  };

  const dialog = document.querySelector("dialog[data-clearing]");
  const does = {
    print: () => print(),
    clear: () => dialog.showModal(),
    "clear-no": () => dialog.close(),
    "clear-yes": () => {
      kept.clear();
      dialog.close();
      Object.keys(brought).forEach((key) => delete brought[key]);
      for (const field of fields()) {
        if (["checkbox", "radio"].includes(field.type)) field.checked = false;
        else field.value = "";
        grow(field);
      }
      tell(dialog.dataset.done);
    },
    copy: async (button) => {
      const text = content(button.dataset.as === "markdown");
      const copied = await copy(text);
      tell(copied ? button.dataset.done : button.dataset.failed);
      if (!copied) offer(text);
    },
    save,
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-does]");
    if (button) does[button.dataset.does]?.(button);
  });

  document.documentElement.classList.add("scripted");
  if (!kept.works) document.querySelector("[data-kept-note]").textContent = said("notKept");
  fill();
}
