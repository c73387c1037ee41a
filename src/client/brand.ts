// Marks what this library makes, so that another copy of it in the same page knows it: `instanceof` knows its own copy alone.

/** The version of this copy, for people; `scripts/version.ts` keeps it that of package.json. */
export const VERSION = "0.1.0";

/**
 * Raised whenever what one copy reads of another's feed, session or store changes its meaning: copies with the same
 * contract may be mixed.
 */
export const CONTRACT = 2;

/** The kinds of objects that another copy may be given. */
export type Kind = "error" | "feed" | "session";

/** The maker of an object. */
export interface Maker {
  readonly version: string;
  readonly contract: number;
}

/** Marks a thing as made by this copy. The mark is no part of its type, is not listed and is not printed. */
export function brand(thing: object, kind: Kind): void {
  Object.defineProperty(thing, Symbol.for(`o2-react/${kind}`), {
    value: { version: VERSION, contract: CONTRACT } satisfies Maker,
  });
}

/** The copy that made a thing of this kind; `undefined` for anything else. */
export function makerOf(thing: unknown, kind: Kind): Maker | undefined {
  return (thing as Partial<Record<symbol, Maker>> | null | undefined)?.[Symbol.for(`o2-react/${kind}`)];
}
