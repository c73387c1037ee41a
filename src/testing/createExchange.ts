// The simulated exchange as a whole, as tests and stories use it: joins the rooms of this folder.
import { Connections, type LoggedRequest, type ServerLink, type ServerTransport } from "./connections.ts";
import { Exchange } from "./exchange.ts";
import type { FaultControls } from "./faults.ts";
import { createPageFetch } from "./fetch.ts";
import { Flow } from "./flow.ts";
import type { ExchangeMarket, MarketSpec } from "./markets.ts";
import type { Account } from "./orders.ts";
import { usualQuantity } from "./pace.ts";
import { RateLimits } from "./rateLimits.ts";
import { type RestReply, replyTo } from "./replies.ts";
import type { ApiRequest } from "./rest/answer.ts";
import type { SessionSubscriptions } from "./serverSession.ts";
import { createPageSockets } from "./socket.ts";
import type { Resolution, TapeBar } from "./tape.ts";
import { createClock, Traffic } from "./traffic.ts";
import type { SnapshotKey } from "./wire.ts";
import { createWire, type WireChoice } from "./wires.ts";

/** Options of a simulated exchange. */
export interface SimulatedExchangeOptions {
  /** The same seed and clock give the same run. Default 1. */
  readonly seed?: number | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Default: fFUEL/fUSDC, fETH/fUSDC, fBTC/fUSDC. */
  readonly markets?: readonly MarketSpec[] | undefined;
  /**
   * The time that anything takes between page and exchange, in milliseconds each way: a handshake and a REST read take it
   * twice. Default 0.
   */
  readonly latency?: number | undefined;
  /**
   * The spellings of its answers, where sources about the real exchange disagree: `"likely"`, the default, `"alt"`,
   * `"mixed"` (another one for each answer, by the seed), or some by name, such as `{ depth: "view" }`.
   */
  readonly wire?: WireChoice | undefined;
  /** The key of a book's snapshot: short for `wire: { depth }`. */
  readonly snapshotKey?: SnapshotKey | undefined;
  /** Whether accounts can use parallel nonces. Default false: whoever tries gets `Revert(123)`, as on accounts that cannot. */
  readonly parallelNonces?: boolean | undefined;
  /** The strictness of rate limits: 1 as the API's documentation says, 2 twice as generous. Default 0: none are kept. */
  readonly rateLimits?: number | undefined;
  /**
   * The number of subscriptions that one connection may hold, each of a market or of a channel of identities; one more is refused with
   * 6001. Default: any number, for the real limit is not known.
   */
  readonly maxSubscriptions?: number | undefined;
  /** The time that a silent connection is kept, in milliseconds. Default 60,000. */
  readonly silence?: number | undefined;
}

/** The exchange's own state and actions, beside the ends that clients see. */
export interface SimulatedExchange
  extends Pick<
    Exchange,
    | "createAccount"
    | "openMarginAccount"
    | "account"
    | "deposit"
    | "place"
    | "cancel"
    | "fill"
    | "settle"
    | "batch"
    | "onCommit"
    | "market"
    | "depth"
    | "top"
    | "trades"
    | "lastTrade"
    | "orders"
    | "balances"
    | "nonce"
    | "totals"
    | "triggerOrders"
  > {
  /** The bars of a market that begin between two times (milliseconds), oldest first, at most the newest 5,000. */
  bars(marketId: string, resolution?: Resolution, from?: number, to?: number): readonly TapeBar[];
  readonly markets: readonly [ExchangeMarket, ...ExchangeMarket[]];
  /** Accounts with money in every asset that the traffic trades with a little: Ada, Grace and Alan. */
  readonly accounts: readonly [ada: Account, grace: Account, alan: Account];
  /** Addresses for a client in this page; with `WebSocket` and `fetch` any host is this exchange. */
  readonly config: { readonly wsUrl: string; readonly apiBase: string };
  /** A `WebSocket` class whose other end is this exchange. */
  readonly WebSocket: typeof globalThis.WebSocket;
  /** A `fetch` whose other end is this exchange. */
  readonly fetch: typeof globalThis.fetch;
  /** Carries out this many seeded actions now. Default 1. */
  tick(count?: number): void;
  /** Seeded actions by a timer, `rate` a second by the exchange's clock. Default 50. */
  start(options?: { readonly rate?: number }): void;
  /** Ends what `start` began. */
  stop(): void;
  /** Makes the history of the last hours (default 24): trades, bars, full books. Call it before anything else. */
  warmUp(options?: { readonly hours?: number }): void;
  /** Network faults, on demand. */
  readonly faults: FaultControls;
  /** The number of open connections. */
  readonly connections: number;
  /** The clients' requests, oldest first, without pings. */
  readonly requests: readonly LoggedRequest[];
  /** The number of pings that came in. */
  readonly pings: number;
  /** Forgets `requests` and `pings`. */
  clearRequests(): void;
  /** The subscriptions that the server holds now, by connection. */
  readonly subscriptions: readonly (SessionSubscriptions & { readonly connection: number })[];
  /** Serves this exchange by other means, such as a port. */
  readonly host: ExchangeHost;
  /**
   * Ends everything and leaves no timer behind. From now on connections are refused and reads fail, as those of a server that
   * is gone.
   */
  close(): void;
}

/** The ends that a server joins its sockets and its HTTP to. */
export interface ExchangeHost {
  /** The treatment of a connection attempt now. */
  readonly admission: "accept" | "refuse" | "hang";
  /** Opens a link for a client that has connected. */
  connect(transport: ServerTransport): ServerLink;
  /** The answer to a request to the API. */
  reply(url: URL, method: string, request?: Omit<ApiRequest, "url" | "method">): RestReply;
}

/** The answer of an exchange that is closed: none. */
const NO_REPLY: RestReply = { status: 0, type: "text/plain", text: "", delay: 0, failed: true };

const NAMES = ["Ada", "Grace", "Alan"] as const;

/** Money for an account with a little of everything; more of the first market's base than a double can hold exactly. */
const demoMoney = (markets: readonly ExchangeMarket[], place: bigint): Record<string, bigint> => {
  const money: Record<string, bigint> = {};
  for (const [index, market] of markets.entries()) {
    const share = index === 0 ? 401n : 37n;
    money[market.base.asset] = usualQuantity(market) * (share + place * 7n) + 1_234_567n;
    money[market.quote.asset] =
      (money[market.quote.asset] ?? 0n) + market.min_order * (25_000n + place * 5_000n) + 890_123n;
  }
  return money;
};

/**
 * A simulated O2 exchange in this page or process: markets, accounts, matching, the feed, the REST reads, traffic, and
 * faults. It has no timer and no connection until it is used.
 *
 * @example
 * const exchange = createExchange({ seed: 1 })
 * exchange.warmUp()
 * exchange.start({ rate: 50 })
 * const socket = new exchange.WebSocket(exchange.config.wsUrl)
 */
export const createExchange = (options: SimulatedExchangeOptions = {}): SimulatedExchange => {
  const { seed = 1, now = Date.now, latency, snapshotKey, silence, rateLimits = 0, maxSubscriptions } = options;
  const choice = options.wire ?? (snapshotKey ? { depth: snapshotKey } : "likely");
  const wire = createWire(choice, seed);
  const clock = createClock(now);
  const countsTrades = typeof choice === "object" && choice.tradeIds === "counter";
  const { markets, parallelNonces } = options;
  const exchange = new Exchange({ seed, now: clock.now, markets, countsTrades, parallelNonces, weeks: wire().weeks });
  const [first, ...others] = exchange.markets;
  if (!first) throw new RangeError("An exchange needs at least one market; leave `markets` out for the usual ones.");
  const open = (place: 0 | 1 | 2): Account =>
    exchange.createAccount(NAMES[place], demoMoney(exchange.markets, BigInt(place)));
  const accounts = [open(0), open(1), open(2)] as const;
  const traffic = new Traffic({ exchange, clock, flow: new Flow({ exchange, seed, demo: accounts }) });
  const connections = new Connections({ exchange, wire, silence, maxSubscriptions });
  const { faults } = connections;
  const limits = new RateLimits(rateLimits, clock.now);
  let isClosed = false;
  const reply = (request: ApiRequest): RestReply =>
    isClosed ? NO_REPLY : replyTo({ exchange, faults, limits, wire }, request);
  const sockets = createPageSockets({ connections, latency });
  const http = createPageFetch({ reply, latency });

  return {
    markets: [first, ...others],
    accounts,
    config: { wsUrl: "wss://o2.simulated/v1/ws", apiBase: "https://o2.simulated" },
    WebSocket: sockets.WebSocket,
    fetch: http.fetch,
    faults,
    createAccount: (...args) => exchange.createAccount(...args),
    openMarginAccount: (who) => exchange.openMarginAccount(who),
    account: (...args) => exchange.account(...args),
    deposit: (...args) => exchange.deposit(...args),
    place: (...args) => exchange.place(...args),
    cancel: (...args) => exchange.cancel(...args),
    fill: (...args) => exchange.fill(...args),
    settle: (...args) => exchange.settle(...args),
    batch: (...args) => exchange.batch(...args),
    onCommit: (...args) => exchange.onCommit(...args),
    market: (...args) => exchange.market(...args),
    depth: (...args) => exchange.depth(...args),
    top: (...args) => exchange.top(...args),
    trades: (...args) => exchange.trades(...args),
    lastTrade: (...args) => exchange.lastTrade(...args),
    bars: (...args) => exchange.bars(...args),
    orders: (...args) => exchange.orders(...args),
    balances: (...args) => exchange.balances(...args),
    nonce: (...args) => exchange.nonce(...args),
    totals: () => exchange.totals(),
    triggerOrders: (...args) => exchange.triggerOrders(...args),
    tick: (count) => traffic.tick(count),
    start: (settings) => traffic.start(settings),
    stop: () => traffic.stop(),
    warmUp: (settings) => traffic.warmUp(settings),
    get connections() {
      return connections.count;
    },
    get requests() {
      return connections.requests;
    },
    get pings() {
      return connections.pings;
    },
    get subscriptions() {
      return connections.subscriptions;
    },
    clearRequests: () => connections.clearRequests(),
    host: {
      get admission() {
        return connections.admission;
      },
      connect: (transport) => connections.open(transport),
      reply: (url, method, request) => reply({ url, method, ...request }),
    },
    close: () => {
      isClosed = true;
      traffic.stop();
      sockets.close();
      http.close();
      connections.close();
    },
  };
};
