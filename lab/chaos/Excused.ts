// What no client can have right, and until when: books of which the server withheld or doubled a change, and subscriptions
// that the server ended without a word. It knows nothing of how that was done.
import type { OnVenue } from "../far/slots.ts";
import type { Reader } from "./Reader.ts";
import { venueOf } from "./venues.ts";

/** Why something false is excused. */
export type Excuse =
  /** The server withheld or doubled a change of the book: the next audits find it. */
  | "spoiled book"
  /** The server ended the subscription without a word: for trades, orders, balances and nonces nothing tells of it yet. */
  | "subscription ended in silence"
  /** A PONG came that nobody asked for: till the one that was asked for, an older subscription may be taken for the newer one. */
  | "unasked PONG"
  /** The client's clock jumped by some seconds, less than it can tell from late frames; it matters to candles of seconds. */
  | "clock off by seconds";

/** A subscription as the server names it: `depth 0x…`, `trades 0x…`, `orders`, on the margin venue with its name. */
export function slotOf(channel: string, market?: string, venue?: OnVenue["venue"]): string {
  const named =
    market === undefined || !(channel === "depth" || channel === "trades") ? channel : `${channel} ${market}`;
  return venue === "turbo" ? `${named} turbo` : named;
}

/** Every subscription of a connection. */
export const ANY = "any";

interface Doubt {
  readonly connection: number;
  readonly slot: string;
  readonly excuse: Excuse;
  /** Since when the subscription is whole again; `Infinity` where it is not. */
  until: number;
}

/** By connection and subscription, what is excused. */
export class Excused {
  readonly #doubts = new Map<string, Doubt>();

  /** @param until default: until {@link end}. */
  begin(connection: number, slot: string, excuse: Excuse, until: number = Number.POSITIVE_INFINITY): void {
    this.#doubts.set(`${connection} ${slot} ${excuse}`, { connection, slot, excuse, until });
  }

  /** The connection subscribed anew, or was sent a snapshot. */
  end(connection: number, slot: string, excuse: Excuse): void {
    const doubt = this.#doubts.get(`${connection} ${slot} ${excuse}`);
    if (doubt) doubt.until = Math.min(doubt.until, Date.now());
  }

  /** Nothing comes any more through the connections that `isOver` names. */
  endThose(isOver: (connection: number) => boolean): void {
    const now = Date.now();
    for (const doubt of this.#doubts.values()) if (isOver(doubt.connection)) doubt.until = Math.min(doubt.until, now);
  }

  /** Whether any subscription is ended in silence now that nothing tells of; a book's audit does. */
  get hasEnded(): boolean {
    const now = Date.now();
    return [...this.#doubts.values()].some(
      ({ slot, excuse, until }) =>
        excuse === "subscription ended in silence" && !slot.startsWith("depth ") && until > now,
    );
  }

  /** Why a reader's value may have been false on some connection at some time since then; `undefined` where nothing excuses it. */
  why(reader: Reader, market: string | undefined, since: number): Excuse | undefined {
    const slot = slotOf(CHANNEL[reader.kind], market, venueOf(reader));
    // The days of all markets have the trades of those that are followed.
    const isOf = (held: string): boolean =>
      held === ANY || (reader.kind === "summaries" ? held.startsWith(`${slot} `) : held === slot);
    return [...this.#doubts.values()].find((doubt) => isOf(doubt.slot) && doubt.until >= since)?.excuse;
  }
}

/** The channel that a reader's values come through. */
const CHANNEL: Readonly<Record<Reader["kind"], string>> = {
  depth: "depth",
  calm: "depth",
  best: "depth",
  trades: "trades",
  candles: "trades",
  ticker: "trades",
  orders: "orders",
  history: "orders",
  fills: "orders",
  triggers: "orders",
  changes: "orders",
  balances: "balances",
  nonce: "nonce",
  account: "nonce",
  margin: "orders",
  tiers: "none",
  summaries: "trades",
};
