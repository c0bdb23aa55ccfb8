// The search of the site finds questions for the chooser: the same worker, the same index, the same order.
//
// `precall.finder(about)` resolves to a function from words to the refs of questions, the best first. It rejects where the
// site has no search or a page may start no worker, as on a disk; the chooser then looks for the words themselves.

"use strict";

precall.finder = async (about) => {
  const SETUP = 0;
  const ADDRESSES = 4;
  const QUESTION = /questions\/([a-z0-9-]+)\/(?:index\.html)?#([a-z0-9-]+)$/;

  if (location.protocol === "file:") throw new Error("no worker");
  // Only a page of the theme knows the name of the worker, which changes with its content.
  const answer = await fetch(about);
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const { search } = JSON.parse(page.getElementById("__config").textContent);
  const worker = new Worker(new URL(search, new URL(about, location.href)));

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

  return (words) =>
    Promise.race([
      failed,
      new Promise((done) => {
        number += 1;
        waiting.set(number, (urls) => {
          done(urls.map((url) => QUESTION.exec(url)).flatMap((match) => (match ? [`${match[1]}/${match[2]}`] : [])));
        });
        worker.postMessage({ type: ADDRESSES, kind: "question", data: words, number });
      }),
    ]);
};
