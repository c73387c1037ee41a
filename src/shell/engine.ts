// Loads the engine: all that a feed is made of but its store, in a chunk of its own. It is not there before the first paint.
import type { O2Feed } from "../store/feed.ts";

/** The chunk of the engine. */
interface Engine {
  readonly O2Feed: typeof O2Feed;
}

// Whether this copy of the library has its engine is a fact of the page, as whether a module was loaded is: no provider has its own.
let engine: Engine | undefined;

/** The engine, if it is loaded. */
export function engineNow(): Engine | undefined {
  return engine;
}

/**
 * Loads the engine before a provider asks for it. On a page that hydrates it comes in parallel with React.
 * Resolves once it is there; asking again costs nothing.
 * @throws whatever `import()` throws where the file cannot be loaded; asking again tries again.
 *
 * @example
 * ```ts
 * // At the top of the file that renders the provider.
 * void preloadEngine();
 * ```
 */
export async function preloadEngine(): Promise<void> {
  engine ??= await import("../store/feed.ts");
}
