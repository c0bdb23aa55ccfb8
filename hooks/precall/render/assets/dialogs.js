// A dialog closes as people expect: by its buttons, Escape, the ground around it, and a phone's Back.

"use strict";

window.precall = window.precall || {};

// Opens a dialog in front of the page.
precall.openDialog = (dialog) => {
  // An entry in the history takes the step back, so that the page stays.
  history.pushState({ ...history.state, dialog: true }, "");

  const back = () => dialog.close();
  const outside = (event) => {
    if (event.target !== dialog) return;
    const box = dialog.getBoundingClientRect();
    const isInside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!isInside) dialog.close();
  };

  addEventListener("popstate", back, { once: true });
  dialog.addEventListener("pointerdown", outside);
  dialog.addEventListener(
    "close",
    () => {
      removeEventListener("popstate", back);
      dialog.removeEventListener("pointerdown", outside);
      if (history.state?.dialog) history.back();
    },
    { once: true },
  );
  dialog.showModal();
};
