// Binds the fields of a page to those of its conversation, in both directions.
//
// `data-keeps` of an element is the name of its field. A checkbox with `data-option` is one value of its field.

"use strict";

// Returns a function that shows the values again, for a page that has added fields. `after` is called after every change, even in
// another tab. While `isPaused()` is true, the fields show something else.
precall.bind = (conversation, after = () => {}, isPaused = () => false) => {
  const fields = () => document.querySelectorAll("[data-keeps]");

  const valueOf = (field) => {
    const { option } = field.dataset;
    if (field.type === "checkbox") return option === undefined ? field.checked : field.checked ? option : "";
    return field.value;
  };

  // The twin of the text sets the field's height on screen, and is printed instead of it.
  const grow = (field) => {
    const around = field.closest(".grow");
    if (around) around.dataset.said = field.value;
  };

  const put = (field, value) => {
    const { option } = field.dataset;
    if (field.type === "checkbox") {
      field.checked = option === undefined ? value === true : value === option;
    } else if (field.type === "radio") {
      field.checked = field.value === value;
    } else {
      const text = typeof value === "string" ? value : "";
      // A chosen question may no longer be an option.
      if (field.localName === "select" && ![...field.options].some((each) => each.value === text)) {
        field.add(new Option(text, text));
      }
      // Do not write an unchanged value, because the caret would jump.
      if (field.value !== text) field.value = text;
      grow(field);
    }
  };

  const show = () => {
    for (const field of fields()) put(field, conversation.get(field.dataset.keeps));
  };

  // Words typed next to a barrier imply that it was heard.
  const implied = (name, value) => {
    const barrier = name.startsWith("words ") && typeof value === "string" && value.trim() ? `barrier ${name.slice(6)}` : "";
    return barrier && [...fields()].some((each) => each.dataset.keeps === barrier && each.type === "checkbox")
      ? { [barrier]: true }
      : {};
  };

  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-keeps]") || isPaused()) return;
    const name = target.dataset.keeps;
    const value = valueOf(target);
    conversation.set({ [name]: value, ...implied(name, value) });
  });

  conversation.watch(() => {
    if (isPaused()) return;
    show();
    after();
  });

  show();
  return show;
};

// A text area with one row is limited to one line: Enter has no effect, and line breaks in pasted text are removed.
{
  const ONE_LINE = 'textarea[rows="1"]';
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && event.target.matches?.(ONE_LINE)) event.preventDefault();
  });
  document.addEventListener(
    "input",
    ({ target }) => {
      if (!target.matches?.(ONE_LINE) || !target.value.includes("\n")) return;
      const at = target.selectionStart;
      target.value = target.value.replace(/\s*\n\s*/g, " ");
      target.setSelectionRange(at, at);
    },
    true,
  );
}
