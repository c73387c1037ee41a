// @vitest-environment happy-dom
// The two venues of one market in one page: each hook shows its own venue's data, through lost connections, gaps,
// silent ends and errors of the other venue.
import {
  O2InputError,
  type Result,
  type Trade,
  useBestPrices,
  useCandles,
  useDepth,
  useDepthEvents,
  useOrders,
  useTicker,
  useTradeEvents,
  useTrades,
  type Venue,
} from "o2-react";
import type { Account, SimulatedExchange, SimulatedVenue } from "o2-react/testing";
import { expect, test } from "vitest";
import { isElsewhere, marketsOf, newcomer, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

type VenuesOf = readonly [spot: SimulatedVenue, margin: SimulatedVenue];

/** An account with money that has the same id on both venues. */
function twins(exchange: SimulatedExchange): readonly [Account, Account] {
  const assets = exchange.markets.flatMap(({ base, quote }) => [base.asset, quote.asset]);
  const money = Object.fromEntries(assets.map((asset) => [asset, 10n ** 40n]));
  return [newcomer(exchange), exchange.turbo().createAccount("Zoe", money)];
}

/** Places orders that rest, and one that trades, on each venue; more on the margin venue. */
function place(venues: VenuesOf, accounts: readonly [Account, Account], market: string): void {
  for (const [at, venue] of venues.entries()) {
    const account = accounts[at] as Account;
    const { bid = 0n, ask = 0n } = venue.top(market);
    const { tick, step } = venue.market(market);
    const quantity = step * 1_000_000n;
    for (let more = 0; more <= at; more += 1)
      venue.place(account, { marketId: market, side: "buy", quantity, price: bid - tick * BigInt(3 + more) });
    venue.place(account, { marketId: market, side: "buy", quantity, price: ask });
  }
}

function follow(market: string, account: string, venue?: Venue) {
  const events: Trade[] = [];
  const drawn: { bids: (bigint | undefined)[]; asks: (bigint | undefined)[] } = { bids: [], asks: [] };
  const on = venue && { venue };
  const depth = record(() => useDepth({ market, levels: 20, ...on }));
  const coarse = record(() => useDepth({ market, precision: 3, levels: 5, ...on }));
  const best = record(() => useBestPrices({ market, ...on }));
  const trades = record(() => useTrades({ market, limit: 20, ...on }));
  const candles = record(() => useCandles({ market, limit: 60, ...on }));
  const ticker = record(() => useTicker({ market, ...on }));
  const orders = record(() => useOrders({ identities: account, state: "all", ...on }));
  function Events(): null {
    useTradeEvents({ market, ...on }, (trade) => events.push(trade));
    useDepthEvents({ market, levels: 5, ...on }, ({ changes }) => {
      for (const { side, index, row } of changes) drawn[side][index] = row?.price;
    });
    return null;
  }
  const probes = [depth, coarse, best, trades, candles, ticker, orders];
  const all = (
    <>
      {probes.map(({ Probe }, index) => (
        <Probe key={String(index)} params={null} />
      ))}
      <Events />
    </>
  );
  return { all, probes, depth, coarse, best, trades, candles, ticker, orders, events, drawn };
}

/** Expects all shown data to be live and equal to a venue's. */
function expectTrue(shown: ReturnType<typeof follow>, venue: SimulatedVenue, market: string, account: Account): void {
  expect(shown.probes.map(({ last }) => last.status)).toEqual(shown.probes.map(() => "live"));
  const book = trueDepth(venue, market);
  expect(shown.depth.last.data).toEqual(book);
  expect(shown.coarse.last.data).toEqual(trueDepth(venue, market, 3, 5));
  expect(shown.best.last.data).toMatchObject({ bid: book.bestBid, ask: book.bestAsk });
  const newest = venue.trades(market).slice(-20).reverse();
  expect(shown.trades.last.data?.map(({ trade_id }) => trade_id)).toEqual(newest.map(({ trade_id }) => trade_id));
  expect(shown.ticker.last.data?.last).toBe(newest[0]?.price);
  const bars = venue.bars(market, "1m");
  expect(shown.candles.last.data?.map(({ close, volume }) => [close, volume])).toEqual(
    bars.map(({ close, volume }) => [close, volume]),
  );
  expect(new Set(shown.orders.last.data?.map(({ order_id }) => order_id))).toEqual(
    new Set(venue.orders(account).map(({ order_id }) => order_id)),
  );
  expect(shown.drawn.bids).toEqual(book.bids.slice(0, 5).map(({ price }) => price));
  expect(shown.drawn.asks).toEqual(book.asks.slice(0, 5).map(({ price }) => price));
}

async function open() {
  const page = openPage();
  const { exchange } = page;
  exchange.turbo().tick(400);
  const venues: VenuesOf = [exchange, exchange.turbo()];
  const [market] = marketsOf(exchange);
  const accounts = twins(exchange);
  expect(accounts[0].id).toBe(accounts[1].id);
  const spot = follow(market, accounts[0].id);
  const margin = follow(market, accounts[1].id, "turbo");
  await page.show(
    <>
      {spot.all}
      {margin.all}
    </>,
  );
  await settle();
  const check = async () => {
    await settle();
    await pass(1_000);
    await settle();
    expectTrue(spot, exchange, market, accounts[0]);
    expectTrue(margin, exchange.turbo(), market, accounts[1]);
  };
  const trade = async (frames = 10) => {
    for (let frame = 0; frame < frames; frame += 1) {
      for (const venue of venues) venue.tick(10);
      await pass();
    }
  };
  return { ...page, venues, market, accounts, spot, margin, check, trade };
}

test("each hook shows its own venue, through a lost connection and the gap that it leaves", async () => {
  const { exchange, venues, market, accounts, spot, margin, check, trade, errors } = await open();
  const since = venues.map((venue) => venue.trades(market).length);
  place(venues, accounts, market);
  await trade();
  await check();
  exchange.faults.drop();
  exchange.faults.refuse();
  await pass(500);
  // No frame tells of these.
  place(venues, accounts, market);
  await trade();
  exchange.faults.accept();
  await pass(10_000);
  await check();
  for (const [at, { events }] of [spot, margin].entries()) {
    const made = venues[at]?.trades(market).slice(since[at]) ?? [];
    expect(events.map(({ trade_id }) => trade_id)).toEqual(made.map(({ trade_id }) => trade_id));
  }
  expect(errors).toEqual([]);
});

test("a gap in the margin venue's trades is filled by resync_required; spot and all else stay live all the while", async () => {
  const { exchange, venues, market, accounts, spot, margin, check, trade, sent } = await open();
  place(venues, accounts, market);
  await check();
  const isMarginTrades = (frame: unknown): boolean => {
    const { action, turbo } = frame as { action?: string; turbo?: boolean };
    return action === "subscribe_trades" && turbo === true;
  };
  exchange.faults.withhold(isMarginTrades, 3);
  const lost = margin.trades.last.data?.[0];
  place(venues, accounts, market);
  await settle();
  expect(margin.trades.last.data?.[0]).toEqual(lost);
  sent();
  const others = [...spot.probes, margin.depth, margin.orders];
  const renders = others.map((probe) => probe.renders.length);
  const frame = { action: "error", turbo: true, resync_required: true };
  // Without a market it concerns nobody.
  exchange.faults.garbage(JSON.stringify(frame));
  await settle();
  expect(sent()).toEqual([]);
  exchange.faults.clear();
  exchange.faults.garbage(JSON.stringify({ ...frame, market_id: market }));
  await pass(3_000);
  expect(sent()).toEqual([
    { action: "unsubscribe_trades", market_id: market, turbo: true },
    { action: "subscribe_trades", market_id: market, turbo: true },
  ]);
  for (const [at, { renders: now }] of others.entries())
    expect(now.slice(renders[at]).filter(({ result }) => result.status !== "live")).toEqual([]);
  await trade(2);
  await check();
});

test("audits find a book of the margin venue that lost a change, and subscriptions that ended in silence, by its own reads", async () => {
  const { exchange, venues, market, accounts, spot, margin, check, sent } = await open();
  place(venues, accounts, market);
  await check();
  const isMarginBook = (frame: unknown): boolean => {
    const { action, turbo } = frame as { action?: string; turbo?: boolean };
    return action === "subscribe_depth_update" && turbo === true;
  };
  exchange.faults.withhold(isMarginBook, 1);
  const [, venue] = venues;
  const { bid = 0n } = venue.top(market);
  const { tick, step } = venue.market(market);
  venue.place(accounts[1], { marketId: market, side: "buy", quantity: step * 1_000_000n, price: bid - tick * 9n });
  await settle();
  expect(margin.depth.last.data).not.toEqual(trueDepth(venue, market));
  exchange.faults.clear();
  sent();
  const before = spot.depth.renders.length;
  for (let waited = 0; waited < 40; waited += 1) await pass(5_000);
  const again = sent().filter(({ action }) => action?.includes("subscribe"));
  expect(again).toEqual([
    { action: "unsubscribe_depth", market_id: market, turbo: true },
    { action: "subscribe_depth", market_id: market, precision: "10", turbo: true },
  ]);
  expect(spot.depth.renders.slice(before).filter(({ result }) => result.status !== "live")).toEqual([]);
  await check();
  exchange.faults.forget("orders");
  exchange.faults.forget("trades");
  place(venues, accounts, market);
  for (let waited = 0; waited < 60; waited += 1) await pass(5_000);
  await check();
}, 60_000);

test("older orders of a venue are that venue's", async () => {
  const page = openPage({ ticks: 100 });
  const { exchange, show } = page;
  const [market] = marketsOf(exchange);
  const accounts = twins(exchange);
  exchange.turbo().tick(100);
  for (const [at, venue] of [exchange, exchange.turbo()].entries()) {
    const { bid = 0n } = venue.top(market);
    const { tick, step } = venue.market(market);
    for (let placed = 0; placed < 5 + 3 * at; placed += 1) {
      const order = { marketId: market, side: "buy", quantity: step * 1_000_000n, price: bid - tick * 4n } as const;
      venue.cancel(accounts[at] as Account, venue.place(accounts[at] as Account, order).order_id);
    }
  }
  const spot = record(() => useOrders({ identities: accounts[0].id, state: "closed" }));
  const margin = record(() => useOrders({ identities: accounts[1].id, state: "closed", venue: "turbo" }));
  await show([<spot.Probe key="spot" params={null} />, <margin.Probe key="margin" params={null} />]);
  expect([spot.last.data, margin.last.data]).toEqual([[], []]);
  const reading = margin.last.fetchMore();
  await settle();
  await reading;
  const ids = (venue: SimulatedVenue) => venue.orders(accounts[0]).map(({ order_id }) => order_id);
  expect(margin.last.data?.map(({ order_id }) => order_id)).toEqual(ids(exchange.turbo()));
  expect([margin.last.hasMore, margin.last.fetchMoreError]).toEqual([false, undefined]);
  expect([spot.last.data, spot.last.hasMore]).toEqual([[], true]);
  const rest = spot.last.fetchMore();
  await settle();
  await rest;
  expect(spot.last.data?.map(({ order_id }) => order_id)).toEqual(ids(exchange));
});

const asks = (market: string, account: string, venue: Venue) =>
  [
    () => useDepth({ market, venue }),
    () => useBestPrices({ market, venue }),
    () => useTrades({ market, venue }),
    () => useCandles({ market, venue }),
    () => useTicker({ market, venue }),
    () => useOrders({ identities: account, venue }),
  ] as const;

test.each([
  ["a venue that is neither", true, "margin" as Venue, ["spot", "turbo"]],
  ["a venue that the network lacks", false, "turbo", ["spot"]],
] as const)(
  "%s is an error in every hook that names valid input, and nothing is sent",
  async (_, margin, venue, allowed) => {
    const { exchange, show, sent } = openPage({ ticks: 50, margin });
    const [market] = marketsOf(exchange);
    const hooks = asks(market, exchange.accounts[0].id, venue).map((hook) => record((): Result<unknown> => hook()));
    await show(hooks.map(({ Probe }, index) => <Probe key={String(index)} params={null} />));
    await settle();
    for (const { last } of hooks) {
      expect(last.status).toBe("error");
      expect(last.error).toBeInstanceOf(O2InputError);
      expect(last.error).toMatchObject({ parameter: "venue", code: "unknown", value: venue, allowed });
    }
    expect(sent()).toEqual([]);
  },
);

test("without REST nothing tells which venues the network has: the margin venue is requested, and the server's answer is shown", async () => {
  if (isElsewhere) return;
  const { exchange, options, Provider, sent } = openPage({ ticks: 50, margin: false });
  const [market] = marketsOf(exchange);
  const { render } = await import("@testing-library/react");
  const margin = record(() => useTrades({ market, venue: "turbo" }));
  const spot = record(() => useTrades({ market }));
  const { wsUrl } = exchange.config;
  render(
    <Provider {...options} config={{ wsUrl }}>
      <margin.Probe params={null} />
      <spot.Probe params={null} />
    </Provider>,
  );
  await pass(10_000);
  expect(sent().some(({ action, turbo }) => action === "subscribe_trades" && turbo === true)).toBe(true);
  expect(margin.last.status).not.toBe("live");
  expect(margin.last.error?.message).toContain("margin venue");
  expect(spot.last.status).toBe("live");
});
