// The REST reads of a feed whose engine comes later.
import type { EngineFeed, RestReads } from "../port/FeedHandle.ts";

/** The methods of the feed's `rest`, each of which waits for it. */
export function readsOf(load: () => Promise<EngineFeed>): RestReads {
  return new Proxy({} as RestReads, {
    get: (_, name) =>
      // No promise, though each of its methods gives one.
      name === "then"
        ? undefined
        : async (...args: unknown[]) => {
            const { rest } = await load();
            const read: unknown = Reflect.get(rest ?? {}, name);
            if (typeof read === "function") return Reflect.apply(read, rest, args);
            throw new TypeError(`rest.${String(name)} is not a function.`);
          },
  });
}
