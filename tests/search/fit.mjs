// Sites and queries go in; the numbers of the ranking that answer most of them come out. `fit.py` starts it.
//
// node fit.mjs SETS.json SCRIPTS [ROUNDS [by-writer]], where SCRIPTS is the folder of the search's scripts, and SETS.json has
// a list of {name, site, weight, queries: [{text, kind, writer, targets}]}. With no rounds it prints the scores of the
// numbers as they are. With `by-writer` it cross-validates: see crossValidate.
import { readFileSync, readdirSync } from "fs";
import { join } from "path";
import vm from "vm";

const [setsFile, scripts, rounds = "0", byWriter] = process.argv.slice(2);
const ENGINE = ["parameters.js", "words.js", "matching.js", "ranking.js"];
// What a number is multiplied by: coarse steps first.
const STEPS = [[0.65, 1.5], [0.8, 1.25], [0.9, 1.1]];
const LEAST_GAIN = 2e-4;
// Weights of fields and kinds, and these, may be more than 1; the others are shares.
const UNLIMITED = new Set(["fields", "kinds", "saturation", "agreement", "foreign", "begins", "coverage"]);
const FAR = 20;

function loadSite(set) {
  const context = vm.createContext({});
  context.self = context;
  const folder = join(set.site, "search");
  const built = (name) => join(folder, readdirSync(folder).find((file) => file.startsWith(`${name}.`) && file.endsWith(".js")));
  for (const path of [...ENGINE.map((name) => join(scripts, name)), built("index"), built("related")]) {
    vm.runInContext(readFileSync(path, "utf8"), context);
  }
  const search = context.precallSearch;
  search.distances = remember(search.distances);
  const index = new search.Index(search.index);
  if (search.related) index.addRelated(search.related);
  return { ...set, search, index };
}

/** Returns the same function with a memory: how far two words are apart does not depend on the numbers. */
function remember(distances) {
  const typed = new Map();
  return (word, other, most) => {
    if (!typed.has(word)) typed.set(word, new Map());
    const known = typed.get(word);
    if (!known.has(other)) known.set(other, distances(word, other, most));
    return known.get(other);
  };
}

/** Returns the place of the first right result of each query, or 0. */
function ranks({ index, queries }) {
  // What depends on the numbers is computed again.
  index.vocabulary.fits.clear();
  index.setWeights();
  return queries.map(({ text, targets }) => index.find(text).ranked.slice(0, FAR).findIndex(([number]) => targets.includes(`/${index.urls[number]}`)) + 1);
}

/** Returns the value of a result: most among the first three, then less and less. */
function value(rank) {
  return rank ? 1 / (1 + ((rank - 1) / 3) ** 1.5) + (rank <= 3 ? 0.7 : 0) : 0;
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / (numbers.length || 1);
}

function objective(sets) {
  return sets.reduce((sum, set) => sum + set.weight * mean(ranks(set).map(value)), 0);
}

function report(sets) {
  for (const set of sets) {
    const places = ranks(set);
    const share = (kind, most) => mean(places.filter((_, at) => !kind || set.queries[at].kind === kind).map((place) => Number(place > 0 && place <= most)));
    const kinds = [...new Set(set.queries.map(({ kind }) => kind))];
    console.log(`${set.name}: at 3 ${share("", 3).toFixed(3)}, at 1 ${share("", 1).toFixed(3)}; at 3 ${kinds.map((kind) => `${kind} ${share(kind, 3).toFixed(3)}`).join(", ")}`);
  }
}

/** Tries to change one number after the other, and keeps what answers more. */
function fit(sets, parameters) {
  const places = Object.entries(parameters).flatMap(([name, number]) => (Array.isArray(number) ? number.map((_, at) => [number, at, name]) : [[parameters, name, name]]));
  let best = objective(sets);
  for (let round = 0; round < Number(rounds); round++) {
    for (const [owner, key, name] of places) {
      const before = owner[key];
      for (const step of STEPS[Math.min(round, STEPS.length - 1)]) {
        const tried = Number((before * step).toPrecision(2));
        owner[key] = UNLIMITED.has(name) ? tried : Math.min(1, tried);
        const found = objective(sets);
        if (found > best + LEAST_GAIN) {
          best = found;
          break;
        }
        owner[key] = before;
      }
    }
    console.log(`round ${round + 1}: ${best.toFixed(4)}`);
  }
}

/** Returns sets with only the queries that pass. */
function only(sets, passes) {
  return sets.map((set) => ({ ...set, queries: set.queries.filter(passes) })).filter(({ queries }) => queries.length);
}

/**
 * For each writer, fits on all other queries and then scores the writer's own. Each fit begins with numbers that know no
 * query: shares of 0.5, all others 1. It prints how the writers' queries are answered with those, and after the fits.
 */
function crossValidate(sets, parameters) {
  const start = (name, number) => (Array.isArray(number) ? number.map(() => start(name)) : UNLIMITED.has(name) ? 1 : 0.5);
  const reset = () => Object.entries(parameters).forEach(([name, number]) => (parameters[name] = start(name, number)));
  const writers = [...new Set(sets.flatMap(({ queries }) => queries.map(({ writer }) => writer)))];
  const found = { before: [], after: [] };
  const score = (when, writer) => {
    const rows = only(sets, (query) => query.writer === writer).flatMap((set) => ranks(set).map((place, at) => [set.queries[at].kind, Number(place > 0 && place <= 3)]));
    found[when].push(...rows);
    print(`writer ${writer} ${when} the fit on the others`, rows);
  };
  for (const writer of writers) {
    reset();
    score("before", writer);
    fit(only(sets, (query) => query.writer !== writer), parameters);
    score("after", writer);
  }
  Object.entries(found).forEach(([when, rows]) => print(`all ${when} the fits`, rows));
}

/** Prints the shares that were found of [kind, whether it was found]. */
function print(title, rows) {
  const share = (kind) => mean(rows.filter((row) => !kind || row[0] === kind).map(([, isFound]) => isFound)).toFixed(3);
  console.log(`${title}: at 3 ${share()}; ${[...new Set(rows.map(([kind]) => kind))].map((kind) => `${kind} ${share(kind)}`).join(", ")}`);
}

const sets = JSON.parse(readFileSync(setsFile, "utf8")).map(loadSite);
const { parameters } = sets[0].search;
for (const set of sets) set.search.parameters = parameters;
if (byWriter) crossValidate(sets, parameters);
else {
  report(sets);
  fit(sets, parameters);
  if (Number(rounds)) {
    report(sets);
    console.log(JSON.stringify(parameters, null, 2));
  }
}
