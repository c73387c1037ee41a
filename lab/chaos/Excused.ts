// Faults that no client can notice, and how long each excuses a wrong value: the server withheld or doubled a change of
// a book, or ended a subscription without a word. It knows nothing of how that was done.
import type { OnVenue } from "../far/slots.ts";
import type { Reader } from "./Reader.ts";
import { venueOf } from "./venues.ts";

/** The reason why a false value is excused. */
export type Excuse =
  /** The server withheld or doubled a change of the book. The next audits find it. */
  | "spoiled book"
  /** The server ended the subscription without a word. Nothing reveals that yet for trades, orders, balances and nonces. */
  | "subscription ended in silence"
  /**
   * The server sent a PONG that nobody asked for. Until the expected PONG arrives, the client may take an older
   * subscription for the newer one.
   */
  | "unasked PONG"
  /**
   * The client's clock jumped by some seconds, which is too little for it to notice by late frames. This affects
   * candles of seconds.
   */
  | "clock off by seconds";

/**
 * A subscription as the server names it: `depth 0x…`, `trades 0x…` or `orders`. On the margin venue the venue's name
 * follows.
 */
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
  /** The time from which the subscription is whole again; `Infinity` while it is not. */
  until: number;
}

/** The excuses, by connection and subscription. */
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

  /** Ends all excuses of the connections that `isOver` names: nothing more arrives through them. */
  endThose(isOver: (connection: number) => boolean): void {
    const now = Date.now();
    for (const doubt of this.#doubts.values()) if (isOver(doubt.connection)) doubt.until = Math.min(doubt.until, now);
  }

  /** True while a subscription is ended and nothing reveals it. Books do not count, because an audit reveals theirs. */
  get hasEnded(): boolean {
    const now = Date.now();
    return [...this.#doubts.values()].some(
      ({ slot, excuse, until }) =>
        excuse === "subscription ended in silence" && !slot.startsWith("depth ") && until > now,
    );
  }

  /**
   * The reason why a reader's value may have been false on some connection since that time; `undefined` if nothing
   * excuses it.
   */
  why(reader: Reader, market: string | undefined, since: number): Excuse | undefined {
    const slot = slotOf(CHANNEL[reader.kind], market, venueOf(reader));
    // The summaries of all markets include the trades of the followed ones.
    const isOf = (held: string): boolean =>
      held === ANY || (reader.kind === "summaries" ? held.startsWith(`${slot} `) : held === slot);
    return [...this.#doubts.values()].find((doubt) => isOf(doubt.slot) && doubt.until >= since)?.excuse;
  }
}

/** The channel that carries a reader's values. */
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
