// A feed without React.
export { createO2Feed, type O2Feed } from "./store/feed.ts";
export type { O2FeedOptions } from "./store/settings.ts";
