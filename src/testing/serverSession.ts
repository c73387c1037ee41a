// The server's side of the protocol for one connection: its subscriptions, and the frames it sends.
// It knows nothing of the transport: text comes in by receive(), text goes out by a callback.
import type { Identity } from "../client/entities.ts";
import type { Channel, IdentityChannel } from "../client/protocol.ts";
import { bucketSides } from "./buckets.ts";
import type { Commit } from "./commits.ts";
import type { Exchange } from "./exchange.ts";
import type { Account } from "./orders.ts";
import { type IdentityRequest, type MarketRequest, readRequest } from "./requests.ts";
import * as wire from "./wire.ts";
import type { NextWire, Wire } from "./wires.ts";

/** The parts that a session is made from. */
export interface ServerSessionOptions {
  readonly exchange: Exchange;
  readonly send: (text: string, isBinary: boolean) => void;
  /** The server closes the connection. */
  readonly close: (code: number, reason: string) => void;
  /** The spellings of each frame. */
  readonly wire: NextWire;
  /** The time after which a silent client is closed, in milliseconds. Default 60,000. */
  readonly silence?: number | undefined;
  /** The largest number of subscriptions that are held. Default: any number. */
  readonly maxSubscriptions?: number | undefined;
}

/** The subscriptions that the server holds for one connection. */
export interface SessionSubscriptions {
  /** Wire precision by market id. */
  readonly depth: Readonly<Record<string, string>>;
  /** Market ids. */
  readonly trades: readonly string[];
  readonly orders: readonly Identity[];
  readonly balances: readonly Identity[];
  readonly nonce: readonly Identity[];
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

/** One connection, as the server sees it. Begins at once; `end()` it when the connection is gone. */
export class ServerSession {
  readonly #options: ServerSessionOptions;
  readonly #depth = new Map<string, string>();
  readonly #trades = new Set<string>();
  readonly #identities: Record<IdentityChannel, readonly Identity[]> = { orders: [], balances: [], nonce: [] };
  readonly #unlisten: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ServerSessionOptions) {
    this.#options = options;
    this.#unlisten = options.exchange.onCommit((commit) => this.#speak(commit));
    this.#heard();
  }

  /** The subscriptions that the server holds for this connection now. */
  get subscriptions(): SessionSubscriptions {
    return { depth: Object.fromEntries(this.#depth), trades: [...this.#trades], ...this.#identities };
  }

  /** Text from the client. */
  receive(text: string): void {
    this.#heard();
    const request = readRequest(text);
    if (request === "ping") this.#options.send("PONG", false);
    else if ("ignored" in request) return;
    else if ("refused" in request) this.#refuse(6002, request.refused, request.details);
    else if ("marketId" in request) this.#carryOutMarket(request);
    else this.#carryOutIdentities(request);
  }

  /** Ends the subscriptions of a channel without a word. */
  forget(channel: Channel): void {
    if (channel === "depth") this.#depth.clear();
    else if (channel === "trades") this.#trades.clear();
    else this.#identities[channel] = [];
  }

  /** The connection is gone: sends nothing more, and leaves no timer behind. */
  end(): void {
    clearTimeout(this.#timer);
    this.#unlisten();
  }

  #heard(): void {
    clearTimeout(this.#timer);
    const { silence = 60_000 } = this.#options;
    this.#timer = setTimeout(() => {
      this.end();
      this.#options.close(1001, `nothing heard for ${silence} ms`);
    }, silence);
  }

  #say(frame: (spelling: Wire) => object): void {
    const spelling = this.#options.wire();
    this.#options.send(wire.toText(frame(spelling), spelling), spelling.frames === "binary");
  }

  #refuse(code: number, message: string, details: object = {}): void {
    this.#say((spelling) => wire.errorFrame(code, message, details, spelling));
  }

  /** Whether one more subscription is refused, and said so. */
  #isFull(details: object = {}): boolean {
    const { maxSubscriptions = Number.POSITIVE_INFINITY } = this.#options;
    const channels = Object.values(this.#identities).filter((held) => held.length > 0);
    if (this.#depth.size + this.#trades.size + channels.length < maxSubscriptions) return false;
    this.#refuse(6001, `at most ${maxSubscriptions} subscriptions on one connection`, details);
    return true;
  }

  #carryOutMarket({ channel, subscribe, marketId, precision }: MarketRequest): void {
    const { exchange } = this.#options;
    const held = channel === "depth" ? this.#depth : this.#trades;
    const details = { market_id: marketId };
    if (!exchange.markets.some((market) => market.market_id === marketId)) {
      this.#refuse(6002, "no such market", details);
    } else if (!subscribe) {
      held.delete(marketId);
    } else if (held.has(marketId)) {
      this.#refuse(6000, `already subscribed to ${channel} of this market`, details);
    } else if (this.#isFull(details)) {
      return;
    } else if (channel === "trades") {
      this.#trades.add(marketId);
    } else {
      this.#depth.set(marketId, precision);
      const level = levelOf(precision);
      if (level === undefined) return;
      this.#say((spelling) => wire.depthSnapshot(marketId, exchange.depth(marketId, level), spelling, level));
    }
  }

  #carryOutIdentities({ channel, subscribe, identities }: IdentityRequest): void {
    const held = this.#identities[channel];
    if (!subscribe) {
      // An unsubscribe of orders names no identities: it drops them all.
      const rest = held.filter((one) => !identities.some((other) => same(one, other)));
      this.#identities[channel] = channel === "orders" ? [] : rest;
    } else if (held.length > 0) {
      this.#refuse(6000, `already subscribed to ${channel}`);
    } else if (identities.length > MAX_IDENTITIES) {
      this.#refuse(6001, `at most ${MAX_IDENTITIES} identities, not ${identities.length}`);
    } else if (!this.#isFull()) {
      this.#identities[channel] = identities;
    }
  }

  #speak({ timestamp, depth, trades, orders, balances, triggers, nonce }: Commit): void {
    for (const { marketId, changes } of depth) {
      const level = levelOf(this.#depth.get(marketId) ?? "");
      if (level === undefined) continue;
      const bucketed = bucketSides(changes, level);
      if (bucketed.bids.length + bucketed.asks.length === 0) continue;
      this.#say((spelling) => wire.depthUpdate(marketId, bucketed, timestamp, spelling));
    }
    for (const { marketId, trades: traded } of trades) {
      if (!this.#trades.has(marketId)) continue;
      this.#say((spelling) => wire.tradesFrame(marketId, traded, timestamp, spelling));
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
    const held = this.#identities;
    this.#speakOrders(orders, triggers, timestamp);
    // An entry carries the identity it was asked for by.
    const entries = balances.flatMap(({ account, balance }) =>
      held.balances.filter((one) => belongs(one, account)).map((identity) => ({ ...balance, identity })),
    );
    if (entries.length > 0) this.#say((spelling) => wire.balancesFrame(entries, timestamp, spelling));
    if (nonce && held.nonce.some((one) => belongs(one, nonce.account))) {
      this.#say((spelling) => wire.nonceFrame(nonce.account.id, nonce.nonce, timestamp, spelling));
    }
  }

  /** An order is sent once, also when both its trade account and its wallet are held. */
  #speakOrders(orders: Commit["orders"], triggers: Commit["triggers"], timestamp: number): void {
    const { exchange } = this.#options;
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
    this.#say((spelling) => wire.ordersFrame(own, standalone, timestamp, spelling));
  }
}
