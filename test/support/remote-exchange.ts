// A page's handle for an exchange that runs in Node behind real sockets: see served-exchange.ts.
import type { Balance, Bar, O2Config, Order, Resolution, Trade } from "o2-react";
import type {
  Account,
  ExchangeMarket,
  OrderRequest,
  SimulatedExchange,
  SimulatedExchangeOptions,
} from "o2-react/testing";
import { inject, onTestFinished } from "vitest";
import { remoted } from "../../lab/far/members.ts";
import type { Command } from "./served-exchange.ts";
import { fromText, toText } from "./text.ts";

async function ask(command: Command): Promise<unknown> {
  const response = await fetch(inject("exchanges"), { method: "POST", body: toText(command) });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return fromText(text);
}

/** An exchange on a port. Its methods go over HTTP. */
export interface RemoteExchange {
  readonly config: O2Config;
  readonly markets: readonly ExchangeMarket[];
  readonly accounts: readonly Account[];
  tick(count: number): Promise<void>;
  start(rate: number): Promise<void>;
  stop(): Promise<void>;
  depth(market: string, level?: number): Promise<ReturnType<SimulatedExchange["depth"]>>;
  trades(market: string): Promise<readonly Trade[]>;
  nonce(account: Account): Promise<bigint>;
  orders(account: Account, filter?: { open?: boolean }): Promise<readonly Order[]>;
  balances(account: Account): Promise<readonly Balance[]>;
  bars(market: string, resolution: Resolution): Promise<readonly Bar[]>;
  place(account: Account, request: OrderRequest): Promise<Order>;
  cancel(account: Account, orderId: string): Promise<Order>;
  connections(): Promise<number>;
  subscriptions(): Promise<SimulatedExchange["subscriptions"]>;
  requests(): Promise<unknown[]>;
  fault(name: "drop" | "stall" | "resume" | "refuse" | "accept" | "garbage", ...args: unknown[]): Promise<void>;
}

/** A new exchange for this test, with a book in every market. It ends with the test. */
export async function serveRemote(
  options: SimulatedExchangeOptions & { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<RemoteExchange> {
  const { id, ...made } = (await ask({ make: options })) as Pick<RemoteExchange, "config" | "markets" | "accounts"> & {
    readonly id: number;
  };
  onTestFinished(async () => void (await ask({ close: id })));
  const exchange = remoted<SimulatedExchange>((path, args) => ask({ exchange: id, path, args }));
  return {
    ...made,
    tick: (count) => exchange.tick(count),
    start: (rate) => exchange.start({ rate }),
    stop: () => exchange.stop(),
    depth: (market, level = 1) => exchange.depth(market, level),
    trades: (market) => exchange.trades(market),
    nonce: (account) => exchange.nonce(account),
    orders: (account, filter = {}) => exchange.orders(account, filter),
    balances: (account) => exchange.balances(account.identity),
    bars: (market, resolution) => exchange.bars(market, resolution),
    place: (account, request) => exchange.place(account, request),
    cancel: (account, orderId) => exchange.cancel(account, orderId),
    connections: () => exchange.connections(),
    subscriptions: () => exchange.subscriptions(),
    requests: async () => {
      const requests = await exchange.requests();
      await exchange.clearRequests();
      return requests.map(({ frame }) => frame);
    },
    fault: async (name, ...args) => void (await ask({ exchange: id, path: ["faults", name], args })),
  };
}
