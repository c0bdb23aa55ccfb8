// The service worker: caches the whole site, one version at a time.
//
// `precallSite.files` maps uris to digests. A new version copies unchanged files from the old one, then waits until a reader asks
// for it. The previous version stays in the cache for pages that are still open.
//
// On a large site, only the folders in `precallSite.first` are fetched at once; other files are cached on first use.

"use strict";

const { version, first, files } = self.precallSite;
const root = self.registration.scope;
const PREFIX = `precall ${root} `;
const CURRENT = PREFIX + version;
const LIST = new URL("sw.js?files", root).href;

// Hosts redirect `x/index.html` to `x/`, and a redirected response cannot be served for another address.
const addressOf = (uri) => new URL(uri.replace(/(^|\/)index\.html$/, "$1").split("/").map(encodeURIComponent).join("/"), root).href;

const isFirst = (uri) => !first.length || !uri.includes("/") || first.some((folder) => `/${uri}`.includes(`/${folder}/`));
const later = new Set(Object.keys(files).filter((uri) => !isFirst(uri)).map(addressOf));

const versions = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

const listOf = async (name) => (await (await caches.open(name)).match(LIST))?.json() ?? {};

const whole = (response) =>
  response.redirected
    ? new Response(response.body, { status: response.status, headers: response.headers })
    : response;

const keep = async (cache, uri, digest, older) => {
  const address = addressOf(uri);
  for (const { from, list } of older) {
    const known = list[uri] === digest && (await from.match(address));
    if (known) return cache.put(address, known);
  }
  if (later.has(address)) return undefined;
  const response = await fetch(address, { cache: "no-cache" });
  // Some hosts respond with status 404 even for the file 404.html itself.
  if (!response.ok && uri === "404.html") return undefined;
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return cache.put(address, whole(response));
};

const fill = async () => {
  const names = (await versions()).filter((name) => name !== CURRENT);
  const older = await Promise.all(names.map(async (name) => ({ from: await caches.open(name), list: await listOf(name) })));
  const cache = await caches.open(CURRENT);
  const left = Object.entries(files);
  const some = async () => {
    for (let next = left.pop(); next; next = left.pop()) await keep(cache, next[0], next[1], older);
  };
  await Promise.all([some(), some(), some(), some()]);
  // Write the list last: a version without a list is incomplete.
  await cache.put(LIST, new Response(JSON.stringify(files), { headers: { "content-type": "application/json" } }));
};

const tidy = async () => {
  const names = (await versions()).filter((name) => name !== CURRENT);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
};

const found = async (address) => {
  for (const name of [CURRENT, ...(await versions())]) {
    const response = await (await caches.open(name)).match(address);
    if (response) return response;
  }
  return undefined;
};

// Fetches and caches a file that was not fetched at once; without a network, returns the one of an older version.
const read = async (request, address) => {
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) await (await caches.open(CURRENT)).put(address, response.clone());
    return response;
  } catch (error) {
    const older = await found(address);
    if (older) return older;
    throw error;
  }
};

const answer = async (request) => {
  const url = new URL(request.url);
  url.hash = "";
  url.search = "";
  url.pathname = url.pathname.replace(/\/index\.html$/, "/");
  const isLater = later.has(url.href);
  const kept = await (isLater ? (await caches.open(CURRENT)).match(url.href) : found(url.href));
  if (kept) return kept;
  const folder = `${url.href}/`;
  if (request.mode === "navigate" && (later.has(folder) || (await found(folder)))) return Response.redirect(folder);
  try {
    return await (isLater ? read(request, url.href) : fetch(request));
  } catch (error) {
    // PDFs are not cached. Redirect to the card's page, which explains this and can be printed instead.
    const beside = new URL(".", url).href;
    const isPdf = request.mode === "navigate" && url.pathname.endsWith(".pdf");
    if (isPdf && (await found(beside))) return Response.redirect(`${beside}#no-pdf`);
    const lost = request.mode === "navigate" && (await found(addressOf("404.html")));
    if (lost) return new Response(lost.body, { status: 404, headers: lost.headers });
    throw error;
  }
};

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  // A page that needs the current version of the site uses "no-store".
  if (request.cache === "no-store") return;
  if (request.method === "GET" && request.url.startsWith(root)) event.respondWith(answer(request));
});
