// Takes in what the client says: into the state, to the listeners of trades, to the repair of gaps. Does not know who follows
// what, nor when the state is shown.
import type { Trade } from "../client/entities.ts";
import type { ClientEvent } from "../client/events.ts";
import type { O2Config } from "../client/networks.ts";
import type { O2Rest } from "../client/rest.ts";
import type { Session } from "../client/session.ts";
import type { Item, Join } from "./backfill.ts";
import type { Around } from "./channels/channel.ts";
import type { Current } from "./current.ts";
import { patch } from "./entries.ts";
import type { FeedSettings } from "./feedSettings.ts";
import { carrierOf, isWhole } from "./live.ts";
import { newestFirst } from "./merge.ts";
import type { MostAsked } from "./mostAsked.ts";
import { Outages } from "./outages.ts";
import { reduce } from "./reduce.ts";
import { Repair } from "./repair.ts";
import type { O2State } from "./state.ts";
import { type FeedTopic, feedId } from "./topics.ts";
import { TradeListeners } from "./tradeListeners.ts";

/** The parts that the intake works on. */
export interface IntakeOptions {
  readonly config: O2Config;
  readonly settings: FeedSettings;
  readonly session: Session;
  readonly rest: O2Rest | undefined;
  readonly current: Current;
  readonly mostAsked: MostAsked;
  /** Whether somebody holds a topic now. */
  readonly isFollowed: (topic: FeedTopic) => boolean;
}

/** The intake of one feed. */
export class Intake {
  /** Fills gaps and audits; there is none where there is no REST. */
  readonly repair: Repair | undefined;
  readonly tradeListeners: TradeListeners;
  readonly #options: IntakeOptions;
  readonly #outages = new Outages();
  #losing: ReturnType<typeof setTimeout> | undefined;

  constructor(options: IntakeOptions) {
    const { session, rest, settings } = options;
    this.#options = options;
    this.tradeListeners = new TradeListeners({
      report: (error) => session.report(error),
      now: settings.now,
      clock: session.clock,
    });
    this.repair = rest && this.#repairOf(rest);
    session.listen((event) => this.#hear(event));
  }

  /** Takes an event into the state. */
  reduce(event: ClientEvent): void {
    const { current, session, settings } = this.#options;
    current.become(
      reduce(current.state, event, {
        ...this.#around(),
        now: settings.now(),
        epochOf: (slot) => session.subscriptions.epochOfSlot(slot),
        isFilled: this.repair !== undefined,
      }),
    );
  }

  #repairOf(rest: O2Rest): Repair {
    const { config, current, session, settings, mostAsked, isFollowed } = this.#options;
    return new Repair({
      ...settings,
      session,
      rest,
      serverNow: () => session.clock.earliest,
      tradesWanted: (market, newest) => {
        return { count: mostAsked.most(market), since: this.tradeListeners.since(market, newest) };
      },
      state: () => current.state,
      around: () => this.#around(),
      onState: (state) => current.become(state),
      onFilled: (topic, join, buffered) => this.#filled(topic, join, buffered),
      onFailed: ({ error, retryAt }) => {
        if (retryAt !== undefined) this.#outages.began(config.apiBase ?? "", error.message, settings.now(), retryAt);
      },
      isWhole: (topic) => isWhole(current.state, topic, session.subscriptions),
      isFollowed,
    });
  }

  #hear(event: ClientEvent): void {
    const { current } = this.#options;
    if (event.type === "book") current.bookChanged(event.market);
    else if (event.type === "waiting") current.request();
    if (event.type === "book" || event.type === "waiting") return;
    const before = current.state;
    this.reduce(event);
    if (event.type === "connection") this.#watchLoss(before.connection.status);
    else if (event.type === "update" && event.update.action === "subscribe_trades")
      this.#tellTrades(event.update.market_id, newestFirst(event.update.trades), before);
    this.repair?.hear(event);
  }

  #filled(topic: FeedTopic, join: Join, buffered: readonly Item[]): void {
    const { config, current, session, settings, mostAsked } = this.#options;
    const before = current.state;
    this.#outages.ended(config.apiBase ?? "");
    // Candles that were read while their trades had to be read anew are read again with these.
    const carrier = carrierOf(topic);
    const isJoined = topic.channel !== "candles" || isWhole(before, carrier, session.subscriptions);
    const epoch = isJoined ? session.subscriptions.epochOf(carrier) : undefined;
    const filled = { epoch, error: undefined, retryAt: undefined, updatedAt: settings.now() };
    const limit = topic.channel === "trades" ? mostAsked.most(topic.market) : undefined;
    current.become(patch(join(before), topic.channel, feedId(topic), { ...filled, limit }));
    if (topic.channel !== "trades" || !before.trades[topic.market]) return;
    // Nothing is held before the first read; what the stream said meanwhile was told.
    const known = [...(before.trades[topic.market]?.data ?? []), ...(buffered as readonly Trade[])];
    this.tradeListeners.tellRead(topic.market, current.state.trades[topic.market]?.data ?? [], known);
  }

  #tellTrades(market: string, trades: readonly Trade[], before: O2State): void {
    const held = before.trades[market];
    if (held) this.tradeListeners.tell(market, trades, held.data ?? this.repair?.heardTrades(market) ?? []);
  }

  #watchLoss(before: O2State["connection"]["status"]): void {
    const { config, current, settings } = this.#options;
    const { status } = current.state.connection;
    if (status === before) return;
    clearTimeout(this.#losing);
    if (status === "connected") this.#outages.ended(config.wsUrl);
    if (status !== "connecting" && status !== "reconnecting") return;
    this.#losing = setTimeout(() => {
      const { connection } = current.state;
      current.become({ ...current.state, connection: { ...connection, isLost: true } });
      const { reason = "no answer so far", retryAt } = connection;
      this.#outages.began(config.wsUrl, reason, settings.now(), retryAt);
      this.repair?.readWithoutLink();
    }, settings.lostAfter);
  }

  #around(): Around {
    const { current, session, settings } = this.#options;
    const { maxTrades, maxClosedOrders } = settings;
    const { subscriptions } = session;
    return {
      state: current.state,
      maxTrades,
      closedLimit: (id) => maxClosedOrders + (this.repair?.history.count(id) ?? 0),
      isWhole: (topic) => isWhole(current.state, topic, subscriptions),
      isOnly: (topic) => subscriptions.isOnly(topic.channel) && subscriptions.isHeld(topic),
      isShared: (channel) => subscriptions.identities(channel).length > 1,
      accountOf: (identity) => this.repair?.accountOf(identity) ?? identity,
    };
  }
}
