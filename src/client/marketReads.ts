// The read of all markets over REST: the one that a page by pairs waits for.
import type { Market } from "./entities.ts";
import { market } from "./parseMarket.ts";
import type { Get, ReadOptions } from "./request.ts";
import { list, object, type Raw } from "./values.ts";

/** All markets. */
export function readMarkets(get: Get, options: ReadOptions): Promise<readonly Market[]> {
  return get("/v1/markets", {}, (body) => listOr(body, "markets", market), options);
}

/** A list, bare or under its name. */
export function listOr<T>(body: unknown, name: string, item: (raw: Raw, at: string) => T): T[] {
  return list(Array.isArray(body) ? body : object(body, "the answer")[name], name, item);
}
