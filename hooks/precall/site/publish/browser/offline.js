// Caches the site for offline reading, and offers a newer version if there is one, without interrupting the reader.
// On a slow or metered connection it asks first, once.

"use strict";

{
  const { src, dataset } = document.currentScript;
  const root = new URL("../../", src);

  const button = (text, does) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", does);
    return made;
  };

  const box = document.createElement("div");
  box.className = "precall-offer";
  box.setAttribute("role", "status");

  // Load the style sheet on first use, so that it delays no page.
  const styled = () => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("offline.css", src);
    document.head.append(link);
    styled.done = true;
  };

  // Add padding below the page, so that the offer covers no button at its end.
  const leaveRoom = () => {
    document.body.style.paddingBlockEnd = "";
    if (!box.offsetHeight) return;
    const before = getComputedStyle(document.body).paddingBlockEnd;
    document.body.style.paddingBlockEnd = `calc(${before} + ${box.offsetHeight}px)`;
  };
  new ResizeObserver(leaveRoom).observe(box);

  const show = (text, yes, does, no = () => {}) => {
    if (!styled.done) styled();
    const words = document.createElement("p");
    words.textContent = text;
    const close = () => box.replaceChildren();
    const answered = (then) => () => (close(), then());
    box.replaceChildren(words, button(yes, answered(does)), button(dataset.later, answered(no)));
  };

  const offer = (waiting) =>
    show(dataset.ready, dataset.load, () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting.postMessage("take-over");
    });

  const watch = (worker) => {
    worker?.addEventListener("statechange", () => {
      // Do not report the very first version.
      if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
    });
  };

  const start = async () => {
    const link = document.createElement("link");
    link.rel = "manifest";
    link.href = new URL("manifest.webmanifest", root);
    document.head.append(link);
    const kept = await navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname, updateViaCache: "none" });
    if (kept.waiting && navigator.serviceWorker.controller) offer(kept.waiting);
    watch(kept.installing);
    kept.addEventListener("updatefound", () => watch(kept.installing));
  };

  // Some browsers do not report the kind of connection; then the site is cached without asking.
  const isDear = () => {
    const { saveData, effectiveType } = navigator.connection ?? {};
    return saveData || ["slow-2g", "2g", "3g"].includes(effectiveType);
  };

  const LATER = `precall offline ${root.pathname}`;

  const startUnlessDear = async () => {
    document.body.append(box);
    // A reader who already has a copy has agreed before.
    if (!isDear() || (await navigator.serviceWorker.getRegistration(root))) return start();
    if (localStorage.getItem(LATER)) return undefined;
    return show(dataset.metered, dataset.keep, () => start().catch(() => {}), () => localStorage.setItem(LATER, "later"));
  };

  // A page opened from a file needs no worker. A browser that refuses the worker still shows the site.
  if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
    // Wait until the page has loaded and the phone is idle.
    const idle = window.requestIdleCallback ?? ((run) => setTimeout(run));
    const begin = () => setTimeout(() => idle(() => startUnlessDear().catch(() => {})), 1000);
    if (document.readyState === "complete") begin();
    else addEventListener("load", begin, { once: true });
  }
}
