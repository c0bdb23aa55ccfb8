// A filled card becomes the fragment of a link, and a fragment a filled card.
//
// A browser never sends the fragment to a server. `#c=1.TEXT` holds JSON in base64url, `#c=1z.TEXT` the same deflated.
// Whatever comes in is taken for somebody else's text: known shapes only, and bounded.

"use strict";

window.precall = window.precall || {};

precall.link = (() => {
  const EDITION = "1";
  const LONGEST = 5000; // characters of one field
  const MOST = 20; // questions
  const LARGEST = 400_000; // characters of a whole card

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
      if (size > most) throw new RangeError("more than a card can hold");
    }
  };

  const write = async (state) => {
    const bytes = new TextEncoder().encode(JSON.stringify(state));
    try {
      const small = await through(bytes, new CompressionStream("deflate-raw"));
      return `#c=${EDITION}z.${toText(small)}`;
    } catch {
      return `#c=${EDITION}.${toText(bytes)}`;
    }
  };

  const text = (value) => typeof value === "string" && value.length <= LONGEST;

  const question = (value) =>
    value !== null &&
    typeof value === "object" &&
    text(value.ask) &&
    (value.ref === undefined || text(value.ref)) &&
    (value.cues === undefined || (Array.isArray(value.cues) && value.cues.length <= MOST && value.cues.every(text)));

  const record = (value) => {
    const kept = {};
    for (const [key, each] of Object.entries(value ?? {})) {
      if (key === "questions") {
        if (!Array.isArray(each) || each.length > MOST || !each.every(question)) throw new TypeError("questions");
        kept.questions = each.map(({ ref, ask, cues }) => ({ ref, ask, cues }));
      } else if (text(each) || each === true) {
        kept[key] = each;
      } else {
        throw new TypeError(key);
      }
    }
    return kept;
  };

  // The card of a fragment: null where the fragment is no card's; throws where it is damaged, `newer` where it cannot be known.
  const read = async (fragment) => {
    const found = /^#c=(\d+)(z?)\.([\w-]*)$/.exec(fragment);
    if (!fragment.startsWith("#c=")) return null;
    if (!found) throw new SyntaxError("no card");
    const [, edition, small, said] = found;
    if (Number(edition) > Number(EDITION)) throw Object.assign(new Error("edition"), { newer: true });
    const bytes = toBytes(said);
    const plain = small ? await through(bytes, new DecompressionStream("deflate-raw"), LARGEST) : bytes;
    const state = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
    if (state === null || typeof state !== "object" || Array.isArray(state)) throw new TypeError("state");
    return Object.fromEntries(["front", "flap", "heard", "debrief"].map((part) => [part, record(state[part])]));
  };

  return { read, write };
})();
