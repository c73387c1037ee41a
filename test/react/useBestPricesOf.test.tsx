// @vitest-environment happy-dom
// The best prices of many markets in one component: each with a result of its own, and no more renders and subscriptions than single
// hooks have.
import { act, render } from "@testing-library/react";
import { type BestPrices, type MarketRef, type Result, useBestPrices, useBestPricesOf } from "o2-react";
import { defaultMarkets, type MarketSpec, type SimulatedExchange } from "o2-react/testing";
import { memo, StrictMode } from "react";
import { expect, test } from "vitest";
import { FRAME, LINGER, newcomer, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

type Refs = readonly (MarketRef | null | undefined)[] | null | undefined;

const recordQuotes = () => record((markets: Refs) => useBestPricesOf({ markets }));
const idsOf = ({ markets }: SimulatedExchange) => markets.map(({ market_id }) => market_id);
const statusesOf = (quotes: readonly Result<unknown>[]) => quotes.map(({ status }) => status);

function trueQuote(exchange: SimulatedExchange, market: string): BestPrices {
  const { bestBid: bid, bestAsk: ask, spread, mid } = trueDepth(exchange, market);
  return { bid, ask, spread, mid };
}

/** An exchange of fifty markets, each with one bid and one ask. */
function openFifty() {
  const markets = Array.from({ length: 50 }, (_, index): MarketSpec => {
    const [{ base, ...kind }] = defaultMarkets() as [MarketSpec];
    return { ...kind, base: { ...base, symbol: `fC${index}` } };
  });
  const page = openPage({ markets, ticks: 0 });
  const { exchange } = page;
  const rich = newcomer(exchange, "rich");
  const place = (index: number, side: "buy" | "sell", price: bigint): void => {
    const { market_id: marketId, step } = exchange.markets[index]!;
    exchange.place(rich, { marketId, side, price, quantity: step * 1_000_000n, type: "PostOnly" });
  };
  for (const [index, { tick, startPrice }] of exchange.markets.entries()) {
    // In another order than that of the markets.
    place(index, "buy", startPrice + BigInt((index * 7) % 50) * tick * 10n);
    place(index, "sell", startPrice + tick * 1_000n);
  }
  return { ...page, place };
}

test("each result is that of useBestPrices, in the order of the markets, over the same subscriptions", async () => {
  const { exchange, Provider, sent, trade } = openPage();
  const ids = idsOf(exchange);
  const quotes = recordQuotes();
  const singles = ids.map((market) => record(() => useBestPrices({ market })));
  render(
    <Provider>
      <quotes.Probe params={[...ids].reverse()} />
      {singles.map(({ Probe }, index) => (
        <Probe key={ids[index]} params={null} />
      ))}
    </Provider>,
  );
  expect(statusesOf(quotes.last)).toEqual(["pending", "pending", "pending"]);
  await settle();
  expect(sent().filter(({ action }) => action === "subscribe_depth")).toHaveLength(3);
  for (let round = 0; round < 5; round += 1) {
    await trade();
    expect(quotes.last).toEqual(singles.map(({ last }) => last).reverse());
    expect(quotes.last.map(({ data }) => data)).toEqual([...ids].reverse().map((id) => trueQuote(exchange, id)));
    expect(statusesOf(quotes.last)).toEqual(["live", "live", "live"]);
  }
});

test("a list of 50 markets is sorted in one component, and only the rows of markets that moved render again", async () => {
  const { exchange, show, place } = openFifty();
  const rows: string[] = [];
  const lists: string[][] = [];
  const Row = memo(function Row({ pair, quote }: { pair: string; quote: Result<BestPrices> }) {
    rows.push(pair);
    return <li>{`${pair} ${quote.data?.bid}`}</li>;
  });
  function List() {
    const { markets } = exchange;
    const quotes = useBestPricesOf({ markets });
    const sorted = markets
      .map((market, index) => ({ market, quote: quotes[index]! }))
      .sort((a, b) => ((a.quote.data?.bid ?? 0n) < (b.quote.data?.bid ?? 0n) ? 1 : -1));
    lists.push(sorted.map(({ market }) => market.pair));
    return (
      <ul>
        {sorted.map(({ market, quote }) => (
          <Row key={market.market_id} pair={market.pair} quote={quote} />
        ))}
      </ul>
    );
  }
  await show(<List />);
  await settle();
  const bidOf = (pair: string) =>
    exchange.depth(exchange.markets.find((each) => each.pair === pair)!.market_id).bids[0]!;
  const sorted = () =>
    exchange.markets.map(({ pair }) => pair).sort((a, b) => (bidOf(a).price < bidOf(b).price ? 1 : -1));
  expect(lists.at(-1)).toEqual(sorted());
  expect(new Set(rows).size).toBe(50);
  for (const moved of [[3], [7, 21, 40]]) {
    rows.length = 0;
    lists.length = 0;
    for (const index of moved)
      place(index, "buy", exchange.markets[index]!.startPrice + exchange.markets[index]!.tick * 900n);
    await settle();
    expect([...rows].sort()).toEqual(moved.map((index) => exchange.markets[index]!.pair).sort());
    // However many moved in it, a frame is one render.
    expect(lists).toEqual([sorted()]);
  }
});

test("a new array of the same markets, in any order, changes no subscription and no result", async () => {
  const { exchange, Provider, sent } = openPage();
  const [first = "", second = "", third = ""] = idsOf(exchange);
  const quotes = recordQuotes();
  const tree = (markets: Refs) => (
    <Provider>
      <quotes.Probe params={markets} />
    </Provider>
  );
  const { rerender } = render(tree([first, second]));
  await settle();
  const [one, two] = quotes.last;
  const list = quotes.last;
  sent();
  rerender(tree([first, second]));
  expect(quotes.last).toBe(list);
  // The same market by its pair, and by an object that has its id.
  rerender(tree([{ market_id: second.toUpperCase().replace("0X", "0x") }, { market_id: first }]));
  expect(quotes.last[0]).toBe(two);
  expect(quotes.last[1]).toBe(one);
  await pass(2 * LINGER);
  expect(sent()).toEqual([]);
  rerender(tree([third, first, second]));
  expect(quotes.last.slice(1)).toEqual([one, two]);
  expect(quotes.last[1]).toBe(one);
  await settle();
  expect(sent().map(({ action, market_id }) => [action, market_id])).toEqual([["subscribe_depth", third]]);
  rerender(tree([third]));
  await pass(2 * LINGER);
  expect(
    sent()
      .map(({ action, market_id }) => `${action} ${market_id}`)
      .sort(),
  ).toEqual([first, second].map((id) => `unsubscribe_depth ${id}`).sort());
  expect(statusesOf(quotes.last)).toEqual(["live"]);
});

test("a market that is named twice has one result and one subscription", async () => {
  const { exchange, show, sent } = openPage();
  const [first = "", second = ""] = idsOf(exchange);
  const quotes = recordQuotes();
  await show(<quotes.Probe params={[first, exchange.markets[0]!.pair, second, first]} />);
  await settle();
  const [one, again, , last] = quotes.last;
  expect(one?.data).toEqual(trueQuote(exchange, first));
  expect([again, last]).toEqual([one, one]);
  expect(again === one && last === one).toBe(true);
  expect(sent()).toHaveLength(2);
});

test("an empty list, one that is nullish and one that is not enabled ask for nothing; a nullish place is idle", async () => {
  const { exchange, Provider, sent } = openPage();
  const [first = ""] = idsOf(exchange);
  const quotes = record(({ markets, enabled }: { markets: Refs; enabled?: boolean }) =>
    useBestPricesOf({ markets, enabled }),
  );
  const tree = (params: { markets: Refs; enabled?: boolean }) => (
    <Provider>
      <quotes.Probe params={params} />
    </Provider>
  );
  const { rerender } = render(tree({ markets: [] }));
  await settle();
  expect(quotes.last).toEqual([]);
  for (const markets of [null, undefined]) {
    rerender(tree({ markets }));
    expect(quotes.last).toEqual([]);
  }
  rerender(tree({ markets: [first, null], enabled: false }));
  expect(statusesOf(quotes.last)).toEqual(["idle", "idle"]);
  await settle();
  expect(sent()).toEqual([]);
  rerender(tree({ markets: [null, first] }));
  await settle();
  expect(statusesOf(quotes.last)).toEqual(["idle", "live"]);
  rerender(tree({ markets: [] }));
  await pass(2 * LINGER);
  expect(exchange.subscriptions).toMatchObject([{ depth: {} }]);
});

test("a market that cannot be used is the error of its place, and stops no other", async () => {
  const { exchange, show, sent, errors } = openPage();
  const [first = "", second = ""] = idsOf(exchange);
  const quotes = recordQuotes();
  await show(<quotes.Probe params={["0x12", first, "DOGE/USDC", 7 as never, second, "BTC/USDC"]} />);
  await settle();
  expect(statusesOf(quotes.last)).toEqual(["error", "live", "error", "error", "live", "live"]);
  expect(quotes.last.map(({ error }) => error?.message.slice(0, 30))).toEqual([
    'market: "0x12" is not a market',
    undefined,
    'market: "DOGE/USDC" is not one',
    "market: 7 is not a market id. ",
    undefined,
    undefined,
  ]);
  expect(quotes.last[1]?.data).toEqual(trueQuote(exchange, first));
  expect(sent()).toHaveLength(3);
  expect(errors).toEqual([]);
  // The same error, also in the next render.
  const before = quotes.last;
  exchange.tick(1);
  await settle();
  for (const index of [0, 2, 3]) expect(quotes.last[index]).toBe(before[index]);
});

test("a book that is in doubt is stale by itself; with the link all are, and live again with the next one", async () => {
  const { exchange, show } = openPage();
  const ids = idsOf(exchange);
  const quotes = recordQuotes();
  await show(<quotes.Probe params={ids} />);
  await settle();
  const before = quotes.last;
  exchange.faults.garbage(JSON.stringify({ action: "subscribe_depth_update", market_id: ids[1], changes: 7 }));
  await pass(2 * FRAME);
  expect(quotes.renders.some(({ result }) => statusesOf(result).join() === "live,stale,live")).toBe(true);
  expect(quotes.last[0]).toBe(before[0]);
  await settle();
  expect(statusesOf(quotes.last)).toEqual(["live", "live", "live"]);
  exchange.faults.drop();
  await pass(2 * FRAME);
  expect(statusesOf(quotes.last)).toEqual(["stale", "stale", "stale"]);
  expect(quotes.last.map(({ data }) => data)).toEqual(before.map(({ data }) => data));
  await pass(5_000);
  expect(statusesOf(quotes.last)).toEqual(["live", "live", "live"]);
});

test("`select` narrows each, and renders only when one of the selections changes", async () => {
  const { exchange, show, place } = openFifty();
  const { markets } = exchange;
  const bids = record(() => useBestPricesOf({ markets, select: ({ bid }) => bid }));
  await show(
    <StrictMode>
      <bids.Probe params={null} />
    </StrictMode>,
  );
  await settle();
  expect(bids.last.map(({ data }) => data)).toEqual(markets.map(({ market_id }) => trueQuote(exchange, market_id).bid));
  const { length } = bids.renders;
  place(4, "sell", markets[4]!.startPrice + markets[4]!.tick * 950n);
  await settle();
  expect(bids.renders.length).toBe(length);
});

test("`throttle` shows new data once in its time, and another status at once", async () => {
  const { exchange, show } = openPage();
  const ids = idsOf(exchange);
  const slow = record(() => useBestPricesOf({ markets: ids, throttle: 1_000 }));
  const quick = recordQuotes();
  await show(
    <>
      <slow.Probe params={null} />
      <quick.Probe params={ids} />
    </>,
  );
  await pass(2_000);
  const before = [slow.renders.length, quick.renders.length] as const;
  for (let turn = 0; turn < 50; turn += 1) {
    exchange.tick(10);
    await pass(100);
  }
  expect(slow.renders.length - before[0]).toBeLessThanOrEqual(6);
  expect(quick.renders.length - before[1]).toBeGreaterThan(10);
  exchange.tick(30);
  await pass(2 * FRAME);
  exchange.faults.drop();
  await pass(3 * FRAME);
  expect(statusesOf(slow.last)).toEqual(["stale", "stale", "stale"]);
  expect(slow.last.map(({ data }) => data)).toEqual(quick.last.map(({ data }) => data));
  await act(() => pass(5_000));
  expect(slow.last.map(({ data }) => data)).toEqual(ids.map((id) => trueQuote(exchange, id)));
});
