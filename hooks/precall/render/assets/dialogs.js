// Closes dialogs by their buttons, Escape, a click on the backdrop, and a phone's Back.

"use strict";

window.precall = window.precall || {};

// Opens a modal dialog.
precall.openDialog = (dialog) => {
  // Add a history entry, so that Back closes the dialog and not the page.
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
