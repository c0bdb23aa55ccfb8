// The bar of a call's pages: shows the conversation's client and whether it is saved, and links to the same conversation on
// the other pages.

"use strict";

precall.bar = (conversation) => {
  const bar = document.querySelector(".bar");
  const client = bar.querySelector("[data-client]");
  const saved = bar.querySelector("[data-saved]");
  const unsaved = bar.querySelector("[data-unsaved]");
  const links = [...bar.querySelectorAll("a[data-page]"), ...document.querySelectorAll("main a[data-page]")];

  const show = () => {
    const { id } = conversation;
    const name = conversation.get("client");
    client.textContent = typeof name === "string" && name.trim() ? name.trim() : client.dataset.nobody;
    saved.hidden = !id || !conversation.kept;
    const { blocked, full } = unsaved.dataset;
    const text = conversation.kept ? "" : precall.storage.names().length ? full : blocked;
    if (unsaved.textContent !== text) unsaved.textContent = text;
    for (const link of links) link.hash = id ? `with=${id}` : "";
  };

  conversation.watch(show);
  show();
};

precall.here = precall.conversation(document.querySelector("[data-call]").dataset.call);
precall.bar(precall.here);
