// Applies the colour scheme chosen with the theme's switch to this page, before it is painted. The default is the device's scheme.

"use strict";

{
  // The theme stores the choice by the path of the site's root.
  const root = new URL("../../", document.currentScript.src).pathname;
  try {
    const { scheme } = JSON.parse(localStorage.getItem(`${root}.__palette`)).color;
    document.documentElement.dataset.scheme = scheme === "slate" ? "dark" : "light";
  } catch {
    // There is no choice, or the storage cannot be read.
  }
}
