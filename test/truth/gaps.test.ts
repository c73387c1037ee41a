// Events from while no link was up are read over REST, joined with the stream, and never shown as live before that.
import type { FeedTopic, Order } from "o2-react";
import { describe, expect, it } from "vitest";
import { follow, watch } from "../support/followed.ts";
import { quietBid } from "../support/quietBid.ts";
import { toBalances, toTradeIds } from "../support/same.ts";
import { type Served, serve, until } from "../support/served.ts";

function topicsOf({ exchange }: Served) {
  const account = exchange.accounts[0]!;
  const market = exchange.markets[0]!;
  const { identity } = account;
  const key = `ContractId:${account.id}`;
  const topics: FeedTopic[] = [
    { channel: "trades", market: market.market_id },
    { channel: "orders", identity },
    { channel: "balances", identity },
    { channel: "nonce", identity },
  ];
  return { account, market, identity, key, topics };
}

/** Sorted, because orders of the same millisecond have no defined order. */
function open(orders: readonly Order[] = []): string[] {
  return orders
    .filter((order) => !order.close)
    .map((order) => order.order_id)
    .sort();
}

describe("at first", () => {
  it("open orders, balances, the nonce and the latest trades are there without waiting for their next change", async () => {
    const served = await serve();
    const { exchange } = served;
    const { topics, key, identity, market, account } = topicsOf(served);
    exchange.place(account, quietBid(market));
    const feed = follow(served);
    const states = watch(feed);
    feed.retain(topics);
    await until(() => {
      const state = feed.store.getState();
      expect(state.orders[key]?.isLive).toBe(true);
      expect(state.balances[key]?.isLive).toBe(true);
      expect(state.nonce[key]?.isLive).toBe(true);
      expect(state.trades[market.market_id]?.isLive).toBe(true);
    });
    const state = feed.store.getState();
    expect(open(state.orders[key]?.data)).toEqual(open(exchange.orders(identity)));
    expect(toBalances(state.balances[key]?.data)).toEqual(toBalances(exchange.balances(identity)));
    expect(state.nonce[key]?.data).toBe(exchange.nonce(identity));
    expect(toTradeIds(state.trades[market.market_id]?.data)).toEqual(
      toTradeIds(exchange.trades(market.market_id).slice(-50).reverse()),
    );
    // Never live without data.
    expect(
      states
        .flatMap((each) => [each.orders[key], each.balances[key], each.nonce[key]])
        .filter((entry) => entry?.isLive && entry.data === undefined),
    ).toEqual([]);
  });
});

describe("after the link was down", () => {
  it("orders placed, filled and cancelled, balances moved and nonces spent meanwhile are right, and never live before", async () => {
    const served = await serve();
    const { exchange } = served;
    const { topics, key, identity, market, account } = topicsOf(served);
    const kept = exchange.place(account, quietBid(market));
    const cancelled = exchange.place(account, quietBid(market));
    const best = exchange.depth(market.market_id, 1).bids[0]!;
    const filled = exchange.place(account, {
      ...quietBid(market),
      price: best.price + market.tick,
      quantity: market.step * 100_000n,
    });
    const feed = follow(served);
    feed.retain(topics);
    await until(() => expect(feed.store.getState().orders[key]?.isLive).toBe(true));
    await until(() => expect(feed.store.getState().balances[key]?.isLive).toBe(true));
    expect(open(feed.store.getState().orders[key]?.data)).toEqual(
      expect.arrayContaining([kept.order_id, cancelled.order_id, filled.order_id]),
    );

    exchange.faults.refuse();
    exchange.faults.drop();
    await until(() => expect(feed.store.getState().connection.status).toBe("reconnecting"));
    const states = watch(feed);
    exchange.cancel(account, cancelled.order_id);
    exchange.place(exchange.accounts[1]!, {
      marketId: market.market_id,
      side: "sell",
      price: best.price + market.tick,
      quantity: market.step * 100_000n,
    });
    const placed = exchange.place(account, quietBid(market));
    exchange.tick(300);
    exchange.faults.accept();
    await until(() => {
      const state = feed.store.getState();
      for (const entry of [state.orders[key], state.balances[key], state.nonce[key], state.trades[market.market_id]])
        expect(entry?.isLive).toBe(true);
    });

    const truth = exchange.orders(identity);
    const state = feed.store.getState();
    expect(open(state.orders[key]?.data)).toEqual(open(truth));
    expect(open(state.orders[key]?.data)).toContain(placed.order_id);
    for (const { order_id } of [cancelled, filled]) {
      const shown = state.orders[key]?.data?.find((order) => order.order_id === order_id);
      const is = truth.find((order) => order.order_id === order_id);
      expect(shown).toMatchObject({ close: true, cancel: is?.cancel, quantity_fill: is?.quantity_fill });
    }
    expect(toBalances(state.balances[key]?.data)).toEqual(
      expect.arrayContaining(toBalances(exchange.balances(identity))),
    );
    expect(state.nonce[key]?.data).toBe(exchange.nonce(identity));
    // Every live state was true.
    for (const each of states) {
      if (each.orders[key]?.isLive) expect(open(each.orders[key]?.data)).toEqual(open(truth));
      if (each.nonce[key]?.isLive) expect(each.nonce[key]?.data).toBe(exchange.nonce(identity));
    }
  });

  it("trades made meanwhile are all there, each once, and listeners are told of them", async () => {
    const served = await serve();
    const { exchange } = served;
    const { market } = topicsOf(served);
    const id = market.market_id;
    exchange.tick(500);
    const feed = follow(served);
    feed.retain([{ channel: "trades", market: id }]);
    await until(() => expect(feed.store.getState().trades[id]?.isLive).toBe(true));
    const last = exchange.trades(id).length;
    const told: string[] = [];
    feed.onTrade(id, (trade) => told.push(...toTradeIds([trade])));
    exchange.faults.refuse();
    exchange.faults.drop();
    await until(() => expect(feed.store.getState().connection.status).toBe("reconnecting"));
    exchange.tick(1_500);
    exchange.faults.accept();
    await until(() => expect(feed.store.getState().trades[id]?.isLive).toBe(true));
    const missed = toTradeIds(exchange.trades(id).slice(last));
    expect(missed.length).toBeGreaterThan(100);
    const shown = toTradeIds(feed.store.getState().trades[id]?.data);
    expect(shown).toEqual(toTradeIds(exchange.trades(id).slice(-shown.length).reverse()));
    expect(shown.length).toBeGreaterThan(missed.length);
    expect(told).toEqual(missed);
  });

  it("when a listener closes the feed at a trade behind a gap that could not be read, no hole is shown after the next connect()", async () => {
    const served = await serve();
    const { exchange } = served;
    const id = topicsOf(served).market.market_id;
    exchange.tick(500);
    const feed = follow(served);
    feed.retain([{ channel: "trades", market: id }]);
    await until(() => expect(feed.store.getState().trades[id]?.isLive).toBe(true));
    exchange.faults.refuse();
    exchange.faults.drop();
    await until(() => expect(feed.store.getState().connection.status).toBe("reconnecting"));
    exchange.tick(1_500);
    exchange.faults.rest({ path: "/v1/trades", status: 503, times: Number.POSITIVE_INFINITY });
    exchange.faults.accept();
    await until(() => expect(feed.store.getState().trades[id]?.error).toMatchObject({ status: 503 }));
    const told: string[] = [];
    feed.onTrade(id, (trade) => {
      if (told.push(...toTradeIds([trade])) === 1) feed.close();
    });
    await until(() => {
      exchange.tick(20);
      expect(told).not.toEqual([]);
    });
    exchange.faults.clear();
    feed.connect();
    await until(() => expect(feed.store.getState().trades[id]?.isLive).toBe(true));
    const shown = toTradeIds(feed.store.getState().trades[id]?.data);
    expect(shown).toEqual(toTradeIds(exchange.trades(id).slice(-shown.length).reverse()));
  });

  it("when more was missed than is kept, no hole is shown", async () => {
    const served = await serve();
    const { exchange } = served;
    const id = topicsOf(served).market.market_id;
    exchange.tick(500);
    const feed = follow(served, { maxTrades: 60 });
    feed.retain([{ channel: "trades", market: id }]);
    await until(() => expect(feed.store.getState().trades[id]?.isLive).toBe(true));
    exchange.faults.refuse();
    exchange.faults.drop();
    await until(() => expect(feed.store.getState().connection.status).toBe("reconnecting"));
    exchange.tick(2_000);
    exchange.faults.accept();
    await until(() => expect(feed.store.getState().trades[id]?.isLive).toBe(true));
    const shown = feed.store.getState().trades[id]?.data ?? [];
    expect(toTradeIds(shown)).toEqual(toTradeIds(exchange.trades(id).slice(-shown.length).reverse()));
    expect(shown.length).toBe(60);
  });
});

describe("the fill racing the stream", () => {
  // The REST answer is held back while an order closes, or comes at once and the stream tells of it later.
  it.each([
    ["the stream's word comes first", 60],
    ["REST's answer comes first", 0],
  ])("%s: the end is the same, also for an order that closes in between", async (_, delay) => {
    const served = await serve();
    const { exchange } = served;
    const { key, identity, market, account } = topicsOf(served);
    const closing = exchange.place(account, quietBid(market));
    exchange.faults.rest({ path: "/v1/orders", delay, status: 200, times: 0 });
    const feed = follow(served);
    const answered: string[] = [];
    const slow: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      const text = await response.text();
      if (String(input).includes("/v1/orders")) {
        answered.push(text);
        // The answer is made now. It arrives after the stream's update.
        if (delay > 0) await until(() => expect(said).toBeGreaterThan(0));
      }
      return new Response(text, { status: response.status });
    };
    feed.close();
    let said = 0;
    const racing = follow(served, { fetch: slow });
    racing.session.listen((event) => {
      if (event.type === "update" && event.update.action === "subscribe_orders") said += 1;
    });
    racing.retain([{ channel: "orders", identity }]);
    // The open orders of each market, and those of all.
    await until(() => expect(answered).toHaveLength(exchange.markets.length + 1));
    exchange.cancel(account, closing.order_id);
    const placed = exchange.place(account, quietBid(market));
    await until(() => {
      expect(said).toBeGreaterThan(1);
      expect(racing.store.getState().orders[key]?.isLive).toBe(true);
      expect(open(racing.store.getState().orders[key]?.data)).toEqual(open(exchange.orders(identity)));
    });
    const shown = racing.store.getState().orders[key]?.data;
    expect(shown?.find((order) => order.order_id === closing.order_id)?.close ?? true).toBe(true);
    expect(open(shown)).toContain(placed.order_id);
  });
});

describe("a fill that fails", () => {
  it("keeps the data, says stale with the error, and tries again until it holds", async () => {
    const served = await serve();
    const { exchange } = served;
    const { key, identity, account, market } = topicsOf(served);
    const feed = follow(served);
    feed.retain([{ channel: "nonce", identity }]);
    await until(() => expect(feed.store.getState().nonce[key]?.isLive).toBe(true));
    const states = watch(feed);
    const before = exchange.nonce(identity);
    exchange.faults.rest({ path: "/v1/accounts", status: 503 });
    exchange.faults.refuse();
    exchange.faults.drop();
    await until(() => expect(feed.store.getState().connection.status).toBe("reconnecting"));
    exchange.place(account, quietBid(market));
    exchange.faults.accept();
    await until(() =>
      expect(feed.store.getState().nonce[key]).toMatchObject({ data: before + 1n, isLive: true, error: undefined }),
    );
    // The error may have lasted for a short time only.
    const failed = states.map((state) => state.nonce[key]).filter((entry) => entry?.error !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    for (const entry of failed)
      expect(entry).toMatchObject({ data: before, isLive: false, error: { name: "O2RestError", status: 503 } });
  });
});

it("a change of the identity set reads all of its identities again", async () => {
  const served = await serve();
  const { exchange } = served;
  const [ada, grace] = exchange.accounts.map((account) => account.identity);
  const read: string[] = [];
  const counting: typeof fetch = (input, init) => {
    read.push(new URL(String(input)).searchParams.get("trade_account_id") ?? "");
    return fetch(input, init);
  };
  const feed = follow(served, { fetch: counting });
  const [one, two] = exchange.accounts.map((account) => account.id);
  feed.retain([{ channel: "nonce", identity: ada! }]);
  await until(() => expect(feed.store.getState().nonce[`ContractId:${one}`]?.isLive).toBe(true));
  feed.retain([{ channel: "nonce", identity: grace! }]);
  await until(() => expect(feed.store.getState().nonce[`ContractId:${two}`]?.isLive).toBe(true));
  await until(() => expect(feed.store.getState().nonce[`ContractId:${one}`]?.isLive).toBe(true));
  expect(read).toEqual([one, one, two]);
});

it("a gap that the server tells of is filled the same way", async () => {
  const served = await serve();
  const { exchange } = served;
  const { market, topics, key } = topicsOf(served);
  const id = market.market_id;
  const feed = follow(served);
  feed.retain([...topics, { channel: "depth", market: id, precision: 1 }]);
  await until(() => expect(feed.store.getState().orders[key]?.isLive).toBe(true));
  await until(() => expect(feed.store.getState().depth[`${id}:1`]?.isLive).toBe(true));
  await until(() => expect(feed.store.getState().trades[id]?.isLive).toBe(true));
  exchange.faults.withhold("subscribe_trades", 1_000);
  exchange.tick(200);
  exchange.faults.clear();
  const newest = () => toTradeIds(feed.store.getState().trades[id]?.data).slice(0, 1);
  const truth = toTradeIds(exchange.trades(id).slice(-1));
  expect(newest()).not.toEqual(truth);
  exchange.faults.garbage(JSON.stringify({ action: "error", market_id: id, resync_required: true }));
  await until(() => {
    expect(newest()).toEqual(truth);
    expect(feed.store.getState().trades[id]?.isLive).toBe(true);
    expect(feed.store.getState().depth[`${id}:1`]?.isLive).toBe(true);
  });
});

it("without an apiBase nothing is read, and the result says that it is not complete", async () => {
  const served = await serve();
  const { key, identity } = topicsOf(served);
  const feed = follow(served, { config: { wsUrl: served.server.config.wsUrl } });
  feed.retain([{ channel: "orders", identity }]);
  await until(() =>
    expect(feed.store.getState().orders[key]).toMatchObject({ isLive: true, isComplete: false, data: [] }),
  );
});
