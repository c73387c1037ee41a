// The settings of reads over REST, checked and completed. Knows nothing of how they are made.
import { parseUrl, showUrl } from "./addresses.ts";
import { O2InputError } from "./errors.ts";
import { toNumbers } from "./numbers.ts";

/** The settings of reads over REST. Times in milliseconds. */
export interface RestOptions {
  /** The `fetch` to use; default the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** The longest time one answer may take. Default 10,000. */
  readonly requestTimeout?: number;
  /** The number of times that a read which may succeed later is tried again: after 0.5 s, doubling, jittered. Default 2. */
  readonly retries?: number;
  /** The number of reads that may be under way at once; the others wait. Default 6. */
  readonly maxRequests?: number;
  /**
   * The use of a browser's HTTP cache. Default `"no-store"`: what is shown as live must not come out of a cache.
   * `"default"` sends no such member.
   */
  readonly cache?: RequestCache;
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** Randomness for jitter, from 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
}

/** The numbers of {@link RestOptions}, complete. */
export type RestSettings = Readonly<Record<"requestTimeout" | "retries" | "maxRequests", number>>;

/**
 * Completes the settings of one REST API.
 * @throws O2InputError when the base is not an absolute http:// or https:// address, or an option cannot be used.
 */
export function toRestSettings(apiBase: string, options: RestOptions): RestSettings {
  // Credentials fetch would refuse, in words that repeat them; a query or a fragment would swallow the paths of the reads.
  if (!/^https?:\/\/[^/@?#]+(\/[^?#]*)?$/.test(apiBase) || !parseUrl(apiBase)) {
    throw new O2InputError(
      "config.apiBase",
      `${showUrl(apiBase)} cannot be used. Expected an absolute http:// or https:// address without a query, e.g. "https://api.testnet.o2.app"; leave it out to read nothing over REST.`,
    );
  }
  return toNumbers(["requestTimeout", "retries", "maxRequests"], options);
}
