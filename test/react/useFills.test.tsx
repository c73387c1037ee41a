// @vitest-environment happy-dom
// Own trades: each once, with the own side, true or stale. They are shown at once if the stream tells the match, and
// read if it does not.
import { act, render } from "@testing-library/react";
import { type Fill, O2InputError, type Order, type UseFillsParams, useFills, useOrders } from "o2-react";
import { prefetch } from "o2-react/server";
import type { Account, SimulatedExchangeOptions, SimulatedVenue } from "o2-react/testing";
import { expect, test } from "vitest";
import { marketsOf, newcomer, openPage, pass, record, settle, steps } from "../support/react.tsx";

const recordFills = () => record((params: UseFillsParams) => useFills(params));

/** Milliseconds: long enough for the stream to tell a match, and too short for a read of it. */
const TOLD = 200;

/** The most milliseconds until a fill has been read: the wait before it, and the read. */
const READ = 1_000;

type Place = { readonly side?: "buy" | "sell"; readonly isTaker?: boolean; readonly size?: bigint };

/** Places an order that rests at the best price of its side, or takes the best one of the other. */
function place(venue: SimulatedVenue, account: Account, market: string, how: Place = {}): Order {
  const { side = "buy", isTaker = false, size = 1n } = how;
  const { bid = 0n, ask = 0n } = venue.top(market);
  const { tick, step } = venue.market(market);
  const price = isTaker ? (side === "buy" ? ask : bid) : side === "buy" ? bid : ask;
  // A round multiple of the step, so that price × quantity has no fraction.
  return venue.place(account, {
    marketId: market,
    side,
    price: price - (price % tick),
    quantity: step * 1_000_000n * size,
  });
}

/** The exchange's own fills: `maker/taker` orders, own side, part, price, quantity, time. */
function truth(venue: Pick<SimulatedVenue, "trades" | "markets">, account: Account, market?: string): unknown[] {
  const all = venue.markets
    .filter(({ market_id }) => market === undefined || market_id === market)
    .flatMap(({ market_id }) => venue.trades(market_id).map((trade) => ({ ...trade, market_id })));
  const own = all.flatMap(({ maker, taker, ...trade }) => {
    const [made, took] = [maker, taker].map((party) => JSON.stringify(party) === JSON.stringify(account.identity));
    if (!made && !took) return [];
    const part = made && took ? "both" : made ? "maker" : "taker";
    const other = trade.side === "buy" ? "sell" : "buy";
    const side = part === "both" ? "both" : part === "maker" ? trade.side : other;
    return [[bare(trade.trade_id), side, part, trade.price, trade.quantity, trade.timestamp, trade.market_id]];
  });
  return own.reverse().sort((a, b) => Number(b[5]) - Number(a[5]));
}

const bare = (id: string | undefined): string | undefined => id?.toLowerCase().replaceAll("0x", "");

function told(fills: readonly Fill[] | undefined): unknown[] | undefined {
  return fills?.map(({ trade_id, side, trader_side, price, quantity, timestamp, market_id }) => {
    return [bare(trade_id), side, trader_side, price, quantity, timestamp, market_id];
  });
}

const sumOf = (fills: readonly Fill[] = [], { order_id }: Order): bigint =>
  fills.reduce((sum, fill) => (fill.order_id === order_id ? sum + fill.quantity : sum), 0n);

/** A page that records which own trades it reads. */
function openFills(options: SimulatedExchangeOptions & { ticks?: number } = {}) {
  const page = openPage(options);
  const { exchange, Provider } = page;
  const reads: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { pathname, search } = new URL(String(input));
    if (pathname === "/v1/trades_by_account") reads.push(search);
    return exchange.fetch(input, init);
  };
  const [market, other] = marketsOf(exchange);
  const zoe = newcomer(exchange);
  const show = async (children: React.ReactNode) => {
    const shown = render(<Provider fetch={fetch}>{children}</Provider>);
    await act(() => settle());
    return shown;
  };
  return { ...page, show, reads, market, other, zoe, fills: recordFills() };
}

/** Expects that no live render was wrong. */
function expectNeverWrong(fills: ReturnType<typeof recordFills>): void {
  for (const { result } of fills.renders) {
    const keys = (result.data ?? []).map(({ order_id, counter_order_id }) =>
      [order_id, counter_order_id].sort().join(),
    );
    expect(new Set(keys).size).toBe(keys.length);
  }
}

test("nothing is asked for while no identity is chosen", async () => {
  const { show, fills, reads, sent } = openFills();
  await show(<fills.Probe params={{ identities: null }} />);
  expect(fills.last).toMatchObject({ status: "idle", data: undefined, hasMore: false });
  await fills.last.fetchMore();
  expect([reads, sent()]).toEqual([[], []]);
});

test.each(["likely", "alt", "mixed"] as const)(
  "equals the exchange's fills of an account, in the spelling %s",
  async (wire) => {
    const { exchange, show, fills, market, other, zoe } = openFills({ wire });
    place(exchange, zoe, market, { isTaker: true });
    await pass(2);
    const resting = place(exchange, zoe, other, { side: "sell", size: 3n });
    exchange.fill(zoe, resting.order_id, resting.quantity / 3n);
    await show(<fills.Probe params={{ identities: zoe.id }} />);
    await act(() => pass(READ));
    expect(fills.last).toMatchObject({ status: "live", complete: true, hasMore: false });
    expect(told(fills.last.data)).toEqual(truth(exchange, zoe));
    expect(fills.last.data?.length).toBeGreaterThan(1);
    expect(fills.last.data?.every(({ identity }) => "ContractId" in identity && identity.ContractId === zoe.id)).toBe(
      true,
    );
    exchange.fill(zoe, resting.order_id);
    await act(() => pass(4_000));
    expect(fills.last.status).toBe("live");
    expect(told(fills.last.data)).toEqual(truth(exchange, zoe));
    expectNeverWrong(fills);
  },
);

test("follows orders over one subscription with useOrders, and reads one market if one is requested", async () => {
  const { show, fills, reads, sent, market, zoe } = openFills();
  const orders = record(() => useOrders({ identities: zoe.id }));
  await show(
    <>
      <fills.Probe params={{ identities: zoe.id, market }} />
      <orders.Probe params={null} />
    </>,
  );
  expect([fills.last.status, orders.last.status]).toEqual(["live", "live"]);
  expect(sent()).toEqual([{ action: "subscribe_orders", identities: [zoe.identity] }]);
  expect(reads.map((search) => new URLSearchParams(search).get("market_id"))).toEqual([market]);
});

test("without a market each listed one is read, by one request", async () => {
  const { exchange, show, fills, reads, zoe } = openFills();
  await show(<fills.Probe params={{ identities: zoe.id }} />);
  expect(fills.last.status).toBe("live");
  const asked = reads.map((search) => new URLSearchParams(search).get("market_id"));
  expect(asked.sort()).toEqual(exchange.markets.map(({ market_id }) => market_id).sort());
});

test("a match that the stream tells is shown at once and live, and completed by a read", async () => {
  const { exchange, show, fills, market, zoe } = openFills();
  await show(<fills.Probe params={{ identities: zoe.id, market }} />);
  const resting = place(exchange, zoe, market, { size: 4n });
  await act(() => settle());
  exchange.faults.rest({ path: "/v1/trades_by_account", delay: 5_000, times: 1 });
  exchange.fill(zoe, resting.order_id, resting.quantity / 4n);
  await act(() => settle());
  const [first] = fills.last.data ?? [];
  expect(fills.last.status).toBe("live");
  expect(first).toMatchObject({
    side: "buy",
    price: resting.price,
    quantity: resting.quantity / 4n,
    order_id: resting.order_id,
  });
  expect([first?.trade_id, first?.trader_side]).toEqual([undefined, undefined]);
  await act(() => pass(6_000));
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
  expect(fills.last.data?.[0]).toMatchObject({ trader_side: "maker" });
  expect(fills.last.data).toHaveLength(1);
  expect(steps(fills.renders.map(({ result }) => result.status))).toEqual(["pending", "live"]);
  expectNeverWrong(fills);
});

test("if only the filled quantity grows, nothing is live until a read has caught up", async () => {
  const { exchange, show, fills, market, zoe } = openFills({ wire: { orderFills: "absent" } });
  const orders = record(() => useOrders({ identities: zoe.id, state: "all" }));
  await show(
    <>
      <fills.Probe params={{ identities: zoe.id, market }} />
      <orders.Probe params={null} />
    </>,
  );
  const resting = place(exchange, zoe, market, { size: 4n });
  await act(() => settle());
  expect(fills.last.status).toBe("live");
  for (let part = 1n; part <= 4n; part += 1n) {
    exchange.fill(zoe, resting.order_id, resting.quantity / 4n);
    await act(() => pass(TOLD));
    expect([fills.last.status, fills.last.data?.length]).toEqual(["stale", Number(part - 1n)]);
    await act(() => pass(READ));
    expect(fills.last.status).toBe("live");
    expect(sumOf(fills.last.data, resting)).toBe(exchange.orders(zoe)[0]?.quantity_fill);
  }
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
  expectNeverWrong(fills);
});

test("REST that stays behind the stream is asked again, less and less often, and nothing is live meanwhile", async () => {
  const { exchange, show, fills, reads, market, zoe } = openFills({ wire: { orderFills: "absent" } });
  const resting = place(exchange, zoe, market, { size: 2n });
  await show(<fills.Probe params={{ identities: zoe.id, market }} />);
  const before = reads.length;
  const body = { action: "get_trades_by_account", market_id: market, trades: [] };
  exchange.faults.rest({ path: "/v1/trades_by_account", status: 200, body, times: 3 });
  exchange.fill(zoe, resting.order_id, resting.quantity / 2n);
  await act(() => pass(1_500));
  expect([fills.last.status, fills.last.data]).toEqual(["stale", []]);
  await act(() => pass(3_000));
  expect(fills.last.status).toBe("live");
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
  expect(reads.length - before).toBe(4);
});

test("an order that was filled before, and told without its matches, is read until no more fills can come", async () => {
  const { exchange, show, fills, reads, market, zoe } = openFills({ wire: { orderFills: "absent" } });
  // More own trades than a page has, so that the first fill of the order is beyond it.
  const resting = place(exchange, zoe, market, { size: 100n });
  for (let part = 0; part < 60; part += 1) {
    exchange.fill(zoe, resting.order_id, resting.quantity / 100n);
    await pass(2);
  }
  await show(<fills.Probe params={{ identities: zoe.id, market }} />);
  expect(fills.last).toMatchObject({ status: "live", hasMore: true });
  expect(fills.last.data).toHaveLength(50);
  exchange.fill(zoe, resting.order_id, resting.quantity / 100n);
  await act(() => pass(READ));
  expect(fills.last.status).toBe("stale");
  await act(() => pass(30_000));
  expect(fills.last.status).toBe("live");
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market).slice(0, 51));
  // From now on the trades beyond the page are known.
  const before = reads.length;
  exchange.fill(zoe, resting.order_id, resting.quantity / 100n);
  await act(() => pass(READ));
  expect(fills.last.status).toBe("live");
  expect([fills.last.data?.length, reads.length - before]).toEqual([52, 1]);
  // The same after a page has brought them.
  await act(async () => {
    const reading = fills.last.fetchMore();
    await settle();
    await reading;
  });
  expect(fills.last.data).toHaveLength(62);
  exchange.fill(zoe, resting.order_id, resting.quantity / 100n);
  await act(() => pass(TOLD));
  expect(fills.last.status).toBe("stale");
  await act(() => pass(READ));
  expect([fills.last.status, fills.last.data?.length]).toEqual(["live", 63]);
});

test("if more was missed than is kept, nothing is shown below the hole", async () => {
  const { exchange, Provider, fills, market, zoe } = openFills();
  const resting = place(exchange, zoe, market, { size: 1_000n });
  exchange.fill(zoe, resting.order_id, resting.quantity / 1_000n);
  render(
    <Provider maxTrades={50}>
      <fills.Probe params={{ identities: zoe.id, market }} />
    </Provider>,
  );
  await act(() => settle());
  expect(fills.last.data).toHaveLength(1);
  exchange.faults.refuse();
  exchange.faults.drop();
  for (let part = 0; part < 80; part += 1) {
    exchange.fill(zoe, resting.order_id, resting.quantity / 1_000n);
    await pass(2);
  }
  exchange.faults.accept();
  await act(() => pass(10_000));
  expect(fills.last).toMatchObject({ status: "live", hasMore: true });
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market).slice(0, 50));
});

test("a taker's fill has the own side, not the maker's, and the fee that the server says", async () => {
  const { exchange, show, fills, market, zoe } = openFills({ wire: { tradeFees: "given" } });
  await show(<fills.Probe params={{ identities: zoe.id, market }} />);
  place(exchange, zoe, market, { isTaker: true });
  await act(() => pass(READ));
  const [fill] = fills.last.data ?? [];
  const trade = exchange.lastTrade(market);
  expect(trade?.side).toBe("sell");
  expect(fill).toMatchObject({ side: "buy", trader_side: "taker", trade_id: trade?.trade_id });
  const { taker_fee } = exchange.market(market);
  expect(fill?.fee).toBe(((fill?.quantity ?? 0n) * taker_fee) / 1_000_000n);
});

test("if the server tells no fee, the fill has none", async () => {
  const { exchange, show, fills, market, zoe } = openFills();
  await show(<fills.Probe params={{ identities: zoe.id, market }} />);
  place(exchange, zoe, market, { isTaker: true });
  await act(() => pass(READ));
  expect(fills.last.data?.[0]).not.toHaveProperty("fee");
});

test("a trade with oneself is one fill of both sides", async () => {
  const { exchange, show, fills, market, zoe } = openFills();
  await show(<fills.Probe params={{ identities: zoe.id, market }} />);
  const { ask = 0n } = exchange.top(market);
  const { tick, step } = exchange.market(market);
  const order = { marketId: market, price: ask - tick, quantity: step * 1_000_000n };
  exchange.place(zoe, { ...order, side: "sell" });
  exchange.place(zoe, { ...order, side: "buy" });
  await act(() => settle());
  expect(fills.last.data?.map(({ side }) => side)).toEqual(["both"]);
  await act(() => pass(READ));
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
  expect(fills.last.data?.map(({ trader_side, side }) => [trader_side, side])).toEqual([["both", "both"]]);
  expectNeverWrong(fills);
});

test("trades that are counted instead of named are fills once, whether the stream or REST tells them first", async () => {
  const { exchange, show, fills, market, zoe } = openFills({ wire: { tradeIds: "counter" } });
  const resting = place(exchange, zoe, market, { size: 4n });
  exchange.fill(zoe, resting.order_id, resting.quantity / 4n);
  await show(<fills.Probe params={{ identities: zoe.id, market }} />);
  expect(fills.last.data).toHaveLength(1);
  for (let part = 2; part <= 4; part += 1) {
    exchange.fill(zoe, resting.order_id, resting.quantity / 4n);
    await act(() => settle());
    expect([fills.last.status, fills.last.data?.length]).toEqual(["live", part]);
    await act(() => pass(READ));
    expect([fills.last.status, fills.last.data?.length]).toEqual(["live", part]);
  }
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
});

test("fills made while the link was down are read before the list is live again", async () => {
  const { exchange, show, fills, market, zoe } = openFills();
  await show(<fills.Probe params={{ identities: zoe.id, market }} />);
  const resting = place(exchange, zoe, market, { size: 4n });
  exchange.fill(zoe, resting.order_id, resting.quantity / 4n);
  await act(() => pass(READ));
  exchange.faults.refuse();
  exchange.faults.drop();
  await act(() => pass(500));
  expect([fills.last.status, fills.last.data?.length]).toEqual(["stale", 1]);
  exchange.fill(zoe, resting.order_id, resting.quantity / 4n);
  exchange.faults.accept();
  await act(() => pass(10_000));
  expect(fills.last.status).toBe("live");
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
  for (const { result } of fills.renders)
    if (result.status === "live" && result.data.length === 1)
      expect(result.data[0]?.timestamp).toBe(fills.last.data?.[1]?.timestamp);
  expectNeverWrong(fills);
});

test("missing more fills than a page leaves no hole", async () => {
  const { exchange, show, fills, market, zoe } = openFills();
  const resting = place(exchange, zoe, market, { size: 1_000n });
  exchange.fill(zoe, resting.order_id, resting.quantity / 1_000n);
  await show(<fills.Probe params={{ identities: zoe.id, market }} />);
  expect(fills.last.data).toHaveLength(1);
  exchange.faults.refuse();
  exchange.faults.drop();
  for (let part = 0; part < 120; part += 1) {
    exchange.fill(zoe, resting.order_id, resting.quantity / 1_000n);
    await pass(2);
  }
  exchange.faults.accept();
  await act(() => pass(10_000));
  expect(fills.last.status).toBe("live");
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
  expect(sumOf(fills.last.data, resting)).toBe(exchange.orders(zoe)[0]?.quantity_fill);
});

test("fetchMore reads older fills page by page until there are no more", async () => {
  const { exchange, show, fills, market, other, zoe } = openFills();
  for (const each of [market, other]) {
    const resting = place(exchange, zoe, each, { size: 1_000n });
    for (let part = 0; part < 70; part += 1) {
      exchange.fill(zoe, resting.order_id, resting.quantity / 1_000n);
      await pass(2);
    }
  }
  await show(<fills.Probe params={{ identities: zoe.id }} />);
  expect(fills.last).toMatchObject({ status: "live", hasMore: true, isFetchingMore: false });
  // Down to where the first of the markets ends.
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe).slice(0, 50));
  const lengths: number[] = [];
  while (fills.last.hasMore && lengths.length < 5) {
    let reading: Promise<void> | undefined;
    act(() => {
      reading = fills.last.fetchMore();
    });
    await act(() => settle());
    await reading;
    lengths.push(fills.last.data?.length ?? 0);
    expect(told(fills.last.data)).toEqual(truth(exchange, zoe).slice(0, lengths.at(-1)));
  }
  expect(lengths.at(-1)).toBe(140);
  expect(fills.last).toMatchObject({ status: "live", hasMore: false, isFetchingMore: false });
  // Read fills stay while new ones come, and those behind them are still known.
  const [open] = exchange.orders(zoe, { open: true });
  exchange.fill(zoe, open!.order_id, open!.quantity / 1_000n);
  await act(() => pass(READ));
  expect(fills.last.status).toBe("live");
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe));
});

test("a page that cannot be read is an error beside the data, and the next one that can clears it", async () => {
  const { exchange, Provider, fills, market, zoe } = openFills();
  const resting = place(exchange, zoe, market, { size: 1_000n });
  for (let part = 0; part < 60; part += 1) {
    exchange.fill(zoe, resting.order_id, resting.quantity / 1_000n);
    await pass(2);
  }
  render(
    <Provider retries={0}>
      <fills.Probe params={{ identities: zoe.id, market }} />
    </Provider>,
  );
  await act(() => settle());
  exchange.faults.rest({ path: "/v1/trades_by_account", status: 500 });
  const more = async () => {
    const reading = fills.last.fetchMore();
    await settle();
    await reading;
  };
  await act(more);
  expect(fills.last).toMatchObject({
    status: "live",
    hasMore: true,
    fetchMoreError: { name: "O2RestError", status: 500 },
  });
  expect(fills.last.data).toHaveLength(50);
  await act(more);
  expect(fills.last).toMatchObject({ status: "live", hasMore: false, fetchMoreError: undefined });
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
});

test("a failed read is shown and tried again, and its error goes with success", async () => {
  const { exchange, show, fills, market, zoe } = openFills();
  place(exchange, zoe, market, { isTaker: true });
  exchange.faults.rest({ path: "/v1/trades_by_account", status: 503, times: 2 });
  await show(<fills.Probe params={{ identities: zoe.id, market }} />);
  expect(fills.last).toMatchObject({ status: "pending", error: { name: "O2RestError" } });
  await act(() => pass(15_000));
  expect(fills.last).toMatchObject({ status: "live", error: undefined });
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
});

test("a wallet's fills are those of its trade account, and each identity sees its own", async () => {
  const { exchange, show, market, zoe } = openFills();
  const max = newcomer(exchange, "Max");
  const [wallet, his, both] = [recordFills(), recordFills(), recordFills()];
  await show(
    <>
      <wallet.Probe params={{ identities: { Address: zoe.owner }, market }} />
      <his.Probe params={{ identities: max.id, market }} />
      <both.Probe params={{ identities: [zoe.id, max.id], market }} />
    </>,
  );
  const hers = place(exchange, zoe, market, { size: 2n });
  await act(() => settle());
  exchange.fill(zoe, hers.order_id, hers.quantity / 2n);
  place(exchange, max, market, { isTaker: true });
  await act(() => pass(READ));
  expect([wallet, his, both].map(({ last }) => last.status)).toEqual(["live", "live", "live"]);
  expect(told(wallet.last.data)).toEqual(truth(exchange, zoe, market));
  expect(told(his.last.data)).toEqual(truth(exchange, max, market));
  expect(both.last.data).toHaveLength(truth(exchange, zoe, market).length + truth(exchange, max, market).length);
});

test("the fills of one venue never reach the other", async () => {
  const { exchange, show, market, zoe } = openFills();
  const margin = exchange.turbo();
  margin.tick(300);
  const assets = exchange.markets.flatMap(({ base, quote }) => [base.asset, quote.asset]);
  const twin = margin.createAccount("Zoe", Object.fromEntries(assets.map((asset) => [asset, 10n ** 40n])));
  expect(twin.id).toBe(zoe.id);
  const [spot, turbo] = [recordFills(), recordFills()];
  await show(
    <>
      <spot.Probe params={{ identities: zoe.id, market }} />
      <turbo.Probe params={{ identities: zoe.id, market, venue: "turbo" }} />
    </>,
  );
  // React 18.0 holds the topic of the margin venue, which waits for the list of markets, once the first `act` is over.
  await act(() => settle());
  expect([spot.last.status, turbo.last.status]).toEqual(["live", "live"]);
  const resting = place(margin, twin, market, { size: 2n });
  margin.fill(twin, resting.order_id, resting.quantity / 2n);
  place(exchange, zoe, market, { isTaker: true });
  await act(() => pass(READ));
  expect(told(spot.last.data)).toEqual(truth(exchange, zoe, market));
  expect(told(turbo.last.data)).toEqual(truth(margin, twin, market));
  expect([spot.last.data?.length, turbo.last.data?.length]).toEqual([1, 1]);
});

test("a subscription that ends in silence is found by an audit", async () => {
  const { exchange, show, fills, market, zoe, Provider } = openFills();
  const resting = place(exchange, zoe, market, { size: 4n });
  render(
    <Provider auditInterval={20_000}>
      <fills.Probe params={{ identities: zoe.id, market }} />
    </Provider>,
  );
  await act(() => settle());
  void show;
  exchange.faults.forget("orders");
  exchange.fill(zoe, resting.order_id, resting.quantity / 4n);
  await act(() => pass(70_000));
  expect(fills.last.status).toBe("live");
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
});

test("an eleventh identity is an error that says so", async () => {
  const { exchange, show } = openFills();
  const accounts = Array.from({ length: 11 }, (_, index) => newcomer(exchange, `N${index}`).id);
  const [ten, eleventh] = [recordFills(), recordFills()];
  const [market] = marketsOf(exchange);
  await show(
    <>
      <ten.Probe params={{ identities: accounts.slice(0, 10), market }} />
      <eleventh.Probe params={{ identities: accounts[10], market }} />
    </>,
  );
  expect(ten.last.status).toBe("live");
  expect(eleventh.last).toMatchObject({ error: { name: "O2LimitError" } });
});

test.each([
  ["an identity that is none", { identities: "0x12" }, /^identities: "0x12" is not an identity/],
  ["no identity in a list", { identities: [] }, /^identities: the list is empty/],
  ["a market that is none", { market: "0x12" }, /^market: "0x12"/],
  ["a venue that is none", { venue: "margin" }, /^venue: "margin" is not a venue.*spot or turbo/],
] as const)("%s is an error before anything is sent", async (_, params, message) => {
  const { show, fills, reads, sent, zoe, market } = openFills();
  await show(<fills.Probe params={{ identities: zoe.id, market, ...params } as UseFillsParams} />);
  expect(fills.last.status).toBe("error");
  expect(fills.last.error).toBeInstanceOf(O2InputError);
  expect(fills.last.error?.message).toMatch(message);
  expect([reads, sent()]).toEqual([[], []]);
});

test("a page that a server has read ahead is stale at first and goes on from there", async () => {
  const { exchange, Provider, fills, market, zoe } = openFills();
  place(exchange, zoe, market, { isTaker: true });
  const { config, fetch } = exchange;
  const reading = prefetch({ config, fetch, fills: [{ identities: zoe.id, market }] });
  await settle();
  const initialData = await reading;
  render(
    <Provider initialData={JSON.parse(JSON.stringify(initialData))}>
      <fills.Probe params={{ identities: zoe.id, market }} />
    </Provider>,
  );
  expect(fills.last.status).toBe("stale");
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
  place(exchange, zoe, market, { isTaker: true });
  await act(() => pass(READ));
  expect(fills.last.status).toBe("live");
  expect(told(fills.last.data)).toEqual(truth(exchange, zoe, market));
});

test("without REST only streamed fills are there, and the list is not complete", async () => {
  const { exchange, fills, market, zoe, Provider } = openFills();
  const resting = place(exchange, zoe, market, { size: 2n });
  const { apiBase: _, ...config } = exchange.config;
  render(
    <Provider config={config}>
      <fills.Probe params={{ identities: zoe.id, market }} />
    </Provider>,
  );
  await act(() => settle());
  expect(fills.last).toMatchObject({ status: "live", data: [], complete: false, hasMore: false });
  exchange.fill(zoe, resting.order_id, resting.quantity / 2n);
  await act(() => settle());
  expect(fills.last).toMatchObject({ status: "live", complete: false, data: [{ side: "buy", price: resting.price }] });
});
