// Orders are right, or not called complete, or stale: whatever closed, was placed or was delisted while no link was up,
// and whichever pages of older orders were read.
import type { Identity } from "o2-react";
import type { Account, ExchangeMarket, SimulatedExchange } from "o2-react/testing";
import { describe, expect, inject, it } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { type Simulated, simulate } from "../support/simulated.ts";

/** Replaces the exchange's answer. */
type Answer = (url: URL, ask: () => Promise<Response>) => Promise<Response>;

interface World extends Simulated {
  readonly zoe: Account;
  readonly markets: readonly ExchangeMarket[];
  readonly shown: (whose?: Identity) => {
    ids: string[];
    open: string[];
    isLive: boolean | undefined;
    isComplete: boolean | undefined;
  };
  readonly truth: () => string[];
  /** Expects the shown orders to be a stretch of the exchange's from the newest on, of this length or of any. */
  expectStretch(length?: number): void;
  place(market?: ExchangeMarket): string;
  /** Places and cancels orders one after the other. */
  close(count: number, market?: ExchangeMarket): Promise<void>;
  drop(): Promise<void>;
  comeBack(): Promise<void>;
  back(market?: string): Promise<void>;
}

async function open(answer: Answer = (_, ask) => ask(), hold = true): Promise<World> {
  let exchange: SimulatedExchange | undefined;
  const world = await simulate({
    auditInterval: false,
    fetch: (input, init) => answer(new URL(String(input)), () => exchange!.fetch(input, init)),
  });
  exchange = world.exchange;
  const { feed, pass } = world;
  const markets = exchange.markets;
  const [first] = markets;
  const assets = markets.flatMap(({ base, quote }) => [base.asset, quote.asset]);
  const zoe = exchange.createAccount("Zoe", Object.fromEntries(assets.map((asset) => [asset, 10n ** 30n])));
  const made: World = {
    ...world,
    zoe,
    markets,
    shown: (whose = zoe.identity) => {
      const key = "ContractId" in whose ? `ContractId:${whose.ContractId}` : `Address:${whose.Address}`;
      const { data = [], isLive, isComplete } = feed.store.getState().orders[key] ?? {};
      const ids = (orders: typeof data) => orders.map(({ order_id }) => order_id);
      return { ids: ids(data), open: ids(data.filter(({ close }) => !close)), isLive, isComplete };
    },
    truth: () => world.exchange.orders(zoe).map(({ order_id }) => order_id),
    expectStretch: (length) => {
      const { ids } = made.shown();
      const truth = world.exchange.orders(zoe);
      if (length !== undefined) expect(ids).toHaveLength(length);
      // Times in seconds do not tell the order of events within one second.
      const oldest = Math.min(
        ...truth.filter(({ order_id }) => ids.includes(order_id)).map(({ timestamp }) => Number(timestamp)),
      );
      const slack = inject("wire") ? 1_000 : 0;
      const newer = truth
        .filter(({ timestamp }) => Number(timestamp) >= oldest + slack)
        .map(({ order_id }) => order_id);
      expect(newer.filter((id) => !ids.includes(id))).toEqual([]);
      if (!inject("wire")) expect(ids).toEqual(made.truth().slice(0, ids.length));
    },
    place: (market = first!) => world.exchange.place(zoe, quietBid(market)).order_id,
    close: async (count, market) => {
      for (let n = 0; n < count; n += 1) {
        world.exchange.cancel(zoe, made.place(market));
        await pass(2);
      }
    },
    drop: async () => {
      world.exchange.faults.refuse();
      world.exchange.faults.drop();
      await pass(500);
    },
    comeBack: async () => {
      world.exchange.faults.accept();
      await pass(30_000);
    },
    back: async (market) => {
      const reading = feed.readHistory([zoe.identity], market);
      await pass(1_000);
      expect((await reading).error).toBeUndefined();
    },
  };
  if (hold) feed.retain([{ channel: "orders", identity: zoe.identity }]);
  if (hold) await pass(1_000);
  return made;
}

const LIVE = { isLive: true, isComplete: true };
const isHistory = ({ pathname, searchParams }: URL): boolean =>
  pathname === "/v1/orders" && !searchParams.has("is_open");

describe("orders that came and went while nobody listened", () => {
  it.each([
    ["in the only market that is known", false, 0],
    ["in a market of which nothing is known", false, 1],
    ["with a page of older orders read before", true, 0],
    ["in another market than the one whose older orders were read", true, 1],
  ])("are there after the reconnect, %s", async (_, isRead, where) => {
    const { markets, shown, place, close, drop, comeBack, back, exchange, zoe, pass } = await open();
    await close(5);
    if (isRead) await back(markets[0]!.market_id);
    await pass(60_000);
    await drop();
    const missed = place(markets[where]);
    exchange.fill(zoe, missed);
    const cancelled = place(markets[where]);
    exchange.cancel(zoe, cancelled);
    await comeBack();
    expect(shown()).toMatchObject(LIVE);
    expect(shown().ids.slice(0, 2).sort()).toEqual([missed, cancelled].sort());
  });

  it("are there although nothing was known of any order before", async () => {
    const { shown, close, drop, comeBack, truth, expectStretch } = await open();
    await drop();
    await close(3);
    await comeBack();
    expect(shown()).toMatchObject(LIVE);
    expectStretch(truth().length);
  });

  it("are the newest ones, where more came than are kept: behind the hole nothing is shown", async () => {
    const { shown, close, drop, comeBack, truth, expectStretch, back } = await open();
    await close(5);
    await back();
    await drop();
    await close(450);
    await comeBack();
    expect(shown()).toMatchObject(LIVE);
    expectStretch();
    for (let steps = 0; steps < 3; steps += 1) {
      await back();
      expectStretch();
    }
    expectStretch(truth().length);
  });
});

describe("a history that leaves out the orders that never traded", () => {
  const leavingOut: Answer = async (url, ask) => {
    const answer = await ask();
    if (!isHistory(url)) return answer;
    const { orders, ...rest } = await answer.json();
    const isIn = (one: { cancel: boolean; quantity_fill: unknown }): boolean =>
      !one.cancel || Number(one.quantity_fill ?? 0) > 0;
    return Response.json({ ...rest, orders: orders.filter(isIn) });
  };

  it.each([
    ["the newest one", false],
    ["an older one than others that are open", true],
  ])("does not make %s that was cancelled in an outage seem open, and is not called complete", async (_, isOlder) => {
    const { shown, place, drop, comeBack, pass, exchange, zoe } = await open(leavingOut);
    const order = place();
    await pass(20);
    const other = isOlder ? [place()] : [];
    await pass(1_000);
    await drop();
    exchange.cancel(zoe, order);
    await comeBack();
    expect(shown()).toMatchObject({ open: other, isLive: true, isComplete: false });
  });

  it("is not called complete once a page of it lacks an order that closed before our eyes", async () => {
    const { shown, close, back, place, pass, exchange, zoe } = await open(leavingOut);
    for (let n = 0; n < 3; n += 1) {
      await close(1);
      await pass(2_000);
    }
    exchange.fill(zoe, place());
    await pass(20);
    expect(shown()).toMatchObject(LIVE);
    await back();
    expect(shown()).toMatchObject({ isLive: true, isComplete: false });
  });
});

describe("a market that is not in the list", () => {
  const gone = ({ markets }: SimulatedExchange): ExchangeMarket => markets[1]!;
  let hidden: string | undefined;
  const isHidden = (id: string): boolean => hidden?.endsWith(id.toLowerCase().replace("0x", "")) === true;
  const delisting: Answer = async (url, ask) => {
    const answer = await ask();
    if (url.pathname !== "/v1/markets" || hidden === undefined) return answer;
    const { markets, ...rest } = await answer.json();
    return Response.json({
      ...rest,
      markets: markets.filter(({ market_id }: { market_id: string }) => !isHidden(market_id)),
    });
  };

  it("from the start: its open orders are shown, and balances are not called complete", async () => {
    hidden = undefined;
    const { exchange, feed, zoe, place, shown, pass } = await open(delisting, false);
    hidden = gone(exchange).market_id;
    const order = place(gone(exchange));
    feed.retain(["orders", "balances"].map((channel) => ({ channel: channel as "orders", identity: zoe.identity })));
    await pass(1_000);
    expect(shown()).toMatchObject({ ...LIVE, open: [order] });
    expect(feed.store.getState().balances[`ContractId:${zoe.id}`]).toMatchObject({ isLive: true, isComplete: false });
  });

  it("any more: an order that was open in it, and ended while nobody listened, has ended", async () => {
    hidden = undefined;
    const { exchange, zoe, place, shown, drop, comeBack, pass } = await open(delisting);
    const [kept, ended] = [place(gone(exchange)), place(gone(exchange))];
    await pass(1_000);
    hidden = gone(exchange).market_id;
    await pass(600_000);
    await drop();
    exchange.cancel(zoe, ended);
    await comeBack();
    expect(shown()).toMatchObject({ ...LIVE, open: [kept] });
    expect(shown().ids).toContain(ended);
  });

  it("and not known to the server by its id any more: its orders stay, and are not called complete", async () => {
    hidden = undefined;
    const { exchange, place, shown, drop, comeBack, pass } = await open((url, ask) => {
      const isGone = hidden !== undefined && url.searchParams.get("market_id") === hidden;
      return isGone
        ? Promise.resolve(Response.json({ code: 2000, message: "no such market" }, { status: 404 }))
        : delisting(url, ask);
    });
    const order = place(gone(exchange));
    await pass(1_000);
    hidden = gone(exchange).market_id;
    await pass(600_000);
    await drop();
    await comeBack();
    expect(shown()).toMatchObject({ open: [order], isLive: true, isComplete: false });
  });

  it("may be there where the server lists no orders without a market: then orders are not called complete", async () => {
    const { shown } = await open((url, ask) =>
      url.pathname === "/v1/orders" && !url.searchParams.has("market_id")
        ? Promise.resolve(Response.json({ code: 1001, message: "market_id is required" }, { status: 400 }))
        : ask(),
    );
    expect(shown()).toMatchObject({ isLive: true, isComplete: false });
  });
});

describe("pages of older orders", () => {
  it("leave no hole while more orders close than are kept besides them", async () => {
    const { shown, close, back, truth, expectStretch } = await open();
    await close(250);
    await back();
    await close(240);
    await back();
    expect(shown()).toMatchObject(LIVE);
    expectStretch();
    await back();
    await back();
    expectStretch(truth().length);
  });

  it("that are answered after their beginning was evicted leave no hole either", async () => {
    let release: () => void = () => undefined;
    let isHeld = false;
    const { close, back, expectStretch, feed, zoe, pass } = await open(async (url, ask) => {
      const answer = await ask();
      if (isHeld && isHistory(url)) await new Promise<void>((resolve) => (release = resolve));
      return answer;
    });
    await close(450);
    await back();
    isHeld = true;
    const late = feed.readHistory([zoe.identity]);
    await pass(100);
    isHeld = false;
    await close(440);
    release();
    await pass(1_000);
    await late;
    expectStretch();
    for (let steps = 0; steps < 6; steps += 1) {
      await back();
      expectStretch();
    }
  });

  it("of several markets are shown down to where the first of them ends, and each market's own all the way", async () => {
    const { shown, close, back, truth, expectStretch, markets, exchange, zoe, feed } = await open();
    const [busy, quiet] = markets;
    await close(5, quiet);
    await close(300, busy);
    feed.retain([{ channel: "orders", identity: zoe.identity }]);
    await back();
    expect(shown()).toMatchObject(LIVE);
    expectStretch();
    await back();
    expectStretch(truth().length);
    expect(exchange.orders(zoe).filter(({ market_id }) => market_id === quiet!.market_id)).toHaveLength(5);
  });
});

describe("what is told late", () => {
  // The repeated frame has the simulated exchange's form.
  it.skipIf(inject("server") === "second").each([
    ["an order's opening after its end", "cancel"],
    ["an order's opening after a part of it was filled", "fill"],
  ] as const)("does not go back: %s", async (_, how) => {
    const said: string[] = [];
    const { exchange, feed, zoe, place, pass, shown, markets } = await open();
    feed.session.listen((event) => {
      if (event.type === "update" && event.update.action === "subscribe_orders")
        said.push(JSON.stringify(event.update, (_, value) => (typeof value === "bigint" ? String(value) : value)));
    });
    const order = place();
    await pass(50);
    if (how === "cancel") exchange.cancel(zoe, order);
    else exchange.fill(zoe, order, quietBid(markets[0]!).quantity / 2n);
    await pass(50);
    const one = () =>
      feed.store.getState().orders[`ContractId:${zoe.id}`]?.data?.find(({ order_id }) => order_id === order);
    const before = one();
    expect(before).toMatchObject(
      how === "cancel" ? { close: true } : { close: false, quantity_fill: quietBid(markets[0]!).quantity / 2n },
    );
    exchange.faults.garbage(said[0] ?? "");
    await pass(50);
    expect(shown().isLive).toBe(true);
    expect(one()).toEqual(before);
  });
});

it("a wallet without a trade account has no orders, also where the server says so with an error", async () => {
  const wallet = { Address: `0x${"7".repeat(64)}` };
  const { feed, pass, shown } = await open((url, ask) =>
    url.pathname === "/v1/orders"
      ? Promise.resolve(Response.json({ code: 4002, message: "no such account" }, { status: 404 }))
      : ask(),
  );
  feed.retain([
    { channel: "orders", identity: wallet },
    { channel: "balances", identity: wallet },
  ]);
  await pass(60_000);
  expect(shown(wallet)).toMatchObject({ ...LIVE, ids: [] });
  const balances = feed.store.getState().balances[`Address:${wallet.Address}`];
  expect(balances).toMatchObject(LIVE);
  expect(balances?.data?.filter(({ total_unlocked }) => total_unlocked > 0n)).toEqual([]);
});
