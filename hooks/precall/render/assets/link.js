// Converts a conversation to the fragment of a link, and a fragment to a conversation.
//
// A browser never sends the fragment to a server. `#c=2z.TEXT` is the record as deflated JSON in base64url, `#c=2.TEXT` the
// same without compression; `#c=1` and `#c=1z` are links of earlier versions, with the parts of a card. Fragments are untrusted:
// only known fields of limited size are accepted.

"use strict";

window.precall = window.precall || {};

precall.link = (() => {
  const EDITION = 2;
  const LARGEST = 400_000; // characters of a whole conversation

  const toText = (bytes) =>
    btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/=+$/, "");

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

  const through = async (bytes, stream, most = Infinity) => {
    const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
    const chunks = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
      chunks.push(value);
      size += value.length;
      if (size > most) throw new RangeError("more than a conversation can hold");
    }
  };

  const write = async (record) => {
    const bytes = new TextEncoder().encode(JSON.stringify(record));
    precall.conversations.noteCopy();
    try {
      return `#c=${EDITION}z.${toText(await through(bytes, new CompressionStream("deflate-raw")))}`;
    } catch {
      return `#c=${EDITION}.${toText(bytes)}`;
    }
  };

  // The parts of a card become a new conversation of this call. No part is dropped silently.
  const earlier = (call, state) => {
    const { fromParts, make, valid } = precall.conversations;
    const parts = fromParts(call, state);
    const now = Date.now();
    const fields = Object.fromEntries(Object.entries(parts.fields).map(([name, [value]]) => [name, [value, now]]));
    const given = Object.values(state).flatMap((part) => Object.entries(part ?? {}));
    if (given.some(([name]) => !Object.hasOwn(fields, name))) throw new TypeError("fields");
    return valid({ ...make(call), fields });
  };

  // The conversation of a fragment. Throws if the fragment is damaged; with `newer` if a later version made it.
  const read = async (fragment, call) => {
    const [, edition, small, text] = /^#c=(\d+)(z?)\.([\w-]*)$/.exec(fragment) ?? [];
    if (edition === undefined) throw new SyntaxError("no conversation");
    if (Number(edition) > EDITION) throw Object.assign(new Error("edition"), { newer: true });
    const bytes = toBytes(text);
    const plain = small ? await through(bytes, new DecompressionStream("deflate-raw"), LARGEST) : bytes;
    const state = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
    if (state === null || typeof state !== "object" || Array.isArray(state)) throw new TypeError("state");
    const record = edition === "1" ? earlier(call, state) : precall.conversations.valid(state);
    if (record?.call !== call || precall.conversations.isDeleted(record)) throw new TypeError("conversation");
    if (edition !== "1" && Object.keys(record.fields).length !== Object.keys(state.fields).length) throw new TypeError("fields");
    return record;
  };

  return { read, write };
})();
