// Exports and imports conversations as a file.

"use strict";

window.precall = window.precall || {};

precall.files = (() => {
  const MARK = "precall conversations";
  const LARGEST = 50_000_000; // bytes

  const save = (name, type, content) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  const exported = (records) => JSON.stringify({ format: MARK, version: 1, conversations: records }, null, 1);

  // Merges a file's conversations into the store; throws if the file is not an export of ours.
  const take = async (file) => {
    if (file.size > LARGEST) throw new RangeError("too large");
    const found = JSON.parse(await file.text());
    if (found?.format !== MARK || !Array.isArray(found.conversations)) throw new TypeError("format");
    return precall.conversations.take(found.conversations);
  };

  // Spreadsheets execute cells that begin like a formula.
  const cell = (value) => {
    const text = String(value ?? "");
    const plain = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };

  const csv = (rows) => `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

  return { save, exported, take, csv };
})();
