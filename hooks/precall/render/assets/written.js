// Converts a part of a page to text: Markdown for a CRM, or plain text for a mail.
//
// The text has headings, paragraphs, lists and the values of fields, in the page's order. Empty fields, hidden elements and
// elements with `data-unsaid` are left out.

"use strict";

window.precall = window.precall || {};

precall.written = (start, markdown) => {
  const said = [];

  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

  // The field's visible name.
  const label = (field) => {
    const named = field.getAttribute("aria-labelledby");
    const element = named ? document.getElementById(named) : field.labels?.[0];
    return element ? words(element) : (field.getAttribute("aria-label") ?? "");
  };

  const heading = (level, text) => said.push({ level, text: markdown ? `${"#".repeat(level)} ${text}` : text });

  // Markdown joins lines unless the first ends with two spaces.
  const lines = (value) => {
    if (!markdown) return value;
    const all = value.split("\n").map((line) => line.trimEnd());
    return all.map((line, at) => (line && all[at + 1] ? `${line}  ` : line)).join("\n");
  };

  const labelled = (name, value) => {
    const asked = /[?:]$/.test(name) ? name : `${name}:`;
    const bold = markdown ? `**${asked}**` : asked;
    said.push(value.includes("\n") ? `${bold}\n\n${lines(value)}` : `${bold} ${value}`);
  };

  const field = (element) => {
    if (element.type === "checkbox") {
      if (element.checked) said.push(`- ${markdown ? "[x] " : ""}${label(element)}`);
    } else if (element.type === "radio") {
      if (element.checked) {
        labelled(words(element.closest("fieldset").querySelector("legend")), label(element));
      }
    } else if (element.value.trim()) {
      labelled(label(element), element.value.trim());
    }
  };

  // One line for a barrier: who has it, how we know, and their words.
  const barrier = (row) => {
    const [here, quoted, ...about] = [".here", ".words", ".whose", "input[type=radio]:checked"].map((which) =>
      row.querySelector(which),
    );
    const tick = here.querySelector("input");
    const name = tick ? words(here) : here.value.trim();
    const facts = about.map((each) => each && (each.type === "radio" ? label(each) : each.value.trim())).filter(Boolean);
    const spoken = quoted.value.trim();
    if (!facts.length && !spoken && !(tick ? tick.checked : name)) return;
    const bold = markdown && name ? `**${name}**` : name;
    said.push(`- ${bold}${facts.length ? ` (${facts.join(", ")})` : ""}${spoken ? `: “${spoken}”` : ""}`);
  };

  const listing = (list) => {
    const items = [...list.children].map((item, at) => {
      const sign = list.localName === "ol" ? `${at + 1}.` : "-";
      return `${sign} ${words(item)}`.trimEnd();
    });
    said.push(items.join("\n"));
  };

  const walk = (element) => {
    if (element.hidden || "unsaid" in element.dataset) return;
    if ("barrier" in element.dataset) return void barrier(element);
    const name = element.localName;
    if (name === "summary") heading(2, words(element));
    else if (/^h[1-6]$/.test(name)) heading(Number(name[1]), words(element));
    else if (["input", "textarea", "select"].includes(name)) field(element);
    else if (["button", "template", "script", "dialog", "legend", "label"].includes(name)) {
      // A label is written with its field, which may be inside it.
      element.querySelectorAll("input, textarea, select").forEach(walk);
    } else if (["ul", "ol"].includes(name) && !element.querySelector("input, textarea")) listing(element);
    else if (name === "p" || name === "dd") said.push(words(element));
    else if (name === "dt") said.push(markdown ? `**${words(element)}**` : words(element));
    else [...element.children].forEach(walk);
  };

  walk(start);
  // A heading without text below it is left out too.
  const kept = said.filter((each, at) => {
    const next = said[at + 1];
    return each && (!each.level || (next && !(next.level <= each.level)));
  });
  return `${kept.map((each) => each.text ?? each).join("\n\n")}\n`;
};
