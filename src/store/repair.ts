// Keeps what is held true over REST: decides when to fill gaps, to audit and to read the markets, and hands the feed what is found.
import type { AuditCounters } from "../client/audits.ts";
import type { Identity, Trade } from "../client/entities.ts";
import type { ClientEvent } from "../client/events.ts";
import type { O2Rest } from "../client/rest.ts";
import type { Session } from "../client/session.ts";
import { keyOfUpdate, marketAt } from "../client/venueKeys.ts";
import { channelOf, type Slot } from "../client/wire.ts";
import { AllAudits } from "./allAudits.ts";
import type { Item, Join } from "./backfill.ts";
import type { Around } from "./channels/channel.ts";
import { unreadMarkets } from "./channels/marketFills.ts";
import { createHistory } from "./createHistory.ts";
import { patch, topicsOf } from "./entries.ts";
import type { Failure } from "./failure.ts";
import type { FeedSettings } from "./feedSettings.ts";
import { GapFills } from "./gapFills.ts";
import type { History } from "./history.ts";
import { candlesOf, carriedBy, carrierOf } from "./live.ts";
import type { MarketList } from "./markets.ts";
import { StartlessCandles } from "./startlessCandles.ts";
import type { O2State } from "./state.ts";
import { type CarriedTopic, type FeedTopic, feedId, holderOf, isPolled } from "./topics.ts";
import { WalletAccounts } from "./walletAccounts.ts";

/** The parts that repair needs, and the callbacks that it tells. */
export interface RepairOptions extends FeedSettings {
  readonly session: Session;
  readonly rest: O2Rest;
  readonly markets: MarketList;
  /** The earliest that it may be at the exchange: candles are read back from there. */
  readonly serverNow: () => number;
  /** The number of trades of a market that are wanted, and since when they are news, given when the newest was made. */
  readonly tradesWanted: (market: string, newest: number) => { readonly count: number; readonly since: number };
  readonly state: () => O2State;
  /** The facts that the channels may go by now. */
  readonly around: () => Around;
  /** Something was learnt. */
  readonly onState: (state: O2State) => void;
  /** A topic's gap is filled: it is current once `join` is taken in. */
  readonly onFilled: (topic: CarriedTopic, join: Join, buffered: readonly Item[]) => void;
  /** A read failed. */
  readonly onFailed: (failure: Failure) => void;
  /** Whether nothing of a topic is missing. */
  readonly isWhole: (topic: FeedTopic) => boolean;
  /** Whether somebody holds a topic now; one that lingers is read last. */
  readonly isFollowed: (topic: FeedTopic) => boolean;
}

/** The first wait after a failed read, in milliseconds. */
const RETRY_DELAY = 1_000;

/** After a lost connection the first reads wait up to this long, at random, in milliseconds. */
const SPREAD = 250;

/** The repairs of one feed. */
export class Repair {
  /** Older orders, on demand. */
  readonly history: History;
  readonly #options: RepairOptions;
  readonly #gapFills: GapFills;
  #isUp = false;
  #isLost = false;
  #hasBeenUp = false;
  #readFrom = 0;
  readonly #audits: AllAudits | undefined;
  readonly #startless = new StartlessCandles();
  readonly #accounts = new WalletAccounts();

  constructor(options: RepairOptions) {
    this.#options = options;
    const { session, markets, auditInterval, maxClosedOrders, state, onState, now } = options;
    this.history = createHistory(options);
    const closedLimit = (id: string): number => maxClosedOrders + this.history.count(id);
    this.#gapFills = new GapFills({
      ...options,
      closedLimit,
      wantedSince: (id) => options.around().wantedSince?.(id),
      isShared: ({ channel, venue }) => session.subscriptions.identities(channel, venue).length > 1,
      accountOf: (identity) => this.#accounts.of(identity),
      onAccount: (wallet, account) => onState(this.#accounts.learn(state(), wallet, account, options.isWhole)),
      retryDelay: RETRY_DELAY,
      markets: () => markets.get(),
      wait: () => Math.min(SPREAD, this.#readFrom - now()),
      whenRead: (then) => (this.#isUp ? session.whenRead(then) : then()),
      onFilled: (topic, join, buffered) => this.#filled(topic, join, buffered),
      onFailed: (topic, failure, join) => {
        const failed = patch(join(state()), topic.channel, feedId(topic), failure);
        // Candles wait for the trades, so what ails these ails them.
        const candles = topic.channel === "trades" ? candlesOf(failed, topic) : [];
        onState(candles.reduce((next, each) => patch(next, "candles", feedId(each), failure), failed));
        options.onFailed(failure);
      },
    });
    if (auditInterval === false) return;
    this.#audits = new AllAudits({
      ...options,
      interval: auditInterval,
      markets: () => markets.get(),
      accountOf: (identity) => this.accountOf(identity),
    });
  }

  /** The counts of a market's audits. */
  counters(market: string): AuditCounters {
    return this.#audits?.counters(market) ?? { audits: 0, mismatches: 0 };
  }

  /** A topic is held from now on. `isRead`: the server has read its subscription already, so that nothing more will be told of it. */
  take(topic: CarriedTopic, isRead: boolean): void {
    if (topic.channel === "candles") {
      if (this.#options.isWhole(carrierOf(topic))) this.#fill(topic);
    } else if (isRead && topic.channel !== "depth") this.#fill(topic);
    this.#audits?.take(topic);
    if (this.#isLost) this.readWithoutLink();
  }

  /** More of a topic is wanted than was read of it. What is not being read, and is not whole, will be read anyway. */
  readMore(topic: CarriedTopic): void {
    if (this.#gapFills.isReading(topic) || this.#options.isWhole(topic)) this.#fill(topic);
  }

  /** A topic is not held any more. */
  drop(topic: CarriedTopic): void {
    this.#gapFills.forget(topic);
    this.#startless.forget(topic);
    this.#audits?.drop(topic);
    if (topic.channel === "orders") this.history.forget(holderOf(topic));
  }

  /** Whom the stream names when it speaks of an identity: for a wallet its trade account, once that was read. */
  accountOf(identity: Identity): Identity {
    return this.#accounts.of(identity);
  }

  /** The trades of a market, by its name on its venue, that were heard while nothing is held of it yet. */
  heardTrades(market: string): readonly Trade[] {
    // A buffer of trades holds trades.
    return (
      (this.#gapFills.bufferedOf({ channel: "trades", ...marketAt(market) }) as readonly Trade[] | undefined) ?? []
    );
  }

  /** Hears an event of the client. */
  hear(event: ClientEvent): void {
    // A read for a subscription that does not stand proves nothing, nor do trades that were heard behind a hole.
    if (event.type === "reset" || event.type === "doubt" || event.type === "rejected")
      for (const topic of this.#heldOf(event.slot)) this.#gapFills.arm(topic);
    if (event.type === "read") {
      for (const topic of event.slots.flatMap((slot) => this.#heldOf(slot))) {
        if (!this.#gapFills.isOpen(topic)) this.#gapFills.arm(topic);
        this.#gapFills.start(topic);
      }
    }
    if (event.type === "unproven")
      for (const topic of this.#gapFills.caughtUpSince(event.since)) this.#fillAgain(topic);
    if (event.type === "connection") this.#linkChanged(event.connection.status === "connected");
    if (event.type === "update") {
      const { update } = event;
      // Entries of a slot that was given up are older than what will be read for the next one.
      const venue = "venue" in update ? update.venue : undefined;
      if (!this.#options.session.subscriptions.mayBeLate(channelOf(update), venue)) this.#gapFills.push(update);
      // By now the server has candles that tell when they begin.
      if (update.action === "subscribe_trades")
        for (const topic of this.#startless.takeOf(keyOfUpdate(update))) this.#fillAgain(topic);
      if (update.action === "subscribe_orders")
        for (const topic of topicsOf(this.#options.state())) this.#catchUp(topic);
    }
  }

  /** The known time of the exchange was wrong: candles that were read by it are read again. */
  clockCorrected(): void {
    const { state, isWhole } = this.#options;
    for (const topic of topicsOf(state())) {
      if (topic.channel === "candles" && isWhole(carrierOf(topic))) this.#fillAgain(topic);
    }
  }

  /** The link does not come: what nobody has heard of yet is read all the same, to be shown as stale. */
  readWithoutLink(): void {
    this.#isLost = true;
    for (const topic of topicsOf(this.#options.state(), (entry) => entry.data === undefined))
      if (!isPolled(topic) && !this.#gapFills.isOpen(topic)) this.#fill(topic);
  }

  /** Gives everything up that is under way. */
  close(): void {
    this.#isLost = false;
    this.#hasBeenUp = false;
    this.#gapFills.lost();
    this.#audits?.close();
  }

  /** The feed connects, for the first time or again. */
  open(): void {
    this.#audits?.open();
  }

  #linkChanged(isUp: boolean): void {
    // Attempts that fail change nothing for what is read without a link.
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    this.#isLost = false;
    const { now, random } = this.#options;
    if (isUp && this.#hasBeenUp) {
      this.#readFrom = now() + random() * SPREAD;
      this.#options.markets.renew();
    }
    this.#hasBeenUp ||= isUp;
    // It belongs to the link before, or was read without one: now a book's snapshot comes, and might be there before its answer.
    this.#gapFills.lost();
    this.#audits?.restart();
  }

  #filled(topic: CarriedTopic, join: Join, buffered: readonly Item[]): void {
    const { state, onFilled } = this.#options;
    onFilled(topic, join, buffered);
    this.#catchUp(topic);
    if (topic.channel === "candles") this.#startless.note(topic, state().candles[feedId(topic)]?.data ?? []);
    if (topic.channel !== "trades") return;
    // Candles are joined to the trades, so they wait for them to be whole.
    for (const candles of candlesOf(state(), topic)) this.#fill(candles);
  }

  /** The stream told of fills that no read has brought yet. */
  #catchUp(topic: FeedTopic): void {
    if (topic.channel !== "fills" || this.#gapFills.isOpen(topic)) return;
    const held = this.#options.state().fills[feedId(topic)]?.heldFills;
    if (held && unreadMarkets(held).length > 0) this.#fill(topic);
  }

  /** The reads of a topic prove nothing any more. */
  #fillAgain(topic: CarriedTopic): void {
    const { state, onState } = this.#options;
    if (!state()[topic.channel][feedId(topic)]) return;
    onState(patch(state(), topic.channel, feedId(topic), { epoch: undefined }));
    this.#fill(topic);
  }

  #fill(topic: CarriedTopic): void {
    this.#gapFills.arm(topic);
    this.#gapFills.start(topic);
  }

  #heldOf(slot: Slot): CarriedTopic[] {
    return carriedBy(this.#options.state(), slot).filter(({ channel }) => channel !== "candles" && channel !== "depth");
  }
}
