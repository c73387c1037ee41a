// When the lists of orders began that a page's trees keep: a list is kept as long as a component follows its account, and for
// the linger after. Knows nothing of orders.
import type { Whose } from "../far/slots.ts";
import type { Begun } from "./OrdersPast.ts";
import type { Reader } from "./Reader.ts";
import { venueOf } from "./venues.ts";

/** Longer than any linger and the time between two looks together, in milliseconds. */
const KEPT = 5_000;

type Mounted = readonly (readonly [id: number, reader: Reader])[];

/** The lists of one page's two trees. */
export class Lists {
  readonly #held = new Map<string, { readonly from: number; to: number }>();
  readonly #live = new Map<number, { readonly reader: string; readonly from: number }>();

  /** Call it with all components that are mounted, often, and whenever one is shown anew or taken away. */
  look(mounted: Mounted): void {
    const now = Date.now();
    const ids = new Map(mounted);
    for (const [id, { reader }] of this.#live) if (JSON.stringify(ids.get(id)) !== reader) this.#live.delete(id);
    for (const [id, reader] of mounted) {
      for (const account of listedBy(reader)) {
        const key = keyOf(id, account, reader);
        const held = this.#held.get(key);
        if (held && now - held.to < KEPT) held.to = now;
        else this.#held.set(key, { from: now, to: now });
      }
    }
  }

  /** A component of older orders is live. */
  live(id: number, reader: Reader): void {
    if (!this.#live.has(id)) this.#live.set(id, { reader: JSON.stringify(reader), from: Date.now() });
  }

  /** When a component's list began. */
  begun(id: number, reader: Reader): Begun {
    const accounts = reader.kind === "history" ? reader.accounts : [];
    const earliest = Math.min(...accounts.map((account) => this.#held.get(keyOf(id, account, reader))?.from ?? 0));
    return { earliest, latest: this.#live.get(id)?.from ?? Number.POSITIVE_INFINITY };
  }
}

/** The accounts whose orders a component has kept: those of a margin account tell when it has changed, own trades come with them. */
function listedBy(reader: Reader): readonly Whose[] {
  switch (reader.kind) {
    case "margin":
    case "fills":
    case "triggers":
    case "changes":
      return [reader.account];
    case "orders":
    case "history":
      return reader.accounts;
    default:
      return [];
  }
}

function keyOf(id: number, whose: Whose, reader: Reader): string {
  const venue = reader.kind === "margin" ? "turbo" : venueOf(reader);
  return `${id % 2} ${venue} ${JSON.stringify(whose)}`;
}
