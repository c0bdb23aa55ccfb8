// Makes the theme's labels accessible as buttons, so that keyboards and screen readers reach the drawer, its sections and the
// search.
//
// The theme's own checkboxes keep the state. Instant navigation replaces only parts of the frame, so `fix` must be idempotent.
// Names come from the theme, in its language.

"use strict";

{
  const first = (...selectors) => document.querySelector(selectors.join(","));

  const tell = (button) => {
    const toggle = document.getElementById(button.dataset.toggles);
    if (toggle) button.setAttribute("aria-expanded", String(toggle.checked));
  };

  const tellAll = () => document.querySelectorAll("[data-toggles]").forEach(tell);

  const asButton = (element, toggles, name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = element.className;
    button.classList.add("pc-toggle");
    if (element.id) button.id = element.id;
    button.dataset.toggles = toggles;
    if (name) button.setAttribute("aria-label", name);
    button.append(...element.childNodes);
    element.replaceWith(button);
  };

  const text = (element) => element?.textContent.trim() ?? "";

  // The name of a label is its text; the name of an icon next to a link is the link's text.
  const mendSection = (label) => {
    const name = text(label) ? "" : text(label.closest(".md-nav__container"));
    asButton(label, label.htmlFor, name);
  };

  // Inside a section, its title is the button to go back. Only a narrow screen shows the arrow.
  const mendBack = (title) => {
    const arrow = title.querySelector("span.md-nav__icon");
    if (arrow) asButton(arrow, title.htmlFor, text(title));
  };

  // The theme makes results reachable only by arrow keys, without documentation for users.
  const results = new MutationObserver((changes) => {
    for (const { target } of changes) {
      target.querySelectorAll("a[tabindex='-1']").forEach((link) => link.removeAttribute("tabindex"));
    }
  });

  // A keyboard can scroll a table that is wider than the screen only if it can have the focus.
  const fixTables = () => {
    for (const scrolled of document.querySelectorAll(".md-typeset__scrollwrap")) {
      if (scrolled.scrollWidth > scrolled.clientWidth) scrolled.tabIndex = 0;
      else scrolled.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", fixTables);

  const fix = () => {
    // The theme wraps tables a moment after it has inserted the page.
    requestAnimationFrame(fixTables);
    const drawer = first(".md-header label[for=__drawer]");
    if (drawer) asButton(drawer, drawer.htmlFor, first(".md-nav--primary")?.getAttribute("aria-label"));
    const query = first(".md-search__input");
    const search = query?.closest(".md-search");
    if (search) {
      const name = query.getAttribute("aria-label") ?? "";
      // On a wide screen the search is not a dialog, and the element with `role=search` is inside it.
      search.removeAttribute("role");
      document.querySelectorAll(".md-header__button[for=__search], .md-search__icon[for=__search]").forEach((label) => {
        asButton(label, label.htmlFor, name);
      });
      const output = search.querySelector(".md-search__scrollwrap");
      output?.setAttribute("role", "region");
      output?.setAttribute("aria-label", name);
      search.querySelector(".md-search-result__meta")?.setAttribute("role", "status");
      const list = search.querySelector(".md-search-result__list");
      list?.removeAttribute("role");
      if (list) results.observe(list, { childList: true, subtree: true });
      search.querySelector("button[type=reset]")?.removeAttribute("tabindex");
    }
    document.querySelectorAll("label.md-nav__link[for^='__nav_']").forEach(mendSection);
    document.querySelectorAll("label.md-nav__title[for^='__nav_']").forEach(mendBack);
    document.querySelectorAll("nav[aria-expanded]").forEach((nav) => nav.removeAttribute("aria-expanded"));
    tellAll();
  };

  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  // A panel that slides in is not focusable until it is visible.
  const focusSoon = (choose, tries = 20) => {
    const element = choose();
    element?.focus();
    if (tries && document.activeElement !== element) setTimeout(() => focusSoon(choose, tries - 1), 25);
  };

  const inDrawer = () =>
    [...document.querySelectorAll(".md-sidebar--primary :is(a, button)")].find(shown);

  const searchButton = () => [...document.querySelectorAll("button[data-toggles=__search]")].find(shown);

  const toggled = (toggle) => {
    tellAll();
    if (toggle.id === "__search" && !toggle.checked && document.activeElement === document.body) focusSoon(searchButton);
    if (toggle.id === "__drawer" && toggle.checked) focusSoon(inDrawer);
    if (toggle.id.startsWith("__nav_") && document.getElementById("__drawer").checked) {
      const way = () => document.querySelector(`.md-nav__link[data-toggles="${toggle.id}"]`);
      focusSoon(toggle.checked ? inDrawer : way);
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches?.(".md-toggle")) toggled(event.target);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-toggles]");
    if (!button) return;
    const toggle = document.getElementById(button.dataset.toggles);
    toggle.click();
    if (toggle.id !== "__search") return;
    if (toggle.checked) focusSoon(() => first(".md-search__input"));
    else focusSoon(searchButton);
  });

  // The theme closes the search at a Tab. Instead, let Tab move to the results, and close the search when it leaves them.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && event.target.closest?.(".md-search")) event.stopPropagation();
  }, true);

  document.addEventListener("focusin", (event) => {
    const search = document.getElementById("__search");
    if (search?.checked && !event.target.closest(".md-search, [data-toggles=__search]")) search.click();
  });

  document.addEventListener("keydown", (event) => {
    const drawer = document.getElementById("__drawer");
    if (event.key === "Escape" && drawer?.checked) {
      drawer.click();
      focusSoon(() => first("button[data-toggles=__drawer]"));
    }
  });

  precallEveryPage(fix);
}
