// The exchanges behind one address: spot and, where the network has one, the margin venue. It knows nothing of what they do.
import type { Exchange } from "./exchange.ts";
import type { MarginScripts } from "./margin.ts";

/** Both venues. They have the same market ids, and share neither books nor trades, orders, accounts and money. */
export interface Venues {
  readonly spot: Exchange;
  /** Whether there is a margin venue. */
  readonly hasMargin: boolean;
  /** `undefined` where there is none. Made when it is first asked for. */
  readonly turbo: Exchange | undefined;
  /** The accounts and tiers of the margin venue; `undefined` where there is none. */
  readonly margin: MarginScripts | undefined;
}

/** Makes a value when it is first asked for. */
export const lazily = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
