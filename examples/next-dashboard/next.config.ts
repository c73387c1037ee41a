import type { NextConfig } from "next";

export default {
  // Pages that the visitor left stay, hidden, and are there at once when the visitor comes back.
  cacheComponents: true,
  partialPrefetching: true,
  // A page that is streamed answers 200 before notFound() is called. Next renders a page as a whole for these user agents; with
  // all of them here, a market or an account that does not exist answers 404. The pages have no static shell that this would delay.
  htmlLimitedBots: /.*/,
  // There is another lockfile above this folder; this app's root is here.
  turbopack: { root: import.meta.dirname },
} satisfies NextConfig;
