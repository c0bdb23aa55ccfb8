// `precallEveryPage(run)` calls a function for every page: the first one, and each page that instant navigation shows.
//
// The theme emits both by `document$`, but emits nothing if the page was opened from a file.

"use strict";

window.precallEveryPage = (run) => {
  let hasRun = false;
  window.document$?.subscribe(() => {
    hasRun = true;
    run();
  });
  const first = () => hasRun || run();
  // The theme's own listener was added earlier, so if `document$` works, it has already emitted the first page.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", first, { once: true });
  else first();
};
