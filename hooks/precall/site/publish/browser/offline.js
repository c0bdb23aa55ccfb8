// Keeps the site for offline, and offers a newer version when there is one, without interrupting the reader.
// On a slow or metered line it asks first, once.

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

  // Its style is asked for when there is something to be seen, and holds up no page.
  const styled = () => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("offline.css", src);
    document.head.append(link);
    styled.done = true;
  };

  // The page ends above the offer: no button at its foot is covered.
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
      // The first version of all is no news.
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

  // Some browsers say nothing of the line; there the copy is fetched.
  const isDear = () => {
    const { saveData, effectiveType } = navigator.connection ?? {};
    return saveData || ["slow-2g", "2g", "3g"].includes(effectiveType);
  };

  const LATER = `precall offline ${root.pathname}`;

  const startUnlessDear = async () => {
    document.body.append(box);
    // A reader who has a copy wanted it.
    if (!isDear() || (await navigator.serviceWorker.getRegistration(root))) return start();
    if (localStorage.getItem(LATER)) return undefined;
    return show(dataset.metered, dataset.keep, () => start().catch(() => {}), () => localStorage.setItem(LATER, "later"));
  };

  // A page opened from a file has no worker, and needs none. A browser that refuses one still shows the site.
  if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
    // A phone has enough to do while a page opens: what is kept for later waits until it has come to rest.
    const idle = window.requestIdleCallback ?? ((run) => setTimeout(run));
    const begin = () => setTimeout(() => idle(() => startUnlessDear().catch(() => {})), 1000);
    if (document.readyState === "complete") begin();
    else addEventListener("load", begin, { once: true });
  }
}
