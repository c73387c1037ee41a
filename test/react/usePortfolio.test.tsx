// @vitest-environment happy-dom
// The value of what is held: the exchange's own balances at its own last prices, and never more certain than its parts.
import { act, render } from "@testing-library/react";
import { type Result, type UsePortfolioParams, useBalances, usePortfolio } from "o2-react";
import type { Account, SimulatedExchange } from "o2-react/testing";
import type { Portfolio } from "o2-react/trading";
import { expect, test } from "vitest";
import {
  FRAME,
  LINGER,
  newcomer,
  openPage,
  pass,
  passInParts,
  record,
  retryAhead,
  settle,
  steps,
} from "../support/react.tsx";

const recordValue = () => record((params: UsePortfolioParams) => usePortfolio(params));

/** A page with some hours of trades behind it, and an account that holds so much of each base asset, and of the quote asset. */
async function openAccount({
  hours = 1,
  before,
}: {
  hours?: number;
  before?: (exchange: SimulatedExchange) => Promise<void>;
} = {}) {
  const page = openPage({ ticks: 0 });
  const { exchange, Provider } = page;
  await before?.(exchange);
  if (hours > 0) exchange.warmUp({ hours });
  const [fuel, eth, btc] = exchange.markets;
  if (!fuel || !eth || !btc) throw new Error("the exchange has fewer than three markets");
  const quote = fuel.quote.asset;
  const ada = exchange.createAccount("Zoe", { [fuel.base.asset]: 700n * fuel.scale, [quote]: 5_000_000_000_000n });
  const value = recordValue();
  const tree = (params: Partial<UsePortfolioParams> = {}) => (
    <Provider>
      <value.Probe params={{ identities: ada.id, quote, ...params }} />
    </Provider>
  );
  const view = render(tree());
  return { ...page, fuel, eth, btc, quote, ada, value, tree, rerender: view.rerender };
}

/** The value by the exchange's own balances and trades. */
function trueTotal(exchange: SimulatedExchange, account: Account, quote: string): bigint {
  return exchange.balances(account).reduce((total, { asset_id, total_locked, total_unlocked }) => {
    const amount = total_locked + total_unlocked;
    if (asset_id === quote) return total + amount;
    const market = exchange.markets.find(({ base }) => base.asset === asset_id)!;
    return total + (amount * (exchange.lastTrade(market.market_id)?.price ?? 0n)) / market.scale;
  }, 0n);
}

test("is the exchange's balances at its last prices, with every trade and every order", async () => {
  const { exchange, fuel, quote, ada, value } = await openAccount();
  expect(value.last.status).toBe("pending");
  await passInParts(1_000);
  expect(value.last).toMatchObject({ status: "live", complete: true, error: undefined });
  for (let round = 0; round < 10; round += 1) {
    exchange.tick(20);
    const { price } = exchange.depth(fuel.market_id).asks[0]!;
    exchange.place(ada, { marketId: fuel.market_id, side: "buy", price, quantity: fuel.step * 100_000n });
    await act(() => settle());
    expect(value.last.data?.total).toBe(trueTotal(exchange, ada, quote));
    expect(value.last).toMatchObject({ status: "live", complete: true });
  }
  const { data } = value.last;
  expect(data?.quote?.asset).toBe(quote);
  const [first, second] = data?.assets ?? [];
  expect([first?.asset?.symbol, second?.asset?.symbol].sort()).toEqual(["fFUEL", "fUSDC"]);
});

test("its change is that of the prices over 24 hours, per asset and in all", async () => {
  const { exchange, fuel, ada, quote, value } = await openAccount();
  await passInParts(1_000);
  const now = Date.now();
  const [bar] = exchange.bars(fuel.market_id, "1m", now - 86_400_000, now);
  const last = exchange.lastTrade(fuel.market_id)!.price;
  const change = 700n * last - 700n * bar!.open;
  expect(change).not.toBe(0n);
  expect(value.last.data?.change).toBe(change);
  const ofFuel = value.last.data?.assets.find(({ asset_id }) => asset_id === fuel.base.asset);
  const ofQuote = value.last.data?.assets.find(({ asset_id }) => asset_id === quote);
  expect(ofFuel).toMatchObject({ amount: 700n * fuel.scale, value: 700n * last, change });
  expect(ofFuel?.changeBasisPoints).toBe((change * 10_000n) / (700n * bar!.open));
  expect(ofQuote).toMatchObject({ change: 0n, changeBasisPoints: 0n });
  const before = trueTotal(exchange, ada, quote) - change;
  expect(value.last.data?.changeBasisPoints).toBe((change * 10_000n) / before);
});

test("follows the trades of the markets that price what is held, and of no other, also of an asset that comes later", async () => {
  const { exchange, eth, fuel, ada, quote, value, sent } = await openAccount();
  await passInParts(1_000);
  const followed = () => sent().flatMap(({ action, market_id }) => (action === "subscribe_trades" ? [market_id] : []));
  expect(followed()).toEqual([fuel.market_id]);
  const { length } = value.renders;
  exchange.deposit(ada, eth.base.asset, 3n * eth.scale);
  await passInParts(1_000);
  expect(followed()).toEqual([eth.market_id]);
  expect(value.last).toMatchObject({ status: "live", complete: true });
  expect(value.last.data?.total).toBe(trueTotal(exchange, ada, quote));
  // The rest was there all the while, and the whole was never said to be more than a part.
  const seen = value.renders.slice(length).map(({ result }) => result);
  expect(seen.every(({ data }) => data !== undefined)).toBe(true);
  for (const { status, complete, data } of seen) {
    const isWhole = data?.assets.every(({ value: one }) => one !== undefined);
    expect(complete).toBe(isWhole);
    expect(data?.complete).toBe(isWhole);
    if (!isWhole) expect(status).toBe("stale");
  }
});

test("is pending until each price has come, or has failed to: then it is incomplete and stale, and says why", async () => {
  const { exchange, quote, value } = await openAccount();
  exchange.faults.rest({ path: "/v1/markets/ticker", fail: true, times: 4 });
  await passInParts(500);
  expect(value.last).toMatchObject({ status: "stale", complete: false, error: { name: "O2RestError" } });
  expect(value.last.data).toMatchObject({ total: 5_000_000_000_000n, complete: false, change: undefined });
  expect(retryAhead(value)).toBeGreaterThan(0);
  await passInParts(30_000);
  expect(value.last).toMatchObject({ status: "live", complete: true });
  expect(steps(value.renders.map(({ result }) => result.status))).toEqual(["pending", "stale", "live"]);
  // Until then nobody saw a total without a price as one with it.
  for (const { result } of value.renders)
    if (result.data) expect(result.data.complete).toBe(result.data.total !== 5_000_000_000_000n);
  expect(quote).toBe(value.last.data?.quote?.asset);
});

test("never shows a total that grows with each price that comes", async () => {
  const { exchange, eth, btc, quote, ada, value } = await openAccount();
  exchange.deposit(ada, eth.base.asset, 3n * eth.scale);
  exchange.deposit(ada, btc.base.asset, 3n * btc.scale);
  await passInParts(3_000);
  expect(value.last.data?.total).toBe(trueTotal(exchange, ada, quote));
  expect(value.renders.flatMap(({ result }) => result.data ?? []).every(({ complete }) => complete)).toBe(true);
});

test("is stale while any part of it is: the balances, or a price", async () => {
  const { exchange, fuel, quote, ada, value } = await openAccount();
  await passInParts(1_000);
  const { data } = value.last;
  for (const [path, frame] of [
    ["/v1/trades", { action: "subscribe_trades", market_id: fuel.market_id, trades: 7 }],
    ["/v1/balance", { action: "subscribe_balances", balance: 7 }],
  ] as const) {
    const { length } = value.renders;
    exchange.faults.rest({ path, fail: true, times: 2 });
    exchange.faults.garbage(JSON.stringify(frame));
    await passInParts(500);
    const seen = value.renders.slice(length).map(({ result }) => result);
    expect([path, seen.some(({ status }) => status === "stale")]).toEqual([path, true]);
    for (const { data: shown } of seen) expect(shown).toEqual(data);
    await passInParts(10_000);
    expect(value.last).toMatchObject({ status: "live", data });
  }
  exchange.faults.drop();
  await act(() => pass(2 * FRAME));
  expect(value.last).toMatchObject({ status: "stale", data });
  exchange.tick(200);
  exchange.deposit(ada, quote, 7n);
  await passInParts(5_000);
  expect(value.last.status).toBe("live");
  expect(value.last.data?.total).toBe(trueTotal(exchange, ada, quote));
});

test("several identities are added up, and what no market prices makes it incomplete", async () => {
  const { exchange, fuel, eth, quote, ada, value, tree, rerender } = await openAccount();
  const max = exchange.createAccount("Max", { [fuel.base.asset]: 2n * fuel.scale, [quote]: 11n });
  rerender(tree({ identities: [ada.id, max.id] }));
  await passInParts(1_000);
  expect(value.last.data?.total).toBe(trueTotal(exchange, ada, quote) + trueTotal(exchange, max, quote));
  // In fETH only fUSDC has a price: its market the other way round.
  rerender(tree({ identities: [ada.id, max.id], quote: eth.base.asset }));
  await passInParts(1_000);
  const { last } = value;
  expect(last).toMatchObject({ status: "live", complete: false });
  const price = exchange.lastTrade(eth.market_id)!.price;
  expect(last.data).toMatchObject({
    complete: false,
    change: undefined,
    total: (5_000_000_000_011n * eth.scale) / price,
    quote: { symbol: "fETH" },
  });
  expect(last.data?.assets.at(-1)).toMatchObject({ asset_id: fuel.base.asset, value: undefined, change: undefined });
});

/** Makes one trade of a market, at its first price. */
function tradeOnce(exchange: SimulatedExchange): bigint {
  const { market_id: marketId, startPrice: price, step } = exchange.markets[0]!;
  const rich = newcomer(exchange, "rich");
  exchange.place(rich, { marketId, side: "sell", price, quantity: step * 1_000_000n });
  exchange.place(rich, { marketId, side: "buy", price, quantity: step * 1_000_000n });
  return price;
}

test("a market that nobody ever traded has no price, and the first trade of it is one", async () => {
  const { exchange, value } = await openAccount({ hours: 0 });
  await passInParts(1_000);
  expect(value.last).toMatchObject({ status: "live", complete: false });
  expect(value.last.data).toMatchObject({ total: 5_000_000_000_000n, complete: false, change: undefined });
  const price = tradeOnce(exchange);
  await passInParts(1_000);
  expect(value.last).toMatchObject({ status: "live", complete: true });
  expect(value.last.data).toMatchObject({ total: 5_000_000_000_000n + 700n * price, change: 0n });
});

test("a market that nobody traded in the 24 hours has its last price, which did not change", async () => {
  let price = 0n;
  const { value } = await openAccount({
    hours: 0,
    before: async (exchange) => {
      price = tradeOnce(exchange);
      await pass(86_400_000 + 600_000);
    },
  });
  await passInParts(1_000);
  expect(value.last).toMatchObject({ status: "live", complete: true });
  expect(value.last.data).toMatchObject({ total: 5_000_000_000_000n + 700n * price, change: 0n });
});

test("renders once a frame, and only when the value or what it is made of changes", async () => {
  const { exchange, eth, value, ada, fuel } = await openAccount();
  await passInParts(1_000);
  const { length } = value.renders;
  // Other people's business, in markets that price nothing of it.
  const rich = newcomer(exchange, "rich");
  for (let turn = 0; turn < 10; turn += 1) {
    const { price, quantity } = exchange.depth(eth.market_id).asks[0]!;
    exchange.place(rich, { marketId: eth.market_id, side: "buy", price, quantity });
    await act(() => pass(FRAME));
  }
  await act(() => settle());
  expect(value.renders.length).toBe(length);
  const { price } = exchange.depth(fuel.market_id).asks[0]!;
  exchange.place(ada, { marketId: fuel.market_id, side: "buy", price, quantity: fuel.step * 100_000n });
  await act(() => settle());
  expect(value.renders.length).toBe(length + 1);
});

test("nothing is asked for while the identities or the quote asset are not chosen; one that cannot be used is an error", async () => {
  const { exchange, fuel, quote, ada, value, tree, rerender, sent } = await openAccount();
  rerender(tree({ identities: null }));
  await act(() => pass(2 * LINGER));
  sent();
  const statusOf = (params: Partial<UsePortfolioParams>): Result<Portfolio>["status"] => {
    rerender(tree(params));
    return value.last.status;
  };
  expect(statusOf({ identities: undefined })).toBe("idle");
  expect(statusOf({ quote: null })).toBe("idle");
  expect(statusOf({ enabled: false })).toBe("idle");
  expect(statusOf({ quote: "USDC" })).toBe("error");
  expect(value.last.error?.message).toMatch(/^quote: "USDC" is not an asset id\./);
  expect(statusOf({ identities: "0x12" })).toBe("error");
  await act(() => settle());
  expect(sent()).toEqual([]);
  expect(exchange.subscriptions).toMatchObject([{ trades: [] }]);
  expect(statusOf({ quote: fuel.quote.asset.slice(2).toUpperCase(), identities: { ContractId: ada.id } })).toBe(
    "pending",
  );
  await passInParts(1_000);
  expect(value.last.data?.total).toBe(trueTotal(exchange, ada, quote));
});

test("shares the subscription of useBalances, and `select` narrows it", async () => {
  const { exchange, show, sent } = openPage();
  const [fuel] = exchange.markets;
  const { id } = newcomer(exchange);
  const total = record(() =>
    usePortfolio({ identities: id, quote: fuel!.quote.asset, select: (value) => value.total }),
  );
  const balances = record(() => useBalances({ identities: [id] }));
  await show(
    <>
      <total.Probe params={null} />
      <balances.Probe params={null} />
    </>,
  );
  await pass(3_000);
  expect(total.last.data).toBeTypeOf("bigint");
  expect(sent().filter(({ action }) => action === "subscribe_balances")).toHaveLength(1);
});
