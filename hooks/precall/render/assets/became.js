// The results of conversations: when they took place, whether they were held, and how it went on with their clients.

"use strict";

window.precall = window.precall || {};

precall.became = (() => {
  const { value } = precall.conversations;

  const text = (record, name) => {
    const found = value(record, name);
    return typeof found === "string" ? found.trim() : "";
  };

  const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

  const two = (number) => String(number).padStart(2, "0");
  const dayText = (time) => {
    const date = new Date(time);
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  };

  // Month names in the page's language and in English. Made on first use, because it is slow on a phone.
  let known;
  const months = () => {
    if (known) return known;
    known = new Map();
    for (const code of [document.documentElement.lang || "en", "en"]) {
      for (const style of ["long", "short"]) {
        const named = new Intl.DateTimeFormat(code, { month: style, timeZone: "UTC" });
        for (let month = 0; month < 12; month += 1) {
          known.set(fold(named.format(Date.UTC(2024, month, 15))).replace(/\.$/, ""), month + 1);
        }
      }
    }
    return known;
  };

  const valid = (year, month, day) => {
    const date = new Date(year, month - 1, day);
    return date.getMonth() === month - 1 && date.getDate() === day ? dayText(date) : "";
  };

  // The year of a date without one: the year that gives the date nearest to the time at which it was written.
  const nearest = (month, day, near) => {
    const year = new Date(near).getFullYear();
    const all = [year - 1, year, year + 1].map((each) => new Date(each, month - 1, day).getTime());
    const best = all.indexOf(all.toSorted((one, other) => Math.abs(one - near) - Math.abs(other - near))[0]);
    return year - 1 + best;
  };

  // `2026-12-03`, `3.12.2026`, `3 December`, `December 3, 2026`; empty if the text is not a date.
  const parsed = (words, near) => {
    const iso = /(\d{4})-(\d{1,2})-(\d{1,2})/.exec(words);
    if (iso) return valid(Number(iso[1]), Number(iso[2]), Number(iso[3]));
    const dotted = /(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4})|(\d{2})(?![\d.:]))?/.exec(words);
    if (dotted) {
      const [day, month] = [Number(dotted[1]), Number(dotted[2])];
      // In "3.12. 14:30" the number after the date is a time, not a year.
      const [, , , whole, short] = dotted;
      const year = whole ? Number(whole) : short ? 2000 + Number(short) : nearest(month, day, near);
      return valid(year, month, day);
    }
    const names = fold(words).match(/\p{L}+/gu) ?? [];
    const month = names.map((name) => months().get(name)).find(Boolean);
    const day = Number(/(?<!\d)(\d{1,2})(?!\d)/.exec(words)?.[1] ?? 0);
    if (!month || !day) return "";
    const year = Number(/(?<!\d)(\d{4})(?!\d)/.exec(words)?.[1] ?? nearest(month, day, near));
    return valid(year, month, day);
  };

  // The day of a conversation: its date field, else the day on which it began.
  const day = (record) => parsed(text(record, "date"), record.made) || dayText(record.made);

  // Whether there are notes from during or after the conversation.
  const AFTER = ["happened", "hoped", "missed", "exact", "better", "promised", "met", "reached", "chased", "opened", "flat", "heard"];
  const isHeld = (record) =>
    AFTER.some((name) => text(record, name) !== "") ||
    value(record, "right") === true ||
    Object.keys(record.fields).some((name) => /^(asked|barrier) /.test(name) && value(record, name));

  // Conversations with the same client share its result. A conversation without a client's name has its own.
  const clientOf = (record) => fold(text(record, "client")) || ` ${record.id}`;

  const RESULTS = ["client", "open", "lost"];

  // `{result, day}` by client: the latest result of any conversation with the client.
  const results = (records) => {
    const found = new Map();
    for (const record of records) {
      const [result, time] = record.fields.result ?? [];
      const known = found.get(clientOf(record));
      if (time === undefined || (known && known.time >= time)) continue;
      found.set(clientOf(record), { result: RESULTS.includes(result) ? result : "", day: text(record, "result-day"), time });
    }
    return found;
  };

  return { text, fold, dayText, parsed, day, isHeld, clientOf, results, RESULTS };
})();
