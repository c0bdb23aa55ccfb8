// Filters an index by the boxes ticked above it, and stores the choice in the address, which can be shared.
//
// Boxes of the same group are combined with OR, groups with AND. An entry has its values as `data-KEY` on its link; KEY is the
// name of the boxes. Other parts of the address are unchanged.

"use strict";

{
  const boxes = (form) => [...form.querySelectorAll("input[type=checkbox]")];

  const TEXT = "text";
  const typed = (form) => form.querySelector("input[type=search]");

  // Normalizes words for comparison: without case and accents.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new WeakMap();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, plain(row.textContent));
    return texts.get(row);
  };

  // The site's search also finds other word forms, typing errors and synonyms, and much that is near. So it is asked only
  // where no entry has the words.
  let ask;
  let found = { text: "", urls: new Set() };

  const worker = () => {
    const { search } = JSON.parse(document.getElementById("__config").textContent);
    const uri = search.replace(/^(\.{1,2}\/)+/, "");
    if (location.protocol === "file:" || !uri.startsWith("search/")) throw new Error();
    return new URL(uri, precall.siteRoot);
  };

  const finder = new URL("finder.js", document.currentScript.src);
  const startFinder = () =>
    new Promise((done, failed) => {
      const url = worker();
      const script = document.createElement("script");
      script.src = finder;
      script.onload = () => done(precall.addresses(url));
      script.onerror = failed;
      document.head.append(script);
    });

  const search = async (form) => {
    const text = typed(form).value.trim();
    try {
      ask ??= startFinder();
      const urls = await (await ask)(text, { best: true });
      // The worker answers in order, and an answer to earlier words is not shown.
      found = { text, urls: new Set(urls.map((url) => new URL(url, precall.siteRoot).href)) };
      show(form);
    } catch {
      // The page says already that no entry has the words. A worker that could not start is not tried again.
    }
  };

  const address = (row) => row.querySelector("a").href.replace(/\?[^#]*/, "");

  const wanted = (form) => {
    const values = new Map();
    for (const { name, value } of boxes(form).filter((box) => box.checked)) {
      values.set(name, [...(values.get(name) ?? []), value]);
    }
    return values;
  };

  const fits = (row, values) =>
    [...values].every(([name, any]) => {
      const has = (row.querySelector("a").dataset[name] ?? "").split(" ");
      return any.some((value) => has.includes(value));
    });

  // Hide a part of the page without visible entries, and the links to it.
  const showPart = (part, some, narrowed) => {
    part.hidden = !some;
    const fold = part.querySelector("details");
    if (fold && narrowed !== fold.dataset.opened) {
      fold.open = Boolean(narrowed);
      fold.dataset.opened = narrowed;
    }
    for (const link of document.querySelectorAll(`.md-nav--secondary a[href$="#${part.dataset.part}"]`)) {
      link.closest("li").hidden = !some;
    }
  };

  // Returns whether an entry has the words.
  const show = (form) => {
    const values = wanted(form);
    const text = typed(form).value.trim();
    const looked = plain(text).split(/\s+/).filter(Boolean);
    const narrowed = values.size > 0 || looked.length > 0;
    const rows = [...document.querySelectorAll(form.dataset.rows ?? ".pc-filtered li")];
    let count = 0;
    let some;
    for (const row of rows) {
      const has = looked.every((word) => textOf(row).includes(word));
      some ||= has;
      row.hidden = !fits(row, values) || !(has || (found.text === text && found.urls.has(address(row))));
      count += Number(!row.hidden);
    }
    const shown = new Set(rows.filter((row) => !row.hidden).map((row) => row.closest("[data-part]")));
    for (const part of document.querySelectorAll(".pc-filtered [data-part]")) {
      showPart(part, shown.has(part), narrowed ? "yes" : "");
    }
    const words = form.dataset[count ? "some" : "none"].replace("{shown}", count).replace("{all}", rows.length);
    form.querySelector("[role=status]").textContent = narrowed ? words : "";
    form.querySelector("[type=reset]").hidden = !narrowed;
    return some;
  };

  const keep = (form) => {
    const address = new URL(location.href);
    for (const { name } of boxes(form)) address.searchParams.delete(name);
    address.searchParams.delete(TEXT);
    if (typed(form).value.trim()) address.searchParams.set(TEXT, typed(form).value.trim());
    for (const [name, values] of wanted(form)) values.forEach((value) => address.searchParams.append(name, value));
    history.replaceState(history.state, "", address);
  };

  const read = (form, address) => {
    const asked = new URL(address).searchParams;
    typed(form).value = asked.get(TEXT) ?? "";
    for (const box of boxes(form)) box.checked = asked.getAll(box.name).includes(box.value);
    for (const fold of form.querySelectorAll("details")) fold.open ||= fold.querySelector(":checked") !== null;
    if (!show(form)) search(form);
  };

  const changed = (form) => {
    if (!show(form)) search(form);
    keep(form);
  };

  const start = () => {
    const form = document.querySelector(".pc-filter");
    if (!form) return;
    form.hidden = false;
    // Set the boxes from the address, and ignore values that the browser restores.
    read(form, location.href);
    form.onchange = () => changed(form);
    form.oninput = () => changed(form);
    form.onsubmit = (event) => event.preventDefault();
    form.onreset = (event) => {
      event.preventDefault();
      for (const box of boxes(form)) box.checked = false;
      typed(form).value = "";
      changed(form);
      // The button is hidden now, so move the focus to the boxes. A focused text field would open a phone's keyboard.
      (form.querySelector("summary, input[type=checkbox]") ?? typed(form)).focus();
    };
  };

  precallEveryPage(start);

  // The theme ignores a link that differs from the current address only in its query.
  const ours = () => document.querySelector(".pc-filter:not([hidden])");

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const form = ours();
    if (!form || !link || link.target || link.hash || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const same = link.origin === location.origin && link.pathname === location.pathname;
    if (!same || link.search === location.search || link.closest(".md-search")) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    read(form, link.href);
  }, true);

  addEventListener("popstate", () => ours() && read(ours(), location.href));
}
