// The client against every spelling that the second exchange knows. What the client does not read rightly yet is
// expected to fail, and speaks up when it does: then its entry here, and that in test/support/servers.ts, can go.
import { createO2Feed, type O2Feed } from "o2-react";
import { O2Rest } from "o2-react/client";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { SecondExchange } from "../../lab/second/SecondExchange.ts";
import { serveSecond } from "../../lab/second/serve.ts";
import type { Spelling } from "../../lab/second/spelling.ts";

interface Met {
  readonly exchange: SecondExchange;
  readonly feed: O2Feed;
  /** The messages of what was reported. */
  readonly errors: readonly string[];
  /** Lets fake time pass. */
  pass(milliseconds: number): Promise<void>;
}

/** An exchange with a history of some minutes, and a connected feed of it, under fake time. */
async function meet(spelling: Spelling, hasRest = true): Promise<Met> {
  vi.useFakeTimers();
  const exchange = new SecondExchange({ spelling, latency: 20 });
  const { WebSocket, fetch } = exchange;
  const { wsUrl, apiBase } = exchange.config;
  const config = hasRest ? { wsUrl, apiBase } : { wsUrl };
  const errors: string[] = [];
  const onError = ({ message }: Error) => errors.push(message);
  const feed = createO2Feed({ config, WebSocket, fetch, auditInterval: false, onError });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  const pass = async (milliseconds: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(milliseconds));
  exchange.start({ rate: 20 });
  await pass(200_000);
  feed.connect();
  return { exchange, feed, errors, pass };
}

/** Nothing of the wire is taken on trust here: each spelling alone, the others likely, but for those not read yet. */
const READ: readonly Spelling[] = [
  {},
  { snapshot: "alt" },
  { tradesAction: "alt" },
  { nonceAction: "alt" },
  { trades: "alt" },
  { orderTimes: "alt" },
  { tradeIds: "alt" },
  { errors: "alt" },
  { additions: "alt" },
];

it.each(READ)("%j: what is shown is true through traffic and a lost link", async (spelling) => {
  const { exchange, feed, pass } = await meet(spelling);
  const market = exchange.markets[0].market_id;
  const { identity, id } = exchange.accounts[0];
  const key = `ContractId:${id}`;
  feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
    { channel: "orders", identity },
    { channel: "balances", identity },
    { channel: "nonce", identity },
  ]);
  await pass(30_000);
  exchange.faults.drop();
  await pass(30_000);
  exchange.stop();
  await pass(1_000);
  const { depth, trades, orders, balances, nonce } = feed.store.getState();
  const plain = (rows: readonly { price: bigint; quantity: bigint }[] = []) =>
    rows.map(({ price, quantity }) => ({ price, quantity }));
  const truth = exchange.depth(market);
  expect(depth[`${market}:1`]?.isLive).toBe(true);
  expect(plain(depth[`${market}:1`]?.data?.bids)).toEqual(plain(truth.bids));
  expect(plain(depth[`${market}:1`]?.data?.asks)).toEqual(plain(truth.asks));
  const shown = trades[market]?.data ?? [];
  expect(trades[market]?.isLive).toBe(true);
  expect(shown.length).toBeGreaterThan(20);
  // Those of one millisecond have an order too, but that is the next test's subject.
  const sorted = (all: readonly { readonly trade_id: string }[]) => all.map(({ trade_id }) => trade_id).sort();
  expect(sorted(shown)).toEqual(sorted(exchange.trades(market).slice(-shown.length)));
  const open = (all: readonly { readonly order_id: string; readonly close: boolean }[] = []) =>
    all
      .filter(({ close }) => !close)
      .map(({ order_id }) => order_id)
      .sort();
  expect(orders[key]?.isLive).toBe(true);
  expect(open(orders[key]?.data)).toEqual(open(exchange.orders(identity)));
  for (const balance of exchange.balances(identity)) expect(balances[key]?.data).toContainEqual(balance);
  expect(nonce[key]).toMatchObject({ isLive: true, data: exchange.nonce(identity) });
});

describe("trades of one millisecond", () => {
  const sweep = async (tradeIds: "likely" | "alt"): Promise<void> => {
    const { exchange, feed, pass } = await meet({ tradeIds });
    exchange.stop();
    const market = exchange.markets[0].market_id;
    feed.retain([{ channel: "trades", market }]);
    await pass(1_000);
    const bids = exchange.depth(market).bids.slice(0, 5);
    const quantity = bids.reduce((sum, row) => sum + row.quantity, 0n);
    exchange.place(exchange.accounts[1], { marketId: market, side: "sell", price: bids[4]?.price ?? 0n, quantity });
    const count = exchange.trades(market).length;
    await pass(1_000);
    const newest = exchange
      .trades(market)
      .slice(count - 5)
      .reverse();
    expect(new Set(newest.map(({ timestamp }) => timestamp)).size).toBe(1);
    const shown = feed.store.getState().trades[market]?.data?.slice(0, 5);
    expect(shown?.map(({ trade_id }) => trade_id)).toEqual(newest.map(({ trade_id }) => trade_id));
  };

  it("are shown in the order in which they were told: numbered ids", () => sweep("alt"));

  // protocol.md, Trades: "trade_id = <maker order id>/<taker order id>", and "Order inside a frame: the front end takes
  // the last as newest". The client sorts trades of one time by their ids, which say nothing of their order.
  it.fails("are shown in the order in which they were told: ids made of two order ids", () => sweep("likely"));
});

describe("candles", () => {
  const candles = async (bars: "likely" | "alt"): Promise<void> => {
    const { exchange, feed, pass } = await meet({ bars, tradeIds: "alt" });
    const market = exchange.markets[0].market_id;
    feed.retain([{ channel: "candles", market, resolution: "1m", limit: 30 }]);
    await pass(70_000);
    exchange.stop();
    await pass(1_000);
    const shown = feed.store.getState().candles[`${market}:1m:30`];
    expect(shown).toMatchObject({ isLive: true, data: exchange.bars(market, "1m") });
  };

  it("are the exchange's own: bars in an array, with `time` in seconds", () => candles("alt"));

  // protocol.md, REST reads: "Bars: chain integers as strings, timestamp in ms, start of the bar; volume = buy_volume +
  // sell_volume". The client looks for `time`.
  it.fails("are the exchange's own: bars with `timestamp`, `buy_volume` and `sell_volume`", () => candles("likely"));
});

describe("a ticker", () => {
  const ticker = async (spelling: "likely" | "alt"): Promise<void> => {
    const { exchange, pass } = await meet({ ticker: spelling });
    exchange.stop();
    const rest = new O2Rest(exchange.config.apiBase, { fetch: exchange.fetch });
    const market = exchange.markets[0].market_id;
    const reading = rest.ticker({ market });
    await pass(1_000);
    // Whatever the member is called.
    expect(Object.values(await reading)).toContain(exchange.trades(market).at(-1)?.price);
  };

  it("holds the last price: an object with `last_price`", () => ticker("alt"));

  // protocol.md, REST reads: "/v1/markets/ticker: likely a one-item array", with `last`, `bid`, `ask`. The client
  // takes the array for an object without members.
  it.fails("holds the last price: an array of one with `last`", () => ticker("likely"));
});

describe("a subscription that is rejected", () => {
  /** A feed without REST that follows trades, and then those of a market that the server answers with this frame. */
  const reject = async (frame: object) => {
    const { exchange, feed, pass } = await meet({}, false);
    exchange.faults.corrupt(
      (said) => typeof said === "object" && said !== null && "code" in said,
      () => JSON.stringify(frame),
      Number.POSITIVE_INFINITY,
    );
    const market = exchange.markets[0].market_id;
    const unknown = `0x${"7".repeat(64)}`;
    feed.retain([{ channel: "trades", market }]);
    await pass(1_000);
    feed.retain([{ channel: "trades", market: unknown }]);
    await pass(20_000);
    const { trades } = feed.store.getState();
    return { rejected: trades[unknown], other: trades[market] };
  };
  const isNotLive = async (frame: object): Promise<void> => {
    expect((await reject(frame)).rejected).toMatchObject({ isLive: false, error: { name: "O2ServerError" } });
  };

  it.each([{ code: 6001 }, { code: 6002 }, { action: "error", code: 6002 }, { action: "error" }])(
    "is not live, and its error says why: %j",
    (words) => isNotLive({ ...words, message: "no" }),
  );

  // protocol.md, Errors: "Likely a bare { code, message }", any code of its table, and "an older client also knows
  // { error }: accept all". The client takes these for words about no subscription, and goes on as live.
  it.fails.each([{ code: 1001 }, { code: 1003 }, { code: 2000 }, { code: 2001 }, { action: "error", code: 2000 }])(
    "is not live, and its error says why: %j",
    (words) => isNotLive({ ...words, message: "no" }),
  );
  it.fails("is not live, and its error says why: { error }", () => isNotLive({ error: "no" }));

  // protocol.md, Errors: "it can only be matched by what was sent last". The client blames all that it holds.
  it.fails("costs what was subscribed to before nothing for long", async () => {
    const { other } = await reject({ code: 6002, message: "no" });
    expect(other).toMatchObject({ isLive: true, error: undefined });
  });
});

describe("harmless frames", () => {
  /** What the client asks for in a minute, and what it reports, of an exchange that also says these frames. */
  const hear = async (spelling: Spelling, ...frames: readonly string[]) => {
    const { exchange, feed, errors, pass } = await meet(spelling);
    const market = exchange.markets[0].market_id;
    feed.retain([
      { channel: "depth", market, precision: 1 },
      { channel: "trades", market },
    ]);
    for (let second = 0; second < 60; second += 1) {
      for (const frame of frames) exchange.faults.garbage(frame);
      await pass(1_000);
    }
    return { asked: exchange.requests.length, errors };
  };
  const TWO = { asked: 2, errors: [] };

  it("what a newer server adds makes nothing be asked for again", async () =>
    expect(await hear({ additions: "alt" })).toMatchObject({ asked: 2 }));

  // Issue 18: "reported once per kind". The unknown action is reported each time.
  it.fails("what a newer server adds is reported once of each kind", async () => {
    const { errors } = await hear({ additions: "alt" });
    expect(new Set(errors).size).toBe(errors.length);
  });

  // protocol.md, Errors: "Harmless frames: an incoming bare PING; a known action without its payload key (a receipt); a
  // resync_required without market_id".
  it.fails("a receipt for each request costs nothing", async () =>
    expect(await hear({ receipts: "alt" })).toEqual(TWO));
  it.fails("a PING costs nothing", async () => expect(await hear({}, "PING")).toEqual(TWO));
  it.fails("a resync_required without a market costs nothing", async () =>
    expect(await hear({}, '{"action":"error","resync_required":true}')).toEqual(TWO));

  it("an echo of an unsubscribe, and frames of the margin venue, cost nothing", async () => {
    const turbo = '{"action":"subscribe_trades","turbo":true,"trades":[{"trade_id":"1"}]}';
    expect(await hear({}, '{"action":"unsubscribe_orders"}', turbo)).toEqual(TWO);
  });
});

describe("frames on a real socket", () => {
  const follow = async (isBinary: boolean): Promise<void> => {
    const exchange = new SecondExchange();
    exchange.tick(300);
    const served = await serveSecond(exchange, { isBinary });
    const feed = createO2Feed({ config: served.config, auditInterval: false, onError: () => undefined });
    onTestFinished(async () => {
      feed.close();
      exchange.close();
      await served.close();
    });
    feed.connect();
    const market = exchange.markets[0].market_id;
    feed.retain([{ channel: "depth", market, precision: 1 }]);
    await vi.waitFor(() => expect(feed.store.getState().depth[`${market}:1`]?.isLive).toBe(true), 3_000);
    exchange.tick(50);
    await vi.waitFor(() => {
      const shown = feed.store.getState().depth[`${market}:1`]?.data?.bids;
      expect(shown?.map(({ price }) => price)).toEqual(exchange.depth(market).bids.map(({ price }) => price));
    }, 3_000);
  };

  it("may be text", () => follow(false));

  // protocol.md, Connection: "JSON may come in binary frames (Buffer/Blob): decode as UTF-8".
  it.fails("may be binary", () => follow(true));
});
