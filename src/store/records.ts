// All that is no book: takes records into the state, fills their gaps, audits them and books, and reads what only REST tells. It may
// join a feed that already follows books. Does not know who follows what.
import type { AuditCounters } from "../client/audits.ts";
import type { Identity, Trade } from "../client/entities.ts";
import type { ClientEvent } from "../client/events.ts";
import type { MarketRef } from "../client/ids.ts";
import type { O2Config } from "../client/networks.ts";
import type { Venue } from "../client/protocol.ts";
import { O2Rest } from "../client/rest.ts";
import type { Session } from "../client/session.ts";
import { keyOfUpdate, marketAt } from "../client/venueKeys.ts";
import { marketKey } from "../client/venues.ts";
import { slotOf } from "../client/wire.ts";
import type { Item, Join } from "./backfill.ts";
import type { Around } from "./channels/channel.ts";
import { heldFills } from "./channels/heldFills.ts";
import { isBehind } from "./channels/marketFills.ts";
import { createHistories, type Histories } from "./createHistories.ts";
import { createPolls } from "./createPolls.ts";
import type { Current } from "./current.ts";
import { patch } from "./entries.ts";
import type { FeedSettings } from "./feedSettings.ts";
import type { HistoryChannel, HistoryPage } from "./history.ts";
import { withoutHistoryStatus } from "./historyChanges.ts";
import { noRest } from "./initialState.ts";
import { carrierOf, isWhole, wireOf } from "./live.ts";
import { newestFirst } from "./merge.ts";
import type { MostAsked } from "./mostAsked.ts";
import type { Outages } from "./outages.ts";
import type { Polls } from "./polls.ts";
import type { Reads } from "./reads.ts";
import { type RecordEvent, reduce } from "./reduce.ts";
import { reduceRecords } from "./reduceRecords.ts";
import { Repair } from "./repair.ts";
import { EMPTY_ENTRY, type O2State, type O2Store } from "./state.ts";
import { type CarriedTopic, type FeedTopic, feedId, holderOf, isPolled } from "./topics.ts";
import { Tops } from "./tops.ts";
import { TradeListeners } from "./tradeListeners.ts";
import { until } from "./until.ts";
import { watchOrders } from "./watchOrders.ts";

/** The parts that the records work on. */
export interface RecordsOptions {
  readonly config: O2Config;
  readonly settings: FeedSettings;
  readonly session: Session;
  /** `undefined` where there is no REST. */
  readonly reads: Reads | undefined;
  readonly store: O2Store;
  readonly current: Current;
  readonly mostAsked: MostAsked;
  readonly outages: Outages;
  /** Whether somebody holds a topic now. */
  readonly isFollowed: (topic: FeedTopic) => boolean;
  /** Follows topics until the returned function is called, and for the linger. */
  readonly follow: (topics: readonly FeedTopic[]) => () => void;
}

/** The records of one feed. */
export class Records {
  readonly until: typeof until = until;
  readonly watchOrders: typeof watchOrders = watchOrders;
  /** The REST reads; `undefined` where there is no REST. */
  readonly rest: O2Rest | undefined;
  readonly tops: Tops | undefined;
  /** Fills gaps and audits; there is none where there is no REST. */
  readonly repair: Repair | undefined;
  /** Reads what no subscription tells. */
  readonly #polls: Polls;
  readonly #options: RecordsOptions;
  readonly #tradeListeners: TradeListeners;
  readonly #histories: Histories | undefined;

  constructor(options: RecordsOptions) {
    const { session, reads, settings, current } = options;
    this.#options = options;
    this.#tradeListeners = new TradeListeners({
      report: (error) => session.report(error),
      now: settings.now,
      clock: session.clock,
    });
    this.rest = reads && new O2Rest(reads.get);
    this.#polls = createPolls(options, this.rest);
    if (!reads || !this.rest) return;
    this.tops = new Tops({ rest: this.rest, now: settings.now, current });
    this.repair = this.#repairOf(this.rest, reads);
    this.#histories = createHistories(options, { rest: this.rest, history: this.repair.history, reads });
  }

  /** The feed connects, for the first time or again. */
  open(): void {
    this.repair?.open();
    this.#polls.open();
  }

  /** Gives up what is under way. */
  close(): void {
    this.repair?.close();
    this.tops?.close();
    this.#polls.close();
  }

  /** The state with what no subscription tells, as of it. */
  toNow(state: O2State): O2State {
    return this.#polls.toNow(state);
  }

  /** The state after an event of records. */
  readonly reduce = (state: O2State, event: RecordEvent): O2State => {
    const { session, settings } = this.#options;
    return reduceRecords(state, event, {
      ...this.#around(),
      now: settings.now(),
      epochOf: (slot) => session.subscriptions.epochOfSlot(slot),
      isFilled: this.repair !== undefined,
    });
  };

  /** Hears an event that the state has taken in. `before` is the state before it. */
  hear(event: ClientEvent, before: O2State): void {
    if (event.type === "update" && event.update.action === "subscribe_trades")
      this.#tellTrades(keyOfUpdate(event.update), newestFirst(event.update.trades), before);
    this.repair?.hear(event);
  }

  /** A topic is held from now on, and its carrier is wanted. */
  take(topic: FeedTopic): void {
    const { session, current } = this.#options;
    const { subscriptions } = session;
    if (isPolled(topic)) {
      this.#polls.take(topic);
      return;
    }
    if (topic.channel === "trades") this.#tradeListeners.begin(marketKey(topic));
    const needed = carrierOf(topic);
    const slot = slotOf(needed);
    // Held for an iterator: then no subscription, and so no reset, will follow.
    const isHeld = subscriptions.isHeld(needed);
    // With REST, candles begin when the trades are whole, and say nothing of them; nor do fills of orders.
    const isApart = topic.channel === "candles" || topic.channel === "fills";
    if (isHeld && !(isApart && this.repair))
      current.become(reduce(current.state, { type: "reset", slot }, this.reduce));
    const isRead = subscriptions.isRead(needed);
    if (isRead && !this.repair) current.become(reduce(current.state, { type: "read", slots: [slot] }, this.reduce));
    this.repair?.take(topic, isRead);
  }

  /** A topic is not held any more, and is no more in the state. */
  drop(topic: FeedTopic): void {
    const { current } = this.#options;
    if (isPolled(topic)) {
      this.#polls.drop(topic);
      return;
    }
    this.repair?.drop(topic);
    if (topic.channel === "orders") current.become(withoutHistoryStatus(current.state, holderOf(topic)));
  }

  /** More of a topic is wanted than was read of it. */
  readMore(topic: CarriedTopic): void {
    this.repair?.readMore(topic);
  }

  /** Calls a listener for each trade of a followed market from now on. @param market its name on its venue. */
  onTrade(market: string, call: (trade: Trade) => void): () => void {
    const { session, current } = this.#options;
    const newest = current.state.trades[market]?.data?.[0]?.timestamp ?? Number.NEGATIVE_INFINITY;
    const isNoneMissing = isWhole(current.state, { channel: "trades", ...marketAt(market) }, session.subscriptions);
    return this.#tradeListeners.add(market, call, isNoneMissing ? newest : undefined);
  }

  /** Reads the next page of older orders, or fills, of some identities on a venue. Never rejects. */
  async readHistory(
    of: readonly Identity[],
    market?: MarketRef,
    venue?: Venue,
    channel: HistoryChannel = "orders",
  ): Promise<HistoryPage> {
    const history = this.#histories?.[channel];
    return history ? history.ask(of, market, venue) : { hasMore: false, error: noRest(`older ${channel}`) };
  }

  /** The counts of a market's audits. */
  counters(market: string): AuditCounters {
    return this.repair?.counters(market) ?? { audits: 0, mismatches: 0 };
  }

  #repairOf(rest: O2Rest, { markets }: Reads): Repair {
    const { config, current, session, settings, mostAsked, outages, isFollowed } = this.#options;
    return new Repair({
      ...settings,
      session,
      rest,
      markets,
      serverNow: () => session.clock.earliest,
      tradesWanted: (market, newest) => {
        return { count: mostAsked.most(market), since: this.#tradeListeners.since(market, newest) };
      },
      state: () => current.state,
      around: () => this.#around(),
      onState: (state) => current.become(state),
      onFilled: (topic, join, buffered) => this.#filled(topic, join, buffered),
      onFailed: (failure) => outages.failed(config.apiBase ?? "", failure, settings.now()),
      isWhole: (topic) => isWhole(current.state, topic, session.subscriptions),
      isFollowed,
    });
  }

  #filled(topic: CarriedTopic, join: Join, buffered: readonly Item[]): void {
    const { config, current, session, settings, mostAsked, outages } = this.#options;
    const before = current.state;
    outages.ended(config.apiBase ?? "");
    // Candles that were read while their trades had to be read anew are read again with these.
    const carrier = carrierOf(topic);
    const isJoined = topic.channel !== "candles" || isWhole(before, carrier, session.subscriptions);
    const epoch = isJoined ? session.subscriptions.epochOf(wireOf(carrier)) : undefined;
    const filled = { epoch, error: undefined, retryAt: undefined, updatedAt: settings.now() };
    const id = feedId(topic);
    const limit = topic.channel === "trades" ? mostAsked.most(id) : undefined;
    const joined = join(before);
    // The stream may have told of more than was read.
    const isShort = topic.channel === "fills" && isBehind(heldFills(joined.fills[id] ?? EMPTY_ENTRY));
    current.become(patch(joined, topic.channel, id, { ...filled, limit, ...(isShort && { epoch: undefined }) }));
    if (topic.channel !== "trades" || !before.trades[id]) return;
    // Nothing is held before the first read; what the stream said meanwhile was told.
    const known = [...(before.trades[id]?.data ?? []), ...(buffered as readonly Trade[])];
    this.#tradeListeners.tellRead(id, current.state.trades[id]?.data ?? [], known);
  }

  #tellTrades(market: string, trades: readonly Trade[], before: O2State): void {
    const held = before.trades[market];
    if (held) this.#tradeListeners.tell(market, trades, held.data ?? this.repair?.heardTrades(market) ?? []);
  }

  #around(): Around {
    const { current, session, settings, mostAsked } = this.#options;
    const { subscriptions } = session;
    return {
      state: current.state,
      maxTrades: settings.maxTrades,
      closedLimit: (id) => settings.maxClosedOrders + (this.repair?.history.count(id) ?? 0),
      wantedSince: (id) => mostAsked.earliest(`orders:${id}`),
      isWhole: (topic) => isWhole(current.state, topic, subscriptions),
      isOnly: (topic) => subscriptions.isOnly(topic.channel, topic.venue) && subscriptions.isHeld(topic),
      isShared: ({ channel, venue }) => subscriptions.identities(channel, venue).length > 1,
      accountOf: (identity) => this.repair?.accountOf(identity) ?? identity,
    };
  }
}
