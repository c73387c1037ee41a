// Tells when each list of orders of a page's trees began. A feed keeps a list while a component follows its account,
// and for the linger after. Knows nothing of orders.
import type { Whose } from "../far/slots.ts";
import type { Begun } from "./OrdersPast.ts";
import type { Reader } from "./Reader.ts";
import { venueOf } from "./venues.ts";

/** Milliseconds, longer than any linger plus the time between two looks. */
const KEPT = 5_000;

type Mounted = readonly (readonly [id: number, reader: Reader])[];

/** The lists of one page's two trees. */
export class Lists {
  readonly #held = new Map<string, { readonly from: number; to: number }>();
  readonly #live = new Map<number, { readonly reader: string; readonly from: number }>();

  /** To be called with all mounted components: often, and whenever one is mounted, changed or unmounted. */
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

  /** Notes that a component of older orders is live. */
  live(id: number, reader: Reader): void {
    if (!this.#live.has(id)) this.#live.set(id, { reader: JSON.stringify(reader), from: Date.now() });
  }

  /** The time when a component's list began. */
  begun(id: number, reader: Reader): Begun {
    const accounts = reader.kind === "history" ? reader.accounts : [];
    const earliest = Math.min(...accounts.map((account) => this.#held.get(keyOf(id, account, reader))?.from ?? 0));
    return { earliest, latest: this.#live.get(id)?.from ?? Number.POSITIVE_INFINITY };
  }
}

/**
 * The accounts whose orders a component keeps. A margin account is read again by its orders, and own trades come with
 * orders.
 */
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
