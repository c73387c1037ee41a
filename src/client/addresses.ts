// Addresses that applications pass in: whether they are absolute, and what an error may show of one.
import { show } from "./ids.ts";

/** An absolute address, or `undefined`. `URL.canParse` is missing in Safari before 17 and in Jest 29. */
export function parseUrl(url: unknown): URL | undefined {
  if (typeof url !== "string") return undefined;
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** An address as an error names it: without what may be secret in it. */
export function showUrl(url: unknown): string {
  return show(typeof url === "string" ? url.replace(/[^/]*@|[?#].*/g, "…") : url);
}
