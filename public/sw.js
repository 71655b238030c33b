// Keeps the shell of the client, so that it opens at once and without a network. Data is none of its business: that goes
// between the page and the site, and what is kept of it lies in the page's own database.

/// <reference lib="webworker" />
/* global SHELL */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
// SHELL is filled in by the build. A changed file changes a name in it, which makes this a new worker with a new cache.
const CACHE = `confab-${SHELL.version}`;

worker.addEventListener("install", (event) => {
  // Asked about anew: whatever the browser may have kept under these names from a time between two versions.
  const wanted = SHELL.files.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(wanted))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldCaches().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (/^\/(api|hooks|media)\//.test(address.pathname)) return;
  const wanted = request.mode === "navigate" ? "/" : address.pathname;
  event.respondWith(keptOrFetched(wanted, request));
});

/** @param {string} wanted @param {Request} request */
async function keptOrFetched(wanted, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(wanted)) ?? (await caches.match(wanted)) ?? fetch(request);
}

/** Pages opened before an update still ask for the files of their time: the last generation stays. */
async function forgetOldCaches() {
  const names = (await caches.keys()).filter((name) => name.startsWith("confab-") && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}
