// Units become signs and features, and features a score, as signs.py, features.py and model.py do it.
(function (coach) {
  "use strict";

  const { append, clauses, grammar, keys, lexicon, openings, parse, reach } = coach;
  const REACH = 4;
  const ENDS = [".", "?", "!", ":", ";"];
  const indexes = {};

  function byOpening(judgement) {
    if (!indexes[judgement]) {
      const found = (indexes[judgement] = new Map());
      for (const [group, lines] of Object.entries(coach.data.signs[judgement])) {
        lines.forEach((line, number) => {
          const pattern = parse(line);
          for (const opening of openings(pattern)) append(found, opening, { group, number, pattern });
        });
      }
    }
    return indexes[judgement];
  }

  /** The signs in a row of units, each pattern once, where it is found first; in the order of their groups. */
  function signs(judgement, row) {
    const words = row.flatMap((unit) => unit.words);
    const classes = row.flatMap((unit) =>
      unit.words.length > 1 ? unit.apart.map((alone) => new Set([...alone, ...unit.classes])) : unit.apart,
    );
    const offset = row.length ? row[0].first : 0;
    const found = new Map();
    words.forEach((word, at) => {
      for (const key of keys(word, classes[at])) {
        for (const { group, number, pattern } of byOpening(judgement).get(key) || []) {
          const name = `${group} ${number}`;
          if (found.has(name)) continue;
          const end = reach(pattern, words, classes, at);
          if (end > at) found.set(name, { group, number, name, start: offset + at, end: offset + end });
        }
      }
    });
    const before = (a, b) => (a.group === b.group ? a.number - b.number : a.group < b.group ? -1 : 1);
    return [...found.values()].sort(before);
  }

  /** The features of a sentence: by kind, each with the place it was seen at first. */
  function features(judgement, row) {
    const found = reading(judgement, row, true);
    for (const [kind, seen] of Object.entries(reading(judgement, tail(judgement, row), false))) {
      found["tail " + kind] = seen;
    }
    return found;
  }

  /** The part that comes last: a question's last sentence, an objective's last clause of two units or more. */
  function tail(judgement, row) {
    if (judgement === "question") {
      let start = 0;
      row.slice(0, -2).forEach((unit, at) => {
        if (ENDS.includes(unit.base)) start = at + 1;
      });
      return row.slice(start);
    }
    const whole = clauses(row).filter(({ start, end }) => end - start >= 2);
    const last = whole[whole.length - 1];
    return last ? row.slice(last.start, last.end) : row;
  }

  /** Notes a feature where it is seen first. */
  function note(found, name, start, end) {
    if (!found.has(name)) found.set(name, [start, end]);
  }

  function reading(judgement, row, letters) {
    const found = { words: new Map(), classes: new Map(), order: new Map(), signs: new Map() };
    wordsOf(row, found.words);
    if (letters) lettersOf(row, found.words);
    classesOf(row, found.classes);
    orderOf(row, found.order);
    signsOf(judgement, row, found.signs);
    return found;
  }

  function wordsOf(row, found) {
    row.forEach((unit, at) => {
      note(found, unit.base, unit.first, unit.end);
      note(found, `${at ? row[at - 1].base : "^"} ${unit.base}`, row[Math.max(at - 1, 0)].first, unit.end);
    });
  }

  function lettersOf(row, found) {
    for (const unit of row) {
      unit.words.forEach((word, index) => {
        if (word.mark) return;
        const framed = `<${word.text}>`;
        for (const size of [3, 4, 5]) {
          for (let start = 0; start + size <= framed.length; start++) {
            note(found, "+" + framed.slice(start, start + size), unit.first + index, unit.first + index + 1);
          }
        }
      });
    }
  }

  function classesOf(row, found) {
    const names = row.map((unit) => [...unit.classes].sort());
    names.forEach((here, at) => {
      for (const name of here) {
        note(found, name, row[at].first, row[at].end);
        for (let then = at + 1; then < Math.min(at + 1 + REACH, row.length); then++) {
          for (const other of names[then]) note(found, `${name}>${other}`, row[at].first, row[then].end);
        }
      }
    });
  }

  function orderOf(row, found) {
    if (!row.length) return;
    const forms = ["^", ...row.map(leading), "$"];
    for (const size of [2, 3, 4]) {
      for (let at = 0; at + size <= forms.length; at++) {
        const first = row[Math.max(at - 1, 0)];
        const last = row[Math.min(at + size - 2, row.length - 1)];
        note(found, forms.slice(at, at + size).join(" "), first.first, last.end);
      }
    }
  }

  function signsOf(judgement, row, found) {
    const groups = new Map();
    for (const { group, name, start, end } of signs(judgement, row)) {
      groups.set(group, (groups.get(group) || 0) + 1);
      note(found, name, start, end);
      note(found, group, start, end);
      if (groups.get(group) === 2) found.set(`${group} twice`, [start, end]);
    }
    const names = [...groups.keys()].sort();
    names.forEach((name, at) => {
      for (const other of names.slice(at + 1)) found.set(`${name}&${other}`, found.get(other));
    });
  }

  /** The unit's word when it is grammar, else its leading class with the ending of its first word, else `_`. */
  function leading(unit) {
    if (unit.classes.has("us")) return "US";
    if (unit.classes.has("they") || unit.classes.has("client")) return "THEY";
    if (grammar().own_form.has(unit.base) || unit.mark) return unit.base;
    if (unit.classes.has("them")) return "THEM";
    const name = grammar().leading.find((each) => unit.classes.has(each));
    const form = name ? name.toUpperCase() : "_";
    return unit.ending ? `${form}+${unit.ending}` : form;
  }

  /** Whether the lists know any word of the sentence. */
  function known(row) {
    const { vocabulary } = lexicon();
    return row.some((unit) => unit.classes.size || unit.words.some((word) => vocabulary.has(word.base)));
  }

  const unpacked = {};

  /** The weights of a judgement by kind and name; site.py says how they are written. */
  function weightsOf(judgement) {
    if (!unpacked[judgement]) {
      unpacked[judgement] = Object.entries(coach.data[judgement].weights).map(([kind, [names, weights]]) => {
        const known = new Map();
        const numbers = weights.split(" ").map(Number);
        let name = "";
        names.split("\n").forEach((line, index) => {
          name = name.slice(0, line.charCodeAt(0) - 65) + line.slice(1);
          known.set(name, numbers[index]);
        });
        return [kind, known];
      });
    }
    return unpacked[judgement];
  }

  /** The score of a sentence, and what each of its words added to it. */
  function score(judgement, found) {
    let total = coach.data[judgement].intercept;
    const shares = new Map();
    for (const [kind, weights] of weightsOf(judgement)) {
      const seen = [...found[kind]].filter(([name]) => weights.has(name));
      const scale = 100 * Math.sqrt(seen.length);
      for (const [name, [start, end]] of seen) {
        total += weights.get(name) / scale;
        for (let at = start; at < end; at++) {
          shares.set(at, (shares.get(at) || 0) + weights.get(name) / scale / (end - start));
        }
      }
    }
    return [total, shares];
  }

  Object.assign(coach, { signs, features, known, score });
})((self.precallCoach = self.precallCoach || {}));
