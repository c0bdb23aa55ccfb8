// Chunks go in; features and their score come out. Mirrors patterns.py, features.py and model.py.
(function (coach) {
  "use strict";

  const { append, findClauses, firstNames, loadGrammar, matchEnd, parsePattern, wordNames } = coach;
  const MAX_DISTANCE = 4;
  const SENTENCE_ENDS = [".", "?", "!", ":", ";"];
  const patternIndexes = {};
  const unpackedWeights = {};

  function patternIndex(judgement) {
    if (!patternIndexes[judgement]) {
      const index = (patternIndexes[judgement] = new Map());
      for (const [group, lines] of Object.entries(coach.data.signs[judgement])) {
        lines.forEach((line, number) => {
          const pattern = parsePattern(line);
          for (const name of firstNames(pattern)) append(index, name, { group, number, pattern });
        });
      }
    }
    return patternIndexes[judgement];
  }

  /** Returns the first match of each pattern, ordered by group and number. */
  function findPatterns(judgement, chunks) {
    const words = chunks.flatMap((chunk) => chunk.words);
    const wordClasses = chunks.flatMap((chunk) =>
      chunk.words.length > 1
        ? chunk.wordClasses.map((classes) => new Set([...classes, ...chunk.classes]))
        : chunk.wordClasses,
    );
    const offset = chunks.length ? chunks[0].first : 0;
    const matches = new Map();
    words.forEach((word, start) => {
      for (const key of wordNames(word, wordClasses[start])) {
        for (const { group, number, pattern } of patternIndex(judgement).get(key) || []) {
          const name = `${group} ${number}`;
          if (matches.has(name)) continue;
          const end = matchEnd(pattern, words, wordClasses, start);
          if (end > start) matches.set(name, { group, number, name, start: offset + start, end: offset + end });
        }
      }
    });
    const order = (a, b) => (a.group === b.group ? a.number - b.number : a.group < b.group ? -1 : 1);
    return [...matches.values()].sort(order);
  }

  /** Returns the features of a sentence: by kind, each with the words where it occurs first. */
  function extractFeatures(judgement, chunks) {
    const features = read(judgement, chunks, true);
    for (const [kind, ranges] of Object.entries(read(judgement, findTail(judgement, chunks), false))) {
      features["tail " + kind] = ranges;
    }
    return features;
  }

  /** Returns the end of a sentence: a question's last sentence, an objective's last clause of two chunks or more. */
  function findTail(judgement, chunks) {
    if (judgement === "question") {
      let start = 0;
      chunks.slice(0, -2).forEach((chunk, index) => {
        if (SENTENCE_ENDS.includes(chunk.base)) start = index + 1;
      });
      return chunks.slice(start);
    }
    const clauses = findClauses(chunks).filter(({ start, end }) => end - start >= 2);
    const last = clauses[clauses.length - 1];
    return last ? chunks.slice(last.start, last.end) : chunks;
  }

  function read(judgement, chunks, withLetterRuns) {
    const features = { words: new Map(), classes: new Map(), order: new Map(), signs: new Map() };
    addWordFeatures(chunks, features.words);
    if (withLetterRuns) addLetterRuns(chunks, features.words);
    addClassFeatures(chunks, features.classes);
    addOrderFeatures(chunks, features.order);
    addPatternFeatures(judgement, chunks, features.signs);
    return features;
  }

  /** Adds a feature unless it is there already. */
  function add(features, name, start, end) {
    if (!features.has(name)) features.set(name, [start, end]);
  }

  function addWordFeatures(chunks, features) {
    chunks.forEach((chunk, index) => {
      const previous = index ? chunks[index - 1].base : "^";
      add(features, chunk.base, chunk.first, chunk.end);
      add(features, `${previous} ${chunk.base}`, chunks[Math.max(index - 1, 0)].first, chunk.end);
    });
  }

  function addLetterRuns(chunks, features) {
    for (const chunk of chunks) {
      chunk.words.forEach((word, offset) => {
        if (word.mark) return;
        const framed = `<${word.text}>`;
        const index = chunk.first + offset;
        for (const size of [3, 4, 5]) {
          for (let start = 0; start + size <= framed.length; start++) {
            add(features, "+" + framed.slice(start, start + size), index, index + 1);
          }
        }
      });
    }
  }

  function addClassFeatures(chunks, features) {
    const classes = chunks.map((chunk) => [...chunk.classes].sort());
    classes.forEach((names, index) => {
      const { first, end } = chunks[index];
      for (const name of names) {
        add(features, name, first, end);
        for (let later = index + 1; later < Math.min(index + 1 + MAX_DISTANCE, chunks.length); later++) {
          for (const other of classes[later]) add(features, `${name}>${other}`, first, chunks[later].end);
        }
      }
    });
  }

  function addOrderFeatures(chunks, features) {
    if (!chunks.length) return;
    const forms = ["^", ...chunks.map(leadingClass), "$"];
    for (const size of [2, 3, 4]) {
      for (let start = 0; start + size <= forms.length; start++) {
        const first = chunks[Math.max(start - 1, 0)];
        const last = chunks[Math.min(start + size - 2, chunks.length - 1)];
        add(features, forms.slice(start, start + size).join(" "), first.first, last.end);
      }
    }
  }

  function addPatternFeatures(judgement, chunks, features) {
    const counts = new Map();
    for (const { group, name, start, end } of findPatterns(judgement, chunks)) {
      counts.set(group, (counts.get(group) || 0) + 1);
      add(features, name, start, end);
      add(features, group, start, end);
      if (counts.get(group) === 2) features.set(`${group} twice`, [start, end]);
    }
    const groups = [...counts.keys()].sort();
    groups.forEach((group, index) => {
      for (const other of groups.slice(index + 1)) features.set(`${group}&${other}`, features.get(other));
    });
  }

  /** Returns a chunk's words if they are grammar, else its leading class and ending, else `_`. */
  function leadingClass(chunk) {
    if (chunk.classes.has("us")) return "US";
    if (chunk.classes.has("they") || chunk.classes.has("client")) return "THEY";
    if (loadGrammar().own_form.has(chunk.base) || chunk.mark) return chunk.base;
    if (chunk.classes.has("them")) return "THEM";
    const name = loadGrammar().leading.find((candidate) => chunk.classes.has(candidate));
    const form = name ? name.toUpperCase() : "_";
    return chunk.ending ? `${form}+${chunk.ending}` : form;
  }

  /** Returns the weights of a judgement by kind and name; coach_files.py describes how they are packed. */
  function weightsOf(judgement) {
    if (!unpackedWeights[judgement]) {
      unpackedWeights[judgement] = Object.entries(coach.data[judgement].weights).map(([kind, [names, weights]]) => {
        const byName = new Map();
        const numbers = weights.split(" ").map(Number);
        let name = "";
        names.split("\n").forEach((line, index) => {
          name = name.slice(0, line.charCodeAt(0) - 65) + line.slice(1);
          byName.set(name, numbers[index]);
        });
        return [kind, byName];
      });
    }
    return unpackedWeights[judgement];
  }

  /** Returns the score of a sentence, and what each of its words added to it, by the word's index. */
  function score(judgement, features) {
    let total = coach.data[judgement].intercept;
    const shares = new Map();
    for (const [kind, weights] of weightsOf(judgement)) {
      const weighted = [...features[kind]].filter(([name]) => weights.has(name));
      const scale = 100 * Math.sqrt(weighted.length);
      for (const [name, [start, end]] of weighted) {
        total += weights.get(name) / scale;
        for (let index = start; index < end; index++) {
          shares.set(index, (shares.get(index) || 0) + weights.get(name) / scale / (end - start));
        }
      }
    }
    return [total, shares];
  }

  Object.assign(coach, { findPatterns, extractFeatures, weightsOf, score });
})((self.precallCoach = self.precallCoach || {}));
