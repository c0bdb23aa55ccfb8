// Binds the fields of a call's page to its conversation, and implements its buttons: print, clear, copy, save.

"use strict";

{
  const { here } = precall;
  const { written } = precall;
  const status = document.querySelector("footer [role=status]");
  const tell = (text) => {
    status.textContent = text;
  };

  precall.bind(here);

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
    const name = [document.body.dataset.part, document.body.dataset.call, here.get("date") ?? "", here.get("client") ?? ""]
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
    clear: () => precall.openDialog(dialog),
    "clear-no": () => dialog.close(),
    "clear-yes": () => {
      here.remove();
      dialog.close();
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

  // Paper includes the parts that are folded on the screen.
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("main details:not([open])")) {
      fold.open = true;
      fold.dataset.folded = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const fold of document.querySelectorAll("details[data-folded]")) {
      fold.open = false;
      delete fold.dataset.folded;
    }
  });

  document.documentElement.classList.add("scripted");
  if (!precall.storage.works) document.querySelector("[data-kept-note]").textContent = document.body.dataset.notKept;
}
