// Reads older fills a page at a time, as components ask for them; how it goes is in the entries of their topics. Does not know who shows them.
import type { Identity } from "../client/entities.ts";
import { isRestError, type O2Error, toO2Error } from "../client/errors.ts";
import { type MarketRef, toIdentity, toVenue } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import type { O2Rest } from "../client/rest.ts";
import { PAGE } from "../client/restQueries.ts";
import { readPage } from "./channels/fills.read.ts";
import { withHeldFills } from "./channels/fills.ts";
import { floorsOf, heldFills, shownFills } from "./channels/heldFills.ts";
import { fillsIn, withMarket } from "./channels/marketFills.ts";
import { cursorOf, withPage } from "./channels/wholeFills.ts";
import { patch } from "./entries.ts";
import type { HistoryPage } from "./history.ts";
import { EMPTY_ENTRY, type Entry, type O2State, type O2Store, type TopicData } from "./state.ts";
import { type FeedTopic, type FillsTopic, feedId } from "./topics.ts";

/** The parts that the pages need, and the callbacks that they tell. */
export interface FillPagesOptions {
  readonly rest: O2Rest;
  readonly state: () => O2State;
  readonly store: Pick<O2Store, "subscribe">;
  /** The state changed, and is shown at once. */
  readonly onState: (state: O2State) => void;
  /** Follows topics for the linger. */
  readonly hold: (topics: readonly FeedTopic[]) => void;
  /** The ids of a market. */
  readonly markets: (market: MarketRef) => Promise<readonly string[]>;
  /** The number of a market's fills that are kept besides those of pages. */
  readonly maxTrades: number;
}

/** A market's fills of one topic. */
interface Place {
  readonly topic: FillsTopic;
  readonly market: string;
}

/** The pages of one feed. */
export class FillPages {
  readonly #options: FillPagesOptions;
  readonly #steps = new Map<string, Promise<HistoryPage>>();
  readonly #reading = new Map<string, Promise<void>>();

  constructor(options: FillPagesOptions) {
    this.#options = options;
  }

  /** The next step of some identities, in one market or in all; those who ask for the same meanwhile share it. Never rejects. */
  async ask(of: readonly Identity[], market?: MarketRef, venue?: Venue): Promise<HistoryPage> {
    try {
      const isTurbo = toVenue(venue) === "turbo";
      const [id] = market === undefined ? [] : await this.#options.markets(market);
      const topics = of.map((identity): FillsTopic => {
        const place = { ...(isTurbo && { venue }), ...(id !== undefined && { market: id }) };
        return { channel: "fills", identity: toIdentity(identity), ...place };
      });
      const key = topics.map(feedId).join(", ");
      const step = this.#steps.get(key) ?? this.#step(topics).finally(() => this.#steps.delete(key));
      this.#steps.set(key, step);
      return await step;
    } catch (error) {
      // Parameters that cannot be used.
      return { hasMore: true, error: toO2Error(error) };
    }
  }

  async #step(topics: readonly FillsTopic[]): Promise<HistoryPage> {
    this.#options.hold(topics);
    this.#mark(topics, true);
    await this.#known(topics);
    const error = await this.#readOn(topics);
    this.#mark(topics, false, error);
    const hasMore = floorsOf(topics.map((topic) => heldFills(this.#entry(topic)))).length > 0;
    return { hasMore: hasMore || error !== undefined, error };
  }

  /** Reads of each market at most one page, and no more than it takes to show a page of older fills without a hole. */
  async #readOn(topics: readonly FillsTopic[]): Promise<O2Error | undefined> {
    const read = new Set<string>();
    const before = this.#shown(topics);
    while (this.#shown(topics) < before + PAGE.trades) {
      // Those that keep the others' older fills from being shown.
      const places = this.#highest(topics, read);
      if (places.length === 0) return undefined;
      const pages = await Promise.allSettled(places.map((place) => this.#page(place)));
      for (const place of places) read.add(keyOf(place));
      const failure = pages.find((page) => page.status === "rejected");
      if (failure) return toO2Error(failure.reason);
    }
    return undefined;
  }

  #highest(topics: readonly FillsTopic[], read: ReadonlySet<string>): Place[] {
    const open = topics
      .flatMap((topic) =>
        Object.entries(heldFills(this.#entry(topic)).markets).map(([market, of]) => ({ topic, market, of })),
      )
      .filter((place) => Number.isFinite(place.of.floor) && !read.has(keyOf(place)));
    const highest = Math.max(...open.map(({ of }) => of.floor));
    return open.filter(({ of }) => of.floor === highest);
  }

  #shown(topics: readonly FillsTopic[]): number {
    return shownFills(topics.map((topic) => heldFills(this.#entry(topic)))).length;
  }

  /** The next page, once for all who ask meanwhile. */
  #page(place: Place): Promise<void> {
    const key = keyOf(place);
    const reading = this.#reading.get(key) ?? this.#read(place).finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }

  async #read({ topic, market }: Place): Promise<void> {
    const { rest, state, onState, maxTrades } = this.#options;
    const before = cursorOf(fillsIn(heldFills(this.#entry(topic)), market));
    const page = await readPage(market, topic, before, { rest, how: {} });
    const entry = this.#entry(topic);
    const held = heldFills(entry);
    const next = withMarket(held, market, withPage(fillsIn(held, market), before, page, maxTrades));
    onState(patch(state(), "fills", feedId(topic), withHeldFills(entry, next)));
  }

  #entry(topic: FillsTopic): Entry<TopicData["fills"]> {
    return this.#options.state().fills[feedId(topic)] ?? EMPTY_ENTRY;
  }

  #mark(topics: readonly FillsTopic[], isFetching: boolean, error?: O2Error): void {
    const { state, onState } = this.#options;
    const older = { isFetching, error };
    onState(topics.reduce((next, topic) => patch(next, "fills", feedId(topic), { older }), state()));
  }

  /** Resolves when there are fills of each topic to put older ones to, or none can be read now. */
  #known(topics: readonly FillsTopic[]): Promise<void> {
    const { state, store } = this.#options;
    return new Promise((resolve) => {
      const look = ({ fills }: O2State): void => {
        const entries = topics.map((topic) => fills[feedId(topic)]);
        if (entries.some((entry) => entry && !entry.heldFills && !isRestError(entry.error))) return;
        stop();
        resolve();
      };
      const stop = store.subscribe(look);
      look(state());
    });
  }
}

function keyOf({ topic, market }: Place): string {
  return `${feedId(topic)} ${market}`;
}
