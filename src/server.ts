// o2-react/server: what a server reads for the first paint. No React, no socket.
export { isO2Error, O2Error, O2InputError, O2RestError } from "./client/errors.ts";
export { type PrefetchOptions, prefetch } from "./store/prefetch.ts";
export type { GivenSeed, O2Seed } from "./store/seed.ts";
