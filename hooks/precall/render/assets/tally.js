// The tally: counts the results of this browser's conversations by kind of call, as plots, a table and CSV.

"use strict";

{
  const { became, conversations, files } = precall;
  // Below this number a percentage is meaningless.
  const ENOUGH = 10;
  const MOST_QUESTIONS = 10;
  const SVG = "http://www.w3.org/2000/svg";

  const counted = (records, name, values) =>
    Object.fromEntries(values.map((each) => [each, records.filter((record) => became.text(record, name) === each).length]));

  const MET = ["yes", "partly", "no", "unknown"];
  const REACHED = ["best", "smallest", "none", "own"];
  const CHASED = ["not", "after", "before", "start"];

  // The counts of one kind of call.
  const sums = (records, results) => {
    const held = records.filter(became.isHeld);
    const clients = new Map(held.map((record) => [became.clientOf(record), results.get(became.clientOf(record))?.result ?? ""]));
    const ways = Object.fromEntries(became.RESULTS.map((each) => [each, 0]));
    for (const record of held) {
      const result = clients.get(became.clientOf(record));
      if (result) ways[result] += 1;
    }
    return {
      held: held.length,
      met: counted(held, "met", MET),
      reached: counted(held, "reached", REACHED),
      chased: counted(held, "chased", CHASED),
      ways,
    };
  };

  const tally = (page) => {
    const calls = JSON.parse(page.dataset.calls);
    const words = JSON.parse(page.dataset.words);
    const titles = new Map(calls.map(({ ref, title }) => [ref, title]));
    const say = (key, facts = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
    const find = (name) => page.querySelector(`[data-${name}]`);

    const element = (name, className, ...children) => {
      const made = document.createElement(name);
      if (className) made.className = className;
      made.append(...children);
      return made;
    };

    // A bar of several parts, with a description in words next to it.
    const bar = (parts, whole) => {
      const made = document.createElementNS(SVG, "svg");
      made.setAttribute("viewBox", "0 0 100 6");
      made.setAttribute("preserveAspectRatio", "none");
      made.setAttribute("class", "pc-plot");
      made.setAttribute("aria-hidden", "true");
      let left = 0;
      parts.forEach((count, at) => {
        const part = document.createElementNS(SVG, "rect");
        const width = whole ? (count / whole) * 100 : 0;
        part.setAttribute("x", left);
        part.setAttribute("width", Math.max(0, width - 0.4));
        part.setAttribute("height", 6);
        part.setAttribute("class", `pc-plot__part pc-plot__part--${at}`);
        left += width;
        made.append(part);
      });
      return made;
    };

    const plot = (key, counts) => {
      const names = Object.keys(counts);
      const whole = Object.values(counts).reduce((sum, each) => sum + each, 0);
      const legend = element("ul", "pc-legend");
      names.forEach((name, at) => {
        const item = element("li", `pc-legend__item pc-legend__item--${at}`, `${words[`tally.${key}_${name}`]}: ${counts[name]}`);
        legend.append(item);
      });
      const few = whole < ENOUGH ? ` ${words["tally.few"]}` : "";
      const title = element("h4", "", `${words[`tally.${key}`]} `);
      title.append(element("span", "pc-tally__of", `${say("tally.of", { count: whole })}${few}`));
      return element("div", "pc-tally__plot", title, ...(whole ? [bar(Object.values(counts), whole)] : []), legend);
    };

    const rate = (count, whole) => (whole < ENOUGH ? words["tally.few"] : `${Math.round((count / whole) * 100)} %`);

    const sentence = (title, { held, ways }) =>
      `${say("tally.way", { held, title, clients: ways.client, open: ways.open, lost: ways.lost })} ${held < ENOUGH ? words["tally.few"] : ""}`.trim();

    const kinds = (all, results) => {
      const refs = [...new Set([...titles.keys(), ...all.map(({ call }) => call)])];
      return refs
        .map((ref) => ({ ref, title: titles.get(ref) ?? ref, ...sums(all.filter(({ call }) => call === ref), results) }))
        .filter(({ held }) => held > 0);
    };

    const COLUMNS = [
      ["held", ({ held }) => held],
      ...MET.map((each) => [`met_${each}`, ({ met }) => met[each]]),
      ...REACHED.map((each) => [`reached_${each}`, ({ reached }) => reached[each]]),
      ...became.RESULTS.map((each) => [`became_${each}`, ({ ways }) => ways[each]]),
      ["rate", ({ held, ways }) => rate(ways.client, held)],
      ...CHASED.map((each) => [`chased_${each}`, ({ chased }) => chased[each]]),
    ];

    const showTable = (rows) => {
      const head = element("tr", "", element("th", "", words["tally.call"]));
      for (const [key] of COLUMNS) {
        const group = key.includes("_") ? `${words[`tally.${key.split("_")[0]}`]}: ` : "";
        head.append(element("th", "", group + words[`tally.${key}`]));
      }
      head.querySelectorAll("th").forEach((each) => each.setAttribute("scope", "col"));
      const body = rows.map((row) => {
        const name = element("th", "", row.title);
        name.setAttribute("scope", "row");
        return element("tr", "", name, ...COLUMNS.map(([, count]) => element("td", "", String(count(row)))));
      });
      find("table").replaceChildren(element("thead", "", head), element("tbody", "", ...body));
    };

    const showQuestions = (all) => {
      const held = all.filter(became.isHeld);
      const counts = new Map();
      for (const record of held) {
        const question = became.text(record, "opened");
        if (question) counts.set(question, (counts.get(question) ?? 0) + 1);
      }
      const rows = [...counts].sort((one, other) => other[1] - one[1]).slice(0, MOST_QUESTIONS);
      const whole = [...counts.values()].reduce((sum, each) => sum + each, 0);
      const most = rows[0]?.[1] ?? 0;
      const items = rows.map(([question, count]) => {
        const text = element("span", "", `${question} `, element("b", "", String(count)));
        text.dir = "auto";
        return element("li", "", text, bar([count], most));
      });
      find("opened").replaceChildren(...items);
      find("opened-of").textContent = `${say("tally.of", { count: whole })}${whole < ENOUGH ? ` ${words["tally.few"]}` : ""}`;
      find("opened-part").hidden = whole === 0;
    };

    let rows = [];
    const show = () => {
      const all = conversations.all();
      const results = became.results(all);
      rows = kinds(all, results);
      find("none").hidden = rows.length > 0;
      find("some").hidden = rows.length === 0;
      find("kinds").replaceChildren(
        ...rows.map((row) => {
          const title = element("h3", "", row.title);
          const line = element("p", "", sentence(row.title, row));
          return element("section", "", title, line, plot("met", row.met), plot("reached", row.reached), plot("became", row.ways), plot("chased", row.chased));
        }),
      );
      showTable(rows);
      showQuestions(all);
    };

    find("csv").onclick = () => {
      const head = ["call", "title", ...COLUMNS.map(([key]) => key)];
      const body = rows.map((row) => [row.ref, row.title, ...COLUMNS.map(([, count]) => count(row))]);
      files.save(`tally-${became.dayText(Date.now())}.csv`, "text/csv", files.csv([head, ...body]));
    };

    page.hidden = false;
    show();
    return show;
  };

  const page = document.querySelector(".pc-tally");
  if (page) {
    const show = tally(page);
    const stop = precall.storage.watch(() => (page.isConnected ? show() : stop()));
  }
}
