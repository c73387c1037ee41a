// One connection's subscriptions on one venue: what it holds, and the frames it is sent of each commit. It knows nothing of
// the other venue, nor of how a frame becomes text.
import type { Identity } from "../client/entities.ts";
import type { Channel, IdentityChannel } from "../client/protocol.ts";
import { bucketSides } from "./buckets.ts";
import type { Commit } from "./commits.ts";
import type { Exchange } from "./exchange.ts";
import type { Account } from "./orders.ts";
import type { IdentityRequest, MarketRequest } from "./requests.ts";
import { ViewSlots, type ViewSubscription } from "./viewSlots.ts";
import * as wire from "./wire.ts";
import { ordersFrame } from "./wireOrders.ts";
import type { Wire } from "./wires.ts";

/** The parts that it is made from. */
export interface VenueSessionOptions {
  readonly exchange: Exchange;
  /** Sends a frame, marked as this venue's. */
  readonly say: (frame: (spelling: Wire) => object) => void;
  readonly refuse: (code: number, message: string, details?: object) => void;
  /** Whether one more subscription of the connection is refused, and said so. */
  readonly isFull: (details?: object) => boolean;
  /** The spellings of the moment. */
  readonly wire: () => Wire;
}

/** The subscriptions that a connection holds on one venue. */
export interface VenueSubscriptions {
  /** Wire precision by market id. */
  readonly depth: Readonly<Record<string, string>>;
  /** By market id; the margin venue has none. */
  readonly depthView?: Readonly<Record<string, ViewSubscription>>;
  /** Market ids. */
  readonly trades: readonly string[];
  readonly orders: readonly Identity[];
}

/** The server takes at most this many identities in one request. */
const MAX_IDENTITIES = 10;

const same = (a: Identity, b: Identity): boolean =>
  "ContractId" in a ? "ContractId" in b && a.ContractId === b.ContractId : "Address" in b && a.Address === b.Address;

const belongs = (identity: Identity, account: Account): boolean =>
  "ContractId" in identity ? identity.ContractId === account.id : identity.Address === account.owner;

/** The level of a wire precision, or `undefined`: any other value subscribes to a channel that never speaks. */
const levelOf = (precision: string): number | undefined =>
  /^10{1,18}$/.test(precision) ? precision.length - 1 : undefined;

/** One connection on one venue. Begins at once; `end()` it when the connection is gone. */
export class VenueSession {
  readonly #options: VenueSessionOptions;
  readonly #depth = new Map<string, string>();
  readonly #views: ViewSlots;
  readonly #trades = new Set<string>();
  readonly #identities: Record<IdentityChannel, readonly Identity[]> = { orders: [], balances: [], nonce: [] };
  readonly #unlisten: () => void;

  constructor(options: VenueSessionOptions) {
    this.#options = options;
    this.#views = new ViewSlots({ ...options, book: (marketId, level) => options.exchange.depth(marketId, level) });
    this.#unlisten = options.exchange.onCommit((commit) => this.#speak(commit));
  }

  /** The subscriptions that the server holds here now. */
  get subscriptions(): VenueSubscriptions & Readonly<Record<"balances" | "nonce", readonly Identity[]>> {
    const depth = Object.fromEntries(this.#depth);
    return { depth, depthView: this.#views.subscriptions, trades: [...this.#trades], ...this.#identities };
  }

  /** The number of subscriptions, each of a market or of a channel of identities. */
  get count(): number {
    const channels = Object.values(this.#identities).filter((held) => held.length > 0);
    return this.#depth.size + this.#views.count + this.#trades.size + channels.length;
  }

  /** Carries out a request. */
  carryOut(request: MarketRequest | IdentityRequest): void {
    if ("marketId" in request) this.#carryOutMarket(request);
    else this.#carryOutIdentities(request);
  }

  /** Ends the subscriptions of a channel without a word. */
  forget(channel: Channel): void {
    if (channel === "depth") this.#depth.clear();
    else if (channel === "depthView") this.#views.end();
    else if (channel === "trades") this.#trades.clear();
    else this.#identities[channel] = [];
  }

  /** The connection is gone. */
  end(): void {
    this.#views.end();
    this.#unlisten();
  }

  #carryOutMarket(request: MarketRequest): void {
    const { channel, subscribe, marketId, precision } = request;
    const { exchange, say, refuse, isFull } = this.#options;
    const held = channel === "depth" ? this.#depth : channel === "trades" ? this.#trades : this.#views;
    const details = { market_id: marketId };
    if (channel === "depthView" && !this.#views.isKnown(request)) return;
    if (!exchange.markets.some((market) => market.market_id === marketId)) {
      refuse(6002, "no such market", details);
    } else if (!subscribe) {
      if ("delete" in held) held.delete(marketId);
      else held.unsubscribe(request);
    } else if (held.has(marketId)) {
      refuse(6000, `already subscribed to ${channel} of this market`, details);
    } else if (isFull(details)) {
      return;
    } else if (channel === "trades") {
      this.#trades.add(marketId);
    } else if (channel === "depthView") {
      this.#views.subscribe(request);
    } else {
      this.#depth.set(marketId, precision);
      const level = levelOf(precision);
      if (level === undefined) return;
      say((spelling) => wire.depthSnapshot(marketId, exchange.depth(marketId, level), spelling, level));
    }
  }

  #carryOutIdentities({ channel, subscribe, identities }: IdentityRequest): void {
    const { refuse, isFull } = this.#options;
    const held = this.#identities[channel];
    if (!subscribe) {
      // An unsubscribe of orders names no identities: it drops them all.
      const rest = held.filter((one) => !identities.some((other) => same(one, other)));
      this.#identities[channel] = channel === "orders" ? [] : rest;
    } else if (held.length > 0) {
      refuse(6000, `already subscribed to ${channel}`);
    } else if (identities.length > MAX_IDENTITIES) {
      refuse(6001, `at most ${MAX_IDENTITIES} identities, not ${identities.length}`);
    } else if (!isFull()) {
      this.#identities[channel] = identities;
    }
  }

  #speak({ timestamp, depth, trades, orders, balances, triggers, nonce }: Commit): void {
    const { say } = this.#options;
    this.#views.speak({ depth });
    for (const { marketId, changes } of depth) {
      const level = levelOf(this.#depth.get(marketId) ?? "");
      if (level === undefined) continue;
      const bucketed = bucketSides(changes, level);
      if (bucketed.bids.length + bucketed.asks.length === 0) continue;
      say((spelling) => wire.depthUpdate(marketId, bucketed, timestamp, spelling));
    }
    for (const { marketId, trades: traded } of trades) {
      if (!this.#trades.has(marketId)) continue;
      say((spelling) => wire.tradesFrame(marketId, traded, timestamp, spelling));
    }
    this.#speakIdentities({ timestamp, orders, balances, triggers, nonce });
  }

  #speakIdentities({
    timestamp,
    orders,
    balances,
    triggers,
    nonce,
  }: Pick<Commit, "timestamp" | "orders" | "balances" | "triggers" | "nonce">): void {
    const { say } = this.#options;
    const held = this.#identities;
    this.#speakOrders(orders, triggers, timestamp);
    // An entry carries the identity it was asked for by.
    const entries = balances.flatMap(({ account, balance }) =>
      held.balances.filter((one) => belongs(one, account)).map((identity) => ({ ...balance, identity })),
    );
    if (entries.length > 0) say((spelling) => wire.balancesFrame(entries, timestamp, spelling));
    if (nonce && held.nonce.some((one) => belongs(one, nonce.account))) {
      say((spelling) => wire.nonceFrame(nonce.account.id, nonce.nonce, timestamp, spelling));
    }
  }

  /** An order is sent once, also when both its trade account and its wallet are held. */
  #speakOrders(orders: Commit["orders"], triggers: Commit["triggers"], timestamp: number): void {
    const { exchange, say } = this.#options;
    const held = this.#identities.orders;
    const own = orders.flatMap((order) => {
      const { account, owner } = order;
      const asked = held.find((one) => (account && same(one, account)) || (owner && same(one, owner)));
      return asked ? [{ order, asked, triggers: exchange.triggersOf(order) }] : [];
    });
    const standalone = triggers.filter(
      ({ account, parent_order_id: parent }) =>
        held.some((one) => belongs(one, account)) && !(parent && exchange.isOpen(account, parent)),
    );
    if (own.length + standalone.length === 0) return;
    say((spelling) => ordersFrame(own, standalone, timestamp, spelling));
  }
}
