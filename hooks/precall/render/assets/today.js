// Home lists the conversations of today: those whose date is today, and those without a date that began today.
//
// They come from this browser's records, sorted by the times in their dates. This script runs before the rest of home is parsed,
// and also fills the list of pages opened last, because content that appears later would move the rest.

"use strict";

{
  const MOST = 8;
  const { became, conversations } = precall;
  const TIME = /(?<![\d.:])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d.])/;

  // Minutes after midnight, if a date includes a time.
  const minutes = (record) => {
    // `3.12.2026` and `2026-12-03` contain no time.
    const [, hour, minute] = TIME.exec(became.text(record, "date").replace(/\d+\.\s?\d+\.(\s?\d{2,4}(?!\d|[:.]\d))?|\d+-\d+-\d+/g, " ")) ?? [];
    return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
  };

  const two = (number) => String(number).padStart(2, "0");
  const timeText = (time) => (time === undefined ? "" : `${two(Math.floor(time / 60))}:${two(time % 60)}`);

  const listing = (section) => {
    const { nobody, during } = section.dataset;
    const titles = new Map(JSON.parse(section.dataset.calls));
    const list = section.querySelector("ul");

    const address = (kind, { call, id }) =>
      new URL(`${kind}/${call}/${location.protocol === "file:" ? "index.html" : ""}#with=${id}`, precall.root).href;
    const element = (name, className, ...inside) => {
      const made = Object.assign(document.createElement(name), { className });
      made.append(...inside);
      return made;
    };

    const row = (record) => {
      const client = element("span", "pc-target__name", became.text(record, "client") || nobody);
      client.dir = "auto";
      const about = [timeText(minutes(record)), titles.get(record.call)].filter(Boolean).join(" · ");
      const link = element("a", "pc-target pc-target--call", client, " ", element("span", "pc-target__facts", about));
      link.href = address("cards", record);
      const view = element("a", "pc-to-card", during);
      view.href = address("call", record);
      view.setAttribute("aria-label", `${during}: ${client.textContent}, ${titles.get(record.call)}`);
      return element("li", "", link, " ", view);
    };

    return () => {
      const today = became.dayText(Date.now());
      // A call that is no longer in the playbook has no pages.
      const found = conversations.all().filter((record) => titles.has(record.call) && became.day(record) === today);
      const order = new Map(found.map((record) => [record, minutes(record) ?? Infinity]));
      found.sort((one, other) => order.get(one) - order.get(other) || one.made - other.made);
      list.replaceChildren(...found.slice(0, MOST).map(row));
      section.hidden = found.length === 0;
    };
  };

  const section = document.querySelector(".pc-today");
  if (section) {
    const show = listing(section);
    show();
    precall.opened.show(document.querySelector(".pc-opened"));
    const again = () => section.isConnected && show();
    const stop = precall.storage.watch(() => (section.isConnected ? show() : stop()));
    addEventListener("pageshow", (event) => event.persisted && again());
    // The tab may stay open overnight.
    document.addEventListener("visibilitychange", again);
  }
}
