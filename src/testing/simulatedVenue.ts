// One venue of the simulated exchange as tests and stories use it: its state and actions, and its traffic. It knows nothing of
// connections.
import type { Exchange } from "./exchange.ts";
import { Flow } from "./flow.ts";
import type { ExchangeMarket } from "./markets.ts";
import type { Account } from "./orders.ts";
import { usualQuantity } from "./pace.ts";
import type { Resolution, TapeBar } from "./tape.ts";
import { type Clock, Traffic } from "./traffic.ts";

/** A venue's own state and actions. */
export interface SimulatedVenue
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
  /** Carries out this many seeded actions now. Default 1. */
  tick(count?: number): void;
  /** Seeded actions by a timer, `rate` a second by the exchange's clock. Default 50. */
  start(options?: { readonly rate?: number }): void;
  /** Ends what `start` began. */
  stop(): void;
  /**
   * Makes the history of the last hours (default 24): trades, bars, full books. Call it before anything else. Given the `rate` of `start`,
   * its bars have about as much volume as those that follow; otherwise they have much less.
   */
  warmUp(options?: { readonly hours?: number; readonly rate?: number }): void;
}

/** The parts that a venue is made from. */
export interface SimulatedVenueOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  /** The traffic's seed. */
  readonly seed: number | string;
  /** The names of the three accounts. */
  readonly names: readonly [ada: string, grace: string, alan: string];
}

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

/** Makes a venue of an exchange on which nothing has happened yet. */
export const createSimulatedVenue = ({ exchange, clock, seed, names }: SimulatedVenueOptions): SimulatedVenue => {
  const [first, ...others] = exchange.markets;
  if (!first) throw new RangeError("An exchange needs at least one market; leave `markets` out for the usual ones.");
  const open = (place: 0 | 1 | 2): Account =>
    exchange.createAccount(names[place], demoMoney(exchange.markets, BigInt(place)));
  const accounts = [open(0), open(1), open(2)] as const;
  const traffic = new Traffic({ exchange, clock, flow: new Flow({ exchange, seed, demo: accounts }) });
  return {
    markets: [first, ...others],
    accounts,
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
  };
};
