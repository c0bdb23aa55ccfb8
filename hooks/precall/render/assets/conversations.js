// The store of the rep's conversations: one record for each client and call, read and written by every page of the site.
//
// A record is `{id, call, made, fields: {name: [value, changed]}}`; times are milliseconds since 1970. Records of one id
// are merged field by field, and the later change wins, so that two tabs or two devices never overwrite each other.
// The field `deleted` marks a deleted record, unless another field was changed later. A deleted record is stored without its
// other fields, and only if a copy of it may exist elsewhere; otherwise it is removed.
// Questions are `{ask, cues, ref}` or, if the rep wrote them, `{ask, own}`.
// `precall.conversation(call)` returns the conversation of a call's page; `precall.conversations` is the store of all.

"use strict";

{
  const { storage } = precall;
  const KEY = "conversation:";
  const CURRENT = "current";
  const COPIED = "copied"; // the time of the last export or import
  const ID = /^[\w.-]{1,120}$/;
  const CALL = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const NAME = /^[a-z][a-z-]*( [^\0]{1,2100})?$/;
  const LONGEST = 20_000; // characters of one field
  const MOST_QUESTIONS = 40;
  const MOST_FIELDS = 500;
  const MOST_DELETED = 1000; // maximum number of deleted records

  const isRecord = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const isText = (value) => typeof value === "string" && value.length <= LONGEST;
  const isEmpty = (value) => value === "" || value === false || value === null || value === undefined;

  // A question on a card: with `ref` if it is from the playbook, with `own` if the rep wrote it.
  const question = (value) => {
    if (!isRecord(value) || !isText(value.ask)) return undefined;
    const cues = Array.isArray(value.cues) ? value.cues.filter(isText).slice(0, MOST_QUESTIONS) : [];
    const made = { ask: value.ask };
    if (isText(value.ref) && value.ref) made.ref = value.ref;
    // Answers are stored by the question's id, which stays when its words change. Questions of earlier versions have no id.
    else made.own = isText(value.own) && value.own ? value.own : value.ask.slice(0, 2000);
    if (cues.length) made.cues = cues;
    if (value.picked === true) made.picked = true;
    return made;
  };

  // The valid value of a field, or undefined.
  const clean = (value) => {
    if (isText(value) || typeof value === "boolean" || value === null) return value;
    if (!Array.isArray(value) || value.length > MOST_QUESTIONS) return undefined;
    const questions = value.map(question);
    return questions.includes(undefined) ? undefined : questions;
  };

  const isTime = (value) => Number.isFinite(value) && value >= 0;

  // The usable part of a value that should be a conversation; undefined if there is none.
  const valid = (value) => {
    if (!isRecord(value) || !ID.test(value.id) || !CALL.test(value.call) || !isRecord(value.fields)) return undefined;
    const latest = Date.now();
    const fields = {};
    for (const [name, entry] of Object.entries(value.fields).slice(0, MOST_FIELDS)) {
      const cleaned = Array.isArray(entry) ? clean(entry[0]) : undefined;
      // A change from a device with a wrong clock must not win over all later changes here.
      if (NAME.test(name) && cleaned !== undefined && isTime(entry[1])) fields[name] = [cleaned, Math.min(entry[1], latest)];
    }
    return { id: value.id, call: value.call, made: isTime(value.made) ? Math.min(value.made, latest) : latest, fields };
  };

  const later = (one, other) => {
    if (!one || !other) return one ?? other;
    if (one[1] !== other[1]) return one[1] > other[1] ? one : other;
    // Two devices must get the same result.
    return JSON.stringify(one[0]) >= JSON.stringify(other[0]) ? one : other;
  };

  const merged = (one, other) => {
    if (!one || !other) return one ?? other;
    const names = new Set([...Object.keys(one.fields), ...Object.keys(other.fields)]);
    const fields = Object.fromEntries([...names].map((name) => [name, later(one.fields[name], other.fields[name])]));
    return { ...one, made: Math.min(one.made, other.made), fields };
  };

  const isSame = (one, other) => {
    const names = Object.keys(one.fields);
    return (
      names.length === Object.keys(other.fields).length &&
      names.every((name) => JSON.stringify(one.fields[name]) === JSON.stringify(other.fields[name]))
    );
  };

  const hasNothing = (record) => Object.values(record.fields).every(([value]) => isEmpty(value));

  const isDeleted = ({ fields: { deleted, ...others } }) =>
    deleted?.[0] === true && Object.values(others).every(([, time]) => time <= deleted[1]);

  // The record of an id, even if the conversation was deleted.
  const stored = (id) => {
    const found = valid(storage.read(KEY + id));
    return found?.id === id ? found : undefined;
  };

  const get = (id) => {
    const found = stored(id);
    return found && !isDeleted(found) ? found : undefined;
  };

  // The stored form of a record: none if every field is empty, and only the deletion if it was deleted.
  const reduced = (record) => {
    if (hasNothing(record)) return undefined;
    return isDeleted(record) ? { ...record, fields: { deleted: record.fields.deleted } } : record;
  };
  const put = (record) => storage.write(KEY + record.id, reduced(record));

  const changed = (record) => Math.max(record.made, ...Object.values(record.fields).map(([, time]) => time));

  const value = (record, name) => record.fields[name]?.[0];

  // The most recently changed first.
  const everything = () =>
    storage
      .names()
      .filter((name) => name.startsWith(KEY))
      .map((name) => stored(name.slice(KEY.length)))
      .filter(Boolean)
      .sort((one, other) => changed(other) - changed(one));

  // All conversations, and the records of deleted ones.
  const all = () => everything().filter((record) => !isDeleted(record));
  const deleted = () => everything().filter(isDeleted);

  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(9));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  };

  const make = (call, values = {}) => {
    const now = Date.now();
    const fields = Object.fromEntries(Object.entries(values).map(([name, each]) => [name, [each, now]]));
    return { id: newId(), call, made: now, fields };
  };

  // The conversation of a call that this tab showed last, else the one that this browser showed last.
  const currentOf = (call) => {
    for (const each of [storage.tab, storage]) {
      const known = each.read(CURRENT);
      const id = isRecord(known) && Object.hasOwn(known, call) ? known[call] : undefined;
      if (id === "") return undefined;
      if (typeof id === "string" && get(id)?.call === call) return id;
    }
    return undefined;
  };

  const point = (each, call, id) => {
    const known = each.read(CURRENT);
    const { [call]: before, ...others } = isRecord(known) ? known : {};
    if (before === id) return;
    if (id !== undefined) each.write(CURRENT, { ...others, [call]: id });
    else each.write(CURRENT, Object.keys(others).length ? others : undefined);
  };

  // With an empty id, the tab begins a new conversation.
  const setCurrent = (call, id) => {
    point(storage.tab, call, id || undefined);
    if (id) point(storage, call, id);
    else if (currentOf(call)) point(storage.tab, call, "");
  };

  const forget = (call, id) => {
    for (const each of [storage.tab, storage]) {
      const known = each.read(CURRENT);
      if (isRecord(known) && known[call] === id) point(each, call, undefined);
    }
  };

  // A new conversation with the same client; undefined if there is nothing to carry over.
  const following = (record, call) => {
    const values = {};
    for (const name of ["client", "people", "where", "known"]) {
      if (!isEmpty(value(record, name))) values[name] = value(record, name);
    }
    return Object.keys(values).length ? make(call, values) : undefined;
  };

  // From now on, store deletions, because importing a file or a link could restore the records.
  const noteCopy = () => storage.write(COPIED, Date.now());

  const marked = (record, value) => ({ ...record, fields: { ...record.fields, deleted: [value, Math.max(Date.now(), changed(record) + 1)] } });

  const remove = (id) => {
    const record = get(id);
    const copied = storage.read(COPIED);
    const hasCopy = record && isTime(copied) && record.made <= copied;
    storage.write(KEY + id, hasCopy ? reduced(marked(record, true)) : undefined);
    for (const each of deleted().slice(MOST_DELETED)) storage.write(KEY + each.id, undefined);
    if (record) forget(record.call, id);
    return record;
  };

  // Restores a deleted conversation, or adds one that the rep asked for.
  const restore = (record) => {
    const known = stored(record.id);
    const whole = merged(known, record);
    return put(known && isDeleted(known) ? marked(whole, false) : whole);
  };

  // Merges records from a file, and returns the counts `{added, changed, deleted, left, refused}`. `deleted` were deleted elsewhere
  // and now here too; `left` were deleted here and stay deleted. `gone` has the records of both.
  const take = (records) => {
    const counts = { added: 0, changed: 0, deleted: 0, left: 0, refused: 0, gone: [] };
    for (const each of records) {
      const incoming = valid(each);
      const known = incoming && stored(incoming.id);
      const whole = incoming && merged(known, incoming);
      const same = known && isSame(known, whole);
      const was = known && !isDeleted(known);
      if (!incoming || hasNothing(incoming) || (known && known.call !== incoming.call)) counts.refused += 1;
      else if (!same && !put(whole)) counts.refused += 1;
      else if (isDeleted(whole) && was) {
        counts.deleted += 1;
        counts.gone.push(known);
        forget(known.call, known.id);
      } else if (isDeleted(whole) && !isDeleted(incoming)) {
        counts.left += 1;
        counts.gone.push(incoming);
      } else if (isDeleted(whole)) continue;
      else if (!was) counts.added += 1;
      else if (!same) counts.changed += 1;
    }
    noteCopy();
    return counts;
  };

  // Earlier versions stored one record for each page of a call: `CALL:front`, `CALL:flap` and so on.
  const EARLIER = /^([a-z0-9]+(?:-[a-z0-9]+)*):(front|flap|heard|debrief|agenda)$/;

  // Earlier versions stored the heard words in two places without synchronizing them.
  const both = (one, other) => {
    if (!isText(one) || !isText(other) || one.includes(other)) return one ?? other;
    return other.includes(one) ? other : `${one}\n${other}`;
  };

  const fromParts = (call, parts) => {
    const values = {};
    for (const part of ["agenda", "debrief", "flap", "heard", "front"]) {
      const record = isRecord(parts[part]) ? parts[part] : {};
      for (const [name, each] of Object.entries(record)) {
        const cleaned = clean(each);
        if (!NAME.test(name) || cleaned === undefined || (isEmpty(cleaned) && !isEmpty(values[name]))) continue;
        const afterwards = part === "heard" && !isEmpty(values[name]);
        if (name === "heard") values.heard = both(cleaned, values.heard);
        else if (!afterwards) values[name] = cleaned;
      }
    }
    // Use the earliest time, so that every later change wins.
    const fields = Object.fromEntries(Object.entries(values).map(([name, each]) => [name, [each, 1]]));
    return { call, made: Date.now(), fields };
  };

  const takeOver = () => {
    const parts = new Map();
    for (const name of storage.names()) {
      const [, call, part] = EARLIER.exec(name) ?? [];
      const record = call && storage.read(name);
      // Leave a corrupt record unchanged.
      if (!isRecord(record)) continue;
      parts.set(call, { ...parts.get(call), [part]: record });
    }
    for (const [call, found] of parts) {
      // Two tabs that do this at the same time get the same id.
      const known = stored(`earlier.${call}`);
      const taken = { ...fromParts(call, found), id: `earlier.${call}` };
      const record = known && isDeleted(known) ? marked(merged(known, taken), false) : merged(known, taken);
      if (!put(record)) continue;
      for (const part of Object.keys(found)) storage.write(`${call}:${part}`, undefined);
      if (!hasNothing(record) && !currentOf(call)) setCurrent(call, record.id);
    }
  };
  takeOver();

  precall.conversations = {
    all, deleted, get, put, make, following, take, remove, restore, noteCopy, setCurrent, fromParts, valid, merged, value, changed, isEmpty, isDeleted,
  };

  // Adds picked questions to those of a card, so that they are printed. On a full card, each swaps places with the last question
  // that was not picked; `pushed` has the questions that are no longer printed.
  precall.putOn = (questions, picked, room) => {
    const isSame = (one) => (other) => (one.ref ? one.ref === other.ref : one.own === other.own);
    const printing = questions.slice(0, room);
    const made = [...questions];
    for (const each of picked.map((question) => ({ ...question, picked: true }))) {
      const known = made.findIndex(isSame(each));
      if (known >= 0 && known < room) continue;
      if (known >= 0) made.splice(known, 1);
      if (made.length >= room && room > 0) {
        const victim = made.slice(0, room).findLastIndex((question) => !question.picked);
        const [out] = made.splice(victim < 0 ? room - 1 : victim, 1);
        made.splice(room - 1, 0, each, out);
      } else {
        made.push(each);
      }
    }
    return { questions: made, pushed: printing.filter((each) => made.findIndex(isSame(each)) >= room) };
  };

  // The theme stores its own states in the history.
  const isThemed = () => document.getElementById("__config") !== null;

  // The conversation that a page of a call shows. `#with=ID` in the address selects it, `#new` begins a new one.
  precall.conversation = (call) => {
    let record;
    let id;
    let isNew = false; // The rep asked for a new one, so another tab's conversation must not replace it.
    let isSaved = storage.works;
    const listeners = [];

    const tell = () => listeners.forEach((run) => run());

    // Store the id in the history entry, so that Back and a reload show the same client.
    const remember = () => {
      const shown = id ?? (isNew ? "" : undefined);
      if (isThemed() || history.state?.conversation === shown) return;
      history.replaceState({ ...history.state, conversation: shown }, "");
    };

    const use = (wanted) => {
      const found = wanted ? get(wanted) : undefined;
      record = found?.call === call ? found : undefined;
      id = record?.id;
    };

    const open = (wanted) => {
      use(wanted);
      isNew = id === undefined;
      setCurrent(call, id ?? "");
      remember();
      tell();
    };

    const first = () => {
      if (isThemed()) return use(currentOf(call));
      const [, wanted] = /^#with=([\w.-]+)$/.exec(location.hash) ?? [];
      const before = history.state?.conversation;
      if (wanted !== undefined || location.hash === "#new") {
        history.replaceState({ ...history.state, conversation: undefined }, "", location.pathname + location.search);
        return open(wanted ?? "");
      }
      use(before);
      if (id) return setCurrent(call, id);
      isNew = before === "";
      if (!isNew) use(currentOf(call));
      remember();
    };

    const set = (changes) => {
      const from = merged(record, id && stored(id)) ?? { ...make(call), ...(id && { id }) };
      const fields = { ...from.fields };
      for (const [name, each] of Object.entries(changes)) {
        const known = fields[name];
        if (known ? JSON.stringify(known[0]) === JSON.stringify(each) : isEmpty(each)) continue;
        fields[name] = [each, Math.max(Date.now(), (known?.[1] ?? 0) + 1)];
      }
      record = { ...from, fields };
      id = record.id;
      isSaved = put(record);
      if (hasNothing(record)) forget(call, id);
      else if (isSaved) setCurrent(call, id);
      remember();
      tell();
      return isSaved;
    };

    const reread = () => {
      const found = id && stored(id);
      const whole = merged(record, found || undefined);
      const isGone = found ? isDeleted(whole) : isSaved;
      // Changes that the browser refused to store exist only here.
      record = isGone ? undefined : whole;
      // Another tab wrote its own state, which lacks changes of this tab.
      if (found && record && !isSame(record, found)) put(record);
      if (!id && !isNew) use(currentOf(call));
      remember();
      tell();
    };

    first();
    const unwatch = storage.watch((name) => {
      if (name === undefined || name === KEY + id || (!id && !isNew)) reread();
    });
    const onShow = (event) => event.persisted && reread();
    addEventListener("pageshow", onShow);

    return {
      call,
      // Undefined until the rep types something.
      get id() {
        return record && !hasNothing(record) ? id : undefined;
      },
      // Whether the browser stored the last change.
      get kept() {
        return isSaved;
      },
      get: (name) => record && value(record, name),
      record: () => record,
      set,
      open,
      watch: (run) => listeners.push(run),
      // Called when instant navigation replaces the page.
      stop: () => {
        unwatch();
        removeEventListener("pageshow", onShow);
      },
      remove: () => {
        const gone = id ? remove(id) : undefined;
        // Remove the call from home's list of pages opened last.
        const opened = storage.site.read(":opened");
        const others = (Array.isArray(opened) ? opened : []).filter((each) => !String(each?.path).endsWith(`/${call}/`));
        storage.site.write(":opened", others.length ? others : undefined);
        id = record = undefined;
        open("");
        return gone;
      },
    };
  };
}
