// `precallEveryPage(run)` runs a function on every page that is shown: the first one, and each that is put in its place.
//
// The theme tells of both by `document$`, but of nothing at all where the page was opened from a file.

"use strict";

window.precallEveryPage = (run) => {
  let told = false;
  window.document$?.subscribe(() => {
    told = true;
    run();
  });
  const first = () => told || run();
  // The theme's own listener was there before, so it has spoken by now where it speaks.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", first, { once: true });
  else first();
};
