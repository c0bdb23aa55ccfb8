// The colour scheme chosen with the theme's switch is set on this page too, before it is painted. Without a choice the device decides.

"use strict";

{
  // The theme keeps the choice under the path of the site's root.
  const root = new URL("../../", document.currentScript.src).pathname;
  try {
    const { scheme } = JSON.parse(localStorage.getItem(`${root}.__palette`)).color;
    document.documentElement.dataset.scheme = scheme === "slate" ? "dark" : "light";
  } catch {
    // Nothing is chosen, or nothing can be read.
  }
}
