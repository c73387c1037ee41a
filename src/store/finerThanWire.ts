// Whether a market's prices are finer than the wire's finest book. Pure.
import type { Market } from "../client/entities.ts";

/** The finest book of the wire has prices in multiples of this many chain units. */
export const FINEST = 10n;

/** Whether a market's prices may lie between those of the wire's finest book. */
export function isFinerThanWire({ quote }: Market): boolean {
  return 10n ** BigInt(Math.max(0, quote.decimals - quote.max_precision)) < FINEST;
}
