// Serves the tablet's page and its files when there is no network. Nothing personal goes through here: what is asked of /api passes by.

const KEPT = "marelle-tablet-page";
const PAGE = "/tablet/";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

/** The page and every file it names, of one version; older files go. */
addEventListener("message", (event) => {
  if (!Array.isArray(event.data?.files)) return;
  event.waitUntil(
    (async () => {
      const cache = await caches.open(KEPT);
      await cache.addAll([PAGE, ...event.data.files]);
      const wanted = new Set([PAGE, ...event.data.files].map((path) => new URL(path, location.href).href));
      for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
    })(),
  );
});

addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (pathname === PAGE) {
    // The newest page when there is a network, the kept one otherwise or when the network does not answer.
    event.respondWith(
      (async () => {
        try {
          const fresh = await fetch(event.request, { signal: AbortSignal.timeout(4000) });
          if (fresh.ok) await (await caches.open(KEPT)).put(PAGE, fresh.clone());
          return fresh;
        } catch {
          return (await caches.match(PAGE)) ?? Response.error();
        }
      })(),
    );
  } else if (pathname.startsWith("/static/")) {
    event.respondWith((async () => (await caches.match(event.request)) ?? fetch(event.request))());
  }
});
