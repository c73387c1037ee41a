// Loads the engine: all that a feed is made of but its store, in three chunks. The first one has the connection and books, the others
// follow it. None is there before the first paint.
import type * as Feed from "../store/feed.ts";
import type { LaterParts } from "../store/parts.ts";

/** The parts of the engine: the feed of books, REST with the list of markets, and all that is no book. */
export interface Engine extends LaterParts {
  readonly feed: typeof Feed;
}

/** The name of a part. */
export type Part = keyof Engine;

const LOADS: { readonly [P in Part]: () => Promise<Engine[P]> } = {
  feed: () => import("../store/feed.ts"),
  reads: () => import("../store/addReads.ts"),
  records: () => import("../store/addRecords.ts"),
};

// Whether this copy of the library has its engine is a fact of the page, as whether a module was loaded is: no provider has its own.
const engine: Partial<Engine> = {};

/** The engine, as far as it is loaded. */
export function engineNow(): Partial<Engine> {
  return engine;
}

/** Loads a part, once. @throws whatever `import()` throws where the file cannot be loaded; asking again tries again. */
export async function loadPart(part: Part): Promise<void> {
  if (!engine[part]) Object.assign(engine, { [part]: await LOADS[part]() });
}

/**
 * Loads the engine before a provider asks for it. On a page that hydrates it comes in parallel with React: at first all that a row of a
 * book waits for, then the rest.
 * Resolves once all of it is there; asking again costs nothing.
 * @throws whatever `import()` throws where a file cannot be loaded; asking again tries again.
 *
 * @example
 * ```ts
 * // At the top of the file that renders the provider.
 * void preloadEngine();
 * ```
 */
export async function preloadEngine(): Promise<void> {
  await Promise.all([loadPart("feed"), loadPart("reads")]);
  await loadPart("records");
}
