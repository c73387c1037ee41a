// The simulated exchange as a whole, as tests and stories use it: joins the rooms of this folder.
import { Connections, type LoggedRequest, type ServerLink, type ServerTransport } from "./connections.ts";
import { Exchange } from "./exchange.ts";
import type { FaultControls } from "./faults.ts";
import { createPageFetch, type PageFetch } from "./fetch.ts";
import { type MarginControls, MarginScripts } from "./margin.ts";
import type { MarketSpec } from "./markets.ts";
import { RateLimits } from "./rateLimits.ts";
import { type RestReply, replyTo } from "./replies.ts";
import type { ApiRequest } from "./rest/answer.ts";
import type { SessionSubscriptions } from "./serverSession.ts";
import { createSimulatedVenue, type SimulatedVenue } from "./simulatedVenue.ts";
import { createPageSockets } from "./socket.ts";
import { createClock } from "./traffic.ts";
import { lazily, type Venues } from "./venues.ts";
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
  /** Whether there is a margin venue beside spot. Default true; without it `/v1/markets` has no `margin`, and what asks for it is refused. */
  readonly margin?: boolean | undefined;
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

/**
 * The margin venue's own state and actions, and what it says of margin accounts and tiers: what was set, and nothing else. `createAccount`
 * with the id of a margin account, as `openMarginAccount` of spot gives it, opens the one that has this account's orders and money here.
 */
export interface SimulatedMarginVenue extends SimulatedVenue, MarginControls {}

/** The exchange's own state and actions, beside the ends that clients see. What stands here is of spot; `turbo()` is the margin venue. */
export interface SimulatedExchange extends SimulatedVenue {
  /**
   * The margin venue: the same market ids, with books, trades, orders, accounts and traffic of their own. Made when it is first asked
   * for, here or by a client. Its accounts have other ids than those of spot; `createAccount` gives the same id for the same name.
   * @throws RangeError where `margin` is `false`.
   */
  turbo(): SimulatedMarginVenue;
  /** Addresses for a client in this page; with `WebSocket` and `fetch` any host is this exchange. */
  readonly config: { readonly wsUrl: string; readonly apiBase: string };
  /** A `WebSocket` class whose other end is this exchange. */
  readonly WebSocket: typeof globalThis.WebSocket;
  /** A `fetch` whose other end is this exchange. */
  readonly fetch: typeof globalThis.fetch;
  /**
   * A `fetch` of its own for one client in this page, closed with the exchange at the latest. `latency`: milliseconds each way, default
   * the exchange's.
   */
  openFetch(latency?: number): PageFetch;
  /** The exchange's clock, in milliseconds since 1970. */
  now(): number;
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
const MARGIN_NAMES = ["Ada's margin account", "Grace's margin account", "Alan's margin account"] as const;

const controlsOf = (scripts: MarginScripts): MarginControls => ({
  setMarginState: (account, state) => scripts.setMarginState(account, state),
  setMarginTiers: (tiers) => scripts.setMarginTiers(tiers),
  setStressBand: (band) => scripts.setStressBand(band),
});

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
  const { parallelNonces, margin = true } = options;
  const { weeks } = wire();
  const shared = { now: clock.now, markets: options.markets, countsTrades, parallelNonces, weeks };
  const exchange = new Exchange({ ...shared, seed });
  const venue = createSimulatedVenue({ exchange, clock, seed, names: NAMES });
  const scripts = new MarginScripts();
  let stopTurbo = (): void => undefined;
  const turbo = lazily(() => {
    const seedOfTurbo = `${seed} turbo`;
    const exchange = new Exchange({ ...shared, seed: seedOfTurbo, venue: "turbo" });
    const venue = createSimulatedVenue({ exchange, clock, seed: seedOfTurbo, names: MARGIN_NAMES });
    stopTurbo = venue.stop;
    return { exchange, venue: { ...venue, ...controlsOf(scripts) } };
  });
  const venues: Venues = {
    spot: exchange,
    hasMargin: margin,
    get turbo() {
      return margin ? turbo().exchange : undefined;
    },
    margin: margin ? scripts : undefined,
  };
  const connections = new Connections({ venues, wire, silence, maxSubscriptions });
  const { faults } = connections;
  const limits = new RateLimits(rateLimits, clock.now);
  let isClosed = false;
  const reply = (request: ApiRequest): RestReply =>
    isClosed ? NO_REPLY : replyTo({ venues, faults, limits, wire }, request);
  const sockets = createPageSockets({ connections, latency });
  const pages = new Set<PageFetch>();
  const openFetch = (own = latency): PageFetch => {
    const page = createPageFetch({ reply, latency: own });
    pages.add(page);
    return {
      fetch: page.fetch,
      close: () => {
        page.close();
        pages.delete(page);
      },
    };
  };
  const http = openFetch();

  return {
    ...venue,
    turbo: () => {
      if (margin) return turbo().venue;
      throw new RangeError("This exchange has no margin venue: make it without `margin: false`.");
    },
    config: { wsUrl: "wss://o2.simulated/v1/ws", apiBase: "https://o2.simulated" },
    WebSocket: sockets.WebSocket,
    fetch: http.fetch,
    openFetch,
    now: clock.now,
    faults,
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
      venue.stop();
      stopTurbo();
      sockets.close();
      for (const page of pages) page.close();
      connections.close();
    },
  };
};
