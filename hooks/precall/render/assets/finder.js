// Makes the site's search available to other scripts: with the same worker, index and order as in the search box.
//
// `precall.addresses(worker)` returns a function from words to the addresses of the results. `precall.finder(about)` resolves to a function
// from words to the refs of questions, for the chooser. It rejects if the site has no search or the page cannot start a worker, as
// on a disk; then the chooser shows only exact matches.

"use strict";

window.precall = window.precall || {};

precall.addresses = (url) => {
  const SETUP = 0;
  const ADDRESSES = 4;
  const worker = new Worker(url);
  const waiting = new Map();
  let number = 0;
  const failed = new Promise((_, reject) => {
    worker.onerror = () => reject(new Error("worker"));
  });
  worker.onmessage = ({ data }) => {
    if (data.type !== ADDRESSES) return;
    waiting.get(data.number)?.(data.data);
    waiting.delete(data.number);
  };
  worker.postMessage({ type: SETUP });
  return (words, options) =>
    Promise.race([
      failed,
      new Promise((done) => {
        number += 1;
        waiting.set(number, done);
        worker.postMessage({ type: ADDRESSES, data: words, number, ...options });
      }),
    ]);
};

precall.finder = async (about) => {
  const QUESTION = /questions\/([a-z0-9-]+)\/(?:index\.html)?#([a-z0-9-]+)$/;

  if (location.protocol === "file:") throw new Error("no worker");
  // Only pages with the theme contain the name of the worker, which changes with its content.
  const answer = await fetch(about);
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const { search } = JSON.parse(page.getElementById("__config").textContent);
  const ask = precall.addresses(new URL(search, new URL(about, location.href)));
  return async (words) => {
    const urls = await ask(words, { kind: "question" });
    return urls.map((url) => QUESTION.exec(url)).flatMap((match) => (match ? [`${match[1]}/${match[2]}`] : []));
  };
};
