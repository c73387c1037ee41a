// The served exchange of a scenario, in a process of its own: what it is told to do, and the truth of it. It counts what
// clients ask for, and may take only so many connections a second.
import { createExchange, defaultMarkets, type MarketSpec, type SimulatedExchange } from "o2-react/testing";
import { type ServedExchange, serveExchange } from "o2-react/testing/node";
import { write } from "../chaos/Truth.ts";
import { Crowd, enough, richAccount } from "./Crowd.ts";
import { serve } from "./Remote.ts";

interface World {
  readonly exchange: SimulatedExchange;
  /** The exchange with its reads counted and its door watched. */
  readonly far: SimulatedExchange;
  readonly crowd: Crowd;
  readonly port: number;
  served: ServedExchange | undefined;
}

interface Read {
  readonly path: string;
  readonly at: number;
}

let world: World | undefined;
let reads: Read[] = [];
/** Of the limited door: how many may come in a second, and how many may now. */
let door: { readonly rate: number; free: number; at: number } | undefined;
const mine = new Map<string, { readonly account: ReturnType<typeof richAccount>; readonly orders: string[] }>();

const the = (): World => {
  if (!world) throw new Error("open() comes first");
  return world;
};

/** Markets of their own assets against one quote. */
const marketSpecs = (count: number): readonly MarketSpec[] =>
  Array.from({ length: count }, (_, index) => ({
    base: { symbol: `fT${index}`, decimals: 9, max_precision: 5 },
    quote: { symbol: "fUSDC", decimals: 9, max_precision: 1 },
    startPrice: 3_215_400_000_000n,
  }));

function isWelcome(): boolean {
  if (!door) return true;
  const now = Date.now();
  door.free = Math.min(door.rate, door.free + ((now - door.at) * door.rate) / 1_000);
  door.at = now;
  if (door.free < 1) return false;
  door.free -= 1;
  return true;
}

function watched(exchange: SimulatedExchange): SimulatedExchange {
  const { host } = exchange;
  // The server asks twice for each attempt: whether it refuses, and whether it lets it hang.
  let asked: "accept" | "refuse" | undefined;
  return Object.create(exchange, {
    host: {
      value: {
        get admission() {
          const now = asked ?? (isWelcome() ? "accept" : "refuse");
          asked = asked === undefined && now === "accept" ? now : undefined;
          return now;
        },
        connect: host.connect,
        reply: (url: URL, method: string) => {
          reads.push({ path: url.pathname, at: Date.now() });
          return host.reply(url, method);
        },
      },
    },
  }) as SimulatedExchange;
}

const commands = {
  /** Starts it. @param count how many markets; the usual three where it is 3. */
  async open(count: number, levels: number) {
    const exchange = createExchange({ markets: count === 3 ? defaultMarkets() : marketSpecs(count) });
    const crowd = new Crowd(exchange, levels);
    const markets = exchange.markets.map(({ market_id }) => market_id);
    crowd.fill(markets);
    const far = watched(exchange);
    const served = await serveExchange(far);
    world = { exchange, far, crowd, port: served.port, served };
    return { config: served.config, markets, accounts: exchange.accounts.map(({ id }) => id) };
  },

  /** Trades, a market after the other, so many actions a second. */
  trade(rate: number, markets: readonly string[]): void {
    the().crowd.start(rate, markets);
  },

  still(): void {
    the().crowd.stop();
  },

  /** Trades now, as fast as it can. */
  burst(count: number, markets: readonly string[]): void {
    the().crowd.act(count, markets);
  },

  /** The usual accounts act as well: their orders, balances and nonces change. */
  usual(actions: number): void {
    the().exchange.tick(actions);
  },

  /** The server is gone: every connection cut, new ones refused by the machine. */
  async down(): Promise<number> {
    const { served } = the();
    the().served = undefined;
    await served?.close();
    return Date.now();
  },

  /** It is there again, on the same port. @param rate how many connections a second it takes; all, where there is none. */
  async up(rate?: number): Promise<number> {
    door = rate === undefined ? undefined : { rate, free: 0, at: Date.now() };
    the().served = await serveExchange(the().far, { port: the().port });
    return Date.now();
  },

  /** It takes all from now on. */
  welcome(): void {
    door = undefined;
  },

  drop(): void {
    the().exchange.faults.drop();
  },

  /** Whole books as text, at a precision. */
  books(markets: readonly string[], precision = 1): string[] {
    return markets.map((id) => write.book(the().exchange.depth(id, precision)));
  },

  /** The newest trades, newest first, as text. */
  tapes(markets: readonly string[], count: number): string[] {
    return markets.map((id) => write.trades(the().exchange.trades(id).slice(-count).reverse()));
  },

  openOrders(account: string): string {
    return write.orders(the().exchange.orders({ ContractId: account }, { open: true }));
  },

  balances(account: string): string {
    return write.balances(the().exchange.balances({ ContractId: account }));
  },

  nonce(account: string): string {
    return String(the().exchange.nonce({ ContractId: account }));
  },

  /** A new account with so many open orders, spread over the markets, away from the traffic. @returns its id. */
  order(name: string, count: number): string {
    const { exchange } = the();
    const account = richAccount(exchange, name);
    const orders: string[] = [];
    for (let from = 0; from < count; from += 1_000) {
      const batch = Array.from({ length: Math.min(1_000, count - from) }, (_, index) => {
        const market = exchange.markets[(from + index) % exchange.markets.length] ?? exchange.markets[0];
        const middle = market.startPrice - (market.startPrice % market.tick);
        const price = middle + market.tick * BigInt(200 + (((from + index) * 7) % 4_000));
        return { place: { marketId: market.market_id, side: "sell" as const, price, quantity: enough(market, price) } };
      });
      for (const order of exchange.batch(account, batch)) if (order && "order_id" in order) orders.push(order.order_id);
    }
    mine.set(account.id, { account, orders });
    return account.id;
  },

  /** Of such an account an order is cancelled, and another placed. @returns their ids. */
  replace(id: string): { readonly cancelled: string; readonly placed: string } {
    const { exchange } = the();
    const { account, orders } = mine.get(id) ?? { account: undefined, orders: [] };
    if (!account) throw new Error(`${id} has no orders`);
    const [cancelled = ""] = orders.splice(Math.floor(orders.length / 3), 1);
    const { market_id, side, price, quantity } = exchange.cancel(account, cancelled);
    const again = exchange.place(account, { marketId: market_id ?? "", side, price, quantity });
    orders.push(again.order_id);
    return { cancelled, placed: again.order_id };
  },

  /** What the server holds, over all connections. */
  held() {
    const { connections, subscriptions } = the().exchange;
    const count = (of: (one: (typeof subscriptions)[number]) => number) =>
      subscriptions.reduce((sum, one) => sum + of(one), 0);
    return {
      connections,
      depth: count(({ depth }) => Object.keys(depth).length),
      trades: count(({ trades }) => trades.length),
      identities: count(({ orders, balances, nonce }) => orders.length + balances.length + nonce.length),
    };
  },

  /** What clients asked for since it was last forgotten. */
  asked() {
    const actions: Record<string, number> = {};
    for (const { frame } of the().exchange.requests) {
      const { action = "unknown" } = Object(frame) as { action?: string };
      actions[action] = (actions[action] ?? 0) + 1;
    }
    const paths: Record<string, number> = {};
    for (const { path } of reads) paths[path] = (paths[path] ?? 0) + 1;
    let busiestMinute = 0;
    for (let first = 0, last = 0; last < reads.length; last += 1) {
      while ((reads[last]?.at ?? 0) - (reads[first]?.at ?? 0) >= 60_000) first += 1;
      busiestMinute = Math.max(busiestMinute, last - first + 1);
    }
    return { actions, pings: the().exchange.pings, reads: paths, busiestMinute };
  },

  forget(): void {
    the().exchange.clearRequests();
    reads = [];
  },

  async close(): Promise<void> {
    the().crowd.stop();
    the().exchange.close();
    await the().served?.close();
  },
};

/** What the exchange's process can be told. */
export type ExchangeCommands = typeof commands;

serve(commands);
