// A feed without React, and an engine for pages of other threads.
export { serveEngine } from "./port/serveEngine.ts";
export { createO2Feed } from "./store/createO2Feed.ts";
export { type DehydrateOptions, dehydrate } from "./store/dehydrate.ts";
export type { O2Feed } from "./store/feed.ts";
export type { GivenSeed, O2Seed } from "./store/seed.ts";
export type { O2FeedOptions } from "./store/settings.ts";
