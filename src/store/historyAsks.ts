// Steps back in history as components ask for them: at any moment, each once, and how it goes is in the state. Does not know which
// pages a step reads.
import type { Identity } from "../client/entities.ts";
import { isRestError, toO2Error } from "../client/errors.ts";
import { identityKey, type MarketRef, toIdentity, toVenue, type VenueIdentity } from "../client/ids.ts";
import { isPair } from "../client/pairs.ts";
import type { Venue } from "../client/protocol.ts";
import { isSame } from "./equal.ts";
import type { HistoryPage } from "./history.ts";
import { withHistoryStatus, withoutHistoryStatus } from "./historyChanges.ts";
import { type HistoryStatus, historyKey } from "./historyStatus.ts";
import type { O2State, O2Store } from "./state.ts";
import type { FeedTopic } from "./topics.ts";

/** The parts that the steps need, and the callbacks that they tell. */
export interface HistoryAsksOptions {
  readonly state: () => O2State;
  readonly store: Pick<O2Store, "subscribe">;
  /** The state changed, and is shown at once. */
  readonly onState: (state: O2State) => void;
  /** Follows the orders of some identities for the linger. */
  readonly hold: (identities: readonly VenueIdentity[]) => void;
  /** The ids of a market, or of all. */
  readonly markets: (market?: MarketRef) => Promise<readonly string[]>;
  /** Reads the next step, of all markets or of one. */
  readonly read: (
    identities: readonly VenueIdentity[],
    markets: readonly string[],
    market?: string,
  ) => Promise<HistoryPage>;
}

interface Ask {
  readonly page: Promise<HistoryPage>;
  /** The holding of each identity when the page was asked for: another topic, once it was let go of and taken up again. */
  readonly held: Held;
}

type Held = readonly (FeedTopic | undefined)[];

/** The steps under way of one feed. */
export class HistoryAsks {
  readonly #options: HistoryAsksOptions;
  readonly #asks = new Map<string, Ask>();
  /** The number of steps under way, by the key of the status. */
  readonly #counts = new Map<string, number>();

  constructor(options: HistoryAsksOptions) {
    this.#options = options;
  }

  /** The next step of some identities, in one market or in all; those who ask for the same meanwhile share it. Never rejects. */
  async ask(of: readonly Identity[], market?: MarketRef, venue?: Venue): Promise<HistoryPage> {
    try {
      const isTurbo = toVenue(venue) === "turbo";
      const identities = of.map((identity) => ({ ...toIdentity(identity), ...(isTurbo && { venue }) }));
      const key = identities.map((identity) => historyKey(identity, market)).join(" ");
      // A child's effect runs before the effect that follows these orders. They linger until that one holds them.
      this.#options.hold(identities);
      const held = this.#heldOf(identities);
      const same = this.#asks.get(key);
      if (same && isSame(same.held, held)) return await same.page;
      const ask: Ask = { held, page: this.#ask(identities, market, held) };
      this.#asks.set(key, ask);
      const page = await ask.page;
      if (this.#asks.get(key) === ask) this.#asks.delete(key);
      return page;
    } catch (error) {
      // Parameters that cannot be used.
      return { hasMore: true, error: toO2Error(error) };
    }
  }

  async #ask(identities: readonly VenueIdentity[], market: MarketRef | undefined, held: Held): Promise<HistoryPage> {
    let named = market;
    this.#begin(identities, named);
    let page: HistoryPage;
    try {
      const ids = await this.#options.markets(market);
      if (market !== undefined && isPair(market)) {
        // Its id is known: the step goes on by that name.
        [named] = ids;
        this.#begin(identities, named);
        this.#leave(identities, market);
      }
      const isKnown = await this.#known(identities);
      page = isKnown
        ? await this.#options.read(identities, ids, market === undefined ? undefined : ids[0])
        : { hasMore: true, error: undefined };
    } catch (error) {
      page = { hasMore: true, error: toO2Error(error) };
    }
    const now = this.#heldOf(identities);
    // An identity that was let go of meanwhile is read from its beginning again: the page says nothing of that.
    const isStill = identities.filter((_, index) => now[index] === held[index]);
    this.#end(identities, named, (identity) => (isStill.includes(identity) ? page : undefined));
    return page;
  }

  #heldOf(identities: readonly VenueIdentity[]): Held {
    const { orders } = this.#options.state();
    return identities.map((identity) => orders[identityKey(identity)]?.topic);
  }

  #begin(identities: readonly VenueIdentity[], market: MarketRef | undefined): void {
    const { state, onState } = this.#options;
    for (const identity of identities) this.#count(historyKey(identity, market), 1);
    onState(withHistoryStatus(state(), identities, market, (status) => ({ ...status, isFetching: true })));
  }

  #leave(identities: readonly VenueIdentity[], pair: string): void {
    const { state, onState } = this.#options;
    const left = identities.filter((identity) => this.#count(historyKey(identity, pair), -1) === 0);
    onState(left.reduce((next, identity) => withoutHistoryStatus(next, identity, pair), state()));
  }

  #end(
    identities: readonly VenueIdentity[],
    market: MarketRef | undefined,
    pageOf: (identity: VenueIdentity) => HistoryPage | undefined,
  ): void {
    const { state, onState } = this.#options;
    for (const identity of identities) this.#count(historyKey(identity, market), -1);
    const next = (status: HistoryStatus, identity: VenueIdentity): HistoryStatus => {
      const isFetching = this.#counts.has(historyKey(identity, market));
      const page = pageOf(identity);
      if (!page) return { ...status, isFetching };
      // One identity may be at its end while there is more of another.
      return { isFetching, error: page.error, hasMore: page.hasMore && (identities.length === 1 || status.hasMore) };
    };
    onState(withHistoryStatus(state(), identities, market, next));
  }

  #count(key: string, change: number): number {
    const count = (this.#counts.get(key) ?? 0) + change;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
    return count;
  }

  /** Resolves when there are orders of each identity to put older ones to, or none can be read now; `false` when one is not held. */
  #known(identities: readonly VenueIdentity[]): Promise<boolean> {
    const { state, store } = this.#options;
    return new Promise((resolve) => {
      const look = ({ orders }: O2State): void => {
        const entries = identities.map((identity) => orders[identityKey(identity)]);
        if (entries.some((entry) => entry && !entry.data && !isRestError(entry.error))) return;
        stop();
        resolve(!entries.includes(undefined));
      };
      const stop = store.subscribe(look);
      look(state());
    });
  }
}
