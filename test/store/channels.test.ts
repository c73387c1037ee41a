// The table of differences: the data of each channel in each situation. Channels share one machinery. Their differences
// are written here, so that none appears or disappears unseen. The server and its REST API are the test's own.
import type { Entry, FeedTopic, O2FeedOptions, O2State } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { ListChannel } from "../../src/store/channels/channel.ts";
import { CHANNELS } from "../../src/store/channels/channels.ts";
import { toSeed } from "../../src/store/toSeed.ts";
import { answering } from "../support/answering.ts";
import { createExchange } from "../support/servers.ts";

/** A channel that is missing in a row of the table does not compile. */
type Name = ListChannel;
const NAMES = Object.keys(CHANNELS) as Name[];

/** A whole number of minutes. */
const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const [A, B] = [`0x${"a".repeat(64)}`, `0x${"b".repeat(64)}`] as const;
const ASSET = `0x${"e".repeat(64)}`;

const id = (n: number): string => `0x${String(n).padStart(64, "0")}`;
const identity = (contract: string) => ({ ContractId: contract });

/** The way in which REST reads are answered. */
type Rest = "answers" | "hangs" | "fails" | "fails in part" | "none";

interface World {
  readonly topic: FeedTopic;
  readonly other: FeedTopic;
  rest: Rest;
  /** True while subscriptions are rejected. */
  isRejecting: boolean;
  hold(topic?: FeedTopic): () => void;
  /** Sends an item of the topic: the second one, an older one, one of another topic, one that names nobody. */
  say(which: "new" | "old" | "other" | "nameless"): Promise<void>;
  pass(milliseconds: number): Promise<void>;
  drop(): Promise<void>;
  entry(topic?: FeedTopic): Entry<unknown> | undefined;
  state(): O2State;
  /** The entry in a few words: its data, whether it is live, whether it is complete, and its error. */
  shown(topic?: FeedTopic): string;
}

function open(name: Name, rest: Rest = "answers", options: O2FeedOptions = {}): World {
  vi.useFakeTimers({ now: NOW });
  const exchange = createExchange();
  const [market, otherMarket] = exchange.markets.map(({ market_id }) => market_id) as [string, string];
  const topicOf = (at: string, of: string): FeedTopic => {
    if (name === "trades") return { channel: name, market: at };
    if (name === "candles") return { channel: name, market: at, resolution: "1m", limit: 10 };
    return { channel: name, identity: identity(of) };
  };
  const trade = (n: number, timestamp: number) => ({
    trade_id: String(n),
    side: "buy",
    price: "5",
    quantity: String(n),
    total: "5",
    timestamp: String(timestamp),
  });
  const order = (n: number, more: object = {}) => ({
    order_id: id(n),
    market_id: market,
    owner: identity(A),
    side: "buy",
    order_type: "Spot",
    price: "5",
    quantity: "9",
    timestamp: String(NOW - HOUR + n),
    close: false,
    ...more,
  });
  /** An order that one match fills, with the match's number in it. */
  const filled = (n: number, timestamp: number, more: object = {}) => {
    const fills = [{ order_id: id(100 + n), price: "5", quantity: String(n), timestamp: String(timestamp) }];
    return order(n, { close: true, quantity_fill: String(n), fills, ...more });
  };
  const balance = (of: string, asset_id: string, amount: string) => ({
    identity: identity(of),
    asset_id,
    total_locked: "0",
    total_unlocked: amount,
    trading_account_balance: amount,
  });
  const says = {
    trades: {
      new: { market_id: market, trades: [trade(2, NOW)] },
      old: { market_id: market, trades: [trade(3, NOW - 2 * HOUR)] },
      other: { market_id: otherMarket, trades: [trade(4, NOW)] },
      nameless: { market_id: market, trades: [trade(2, NOW)] },
    },
    orders: {
      new: { orders: [order(2, { close: true })] },
      old: { orders: [order(2)] },
      other: { orders: [order(4, { owner: identity(B) })] },
      nameless: { orders: [order(2, { owner: undefined })] },
    },
    fills: {
      new: { orders: [filled(2, NOW)] },
      old: { orders: [filled(3, NOW - 2 * HOUR)] },
      other: { orders: [filled(4, NOW, { owner: identity(B) })] },
      nameless: { orders: [filled(2, NOW, { owner: undefined })] },
    },
    balances: {
      new: { balance: [balance(A, ASSET, "7")] },
      old: { balance: [balance(A, ASSET, "6")] },
      other: { balance: [balance(B, ASSET, "4")] },
      nameless: { balance: [] },
    },
    nonce: {
      new: { contract_id: A, nonce: "7" },
      old: { contract_id: A, nonce: "6" },
      other: { contract_id: B, nonce: "4" },
      nameless: { contract_id: id(9), nonce: "4" },
    },
  };
  const carrier = name === "candles" ? "trades" : name === "fills" ? "orders" : name;

  let reads = 0;
  const bodyOf = (url: URL): unknown => {
    const isFirst = url.searchParams.get("market_id") === market && !url.searchParams.has("start_timestamp");
    if (url.pathname === "/v1/trades") return { trades: isFirst ? [trade(1, NOW - HOUR)] : [] };
    if (url.pathname === "/v1/trades_by_account") {
      const own = { ...trade(1, NOW - HOUR), trade_id: `${id(1)}/${id(101)}`, trader_side: "maker" };
      return { trades: isFirst ? [own] : [] };
    }
    if (url.pathname === "/v1/bars") return { bars: [] };
    if (url.pathname === "/v1/orders")
      return { identity: identity(A), market_id: market, orders: isFirst ? [order(1)] : [] };
    if (url.pathname === "/v1/balance") {
      const amount = url.searchParams.get("asset_id") === exchange.markets[0]?.base.asset ? "5" : "0";
      return { order_books: {}, total_locked: "0", total_unlocked: amount, trading_account_balance: amount };
    }
    return { trade_account_id: A, trade_account: { last_modification: 0, nonce: "5", owner: identity(A) } };
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input));
    if (url.pathname === "/v1/markets") return exchange.fetch(input, init);
    reads += 1;
    const fails = world.rest === "fails" || (world.rest === "fails in part" && reads > 1);
    if (fails) throw new TypeError("no network");
    if (world.rest === "hangs") await new Promise(() => undefined);
    return Response.json(bodyOf(url));
  };
  const server = answering((text) =>
    world.isRejecting && text.includes('"subscribe_') ? [JSON.stringify({ code: 6002, message: "no" })] : [],
  );
  const feed = createO2Feed({
    config: rest === "none" ? { wsUrl: exchange.config.wsUrl } : exchange.config,
    WebSocket: server.WebSocket,
    fetch,
    random: () => 0,
    linger: 0,
    auditInterval: false,
    onError: () => undefined,
    ...options,
  });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  const pass = async (milliseconds: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  };
  const topic = topicOf(market, A);
  const entry = (of: FeedTopic = topic): Entry<unknown> | undefined =>
    Object.values(feed.store.getState()[of.channel] as Record<string, Entry<unknown>>).find(
      (each) => each.topic === undefined || JSON.stringify(each.topic) === JSON.stringify(of),
    );
  const world: World = {
    topic,
    other: topicOf(otherMarket, B),
    rest,
    isRejecting: false,
    hold: (held = topic) => feed.retain([held]),
    say: async (which) => {
      server.say(
        JSON.stringify({ action: `subscribe_${carrier}`, ...says[name === "candles" ? "trades" : name][which] }),
      );
      await pass(50);
    },
    pass,
    drop: async () => {
      feed.reconnect();
      await pass(500);
    },
    entry,
    state: () => feed.store.getState(),
    shown: (of) => describeEntry(entry(of)),
  };
  feed.connect();
  return world;
}

function describeEntry(entry: Entry<unknown> | undefined): string {
  if (!entry) return "no entry";
  const { data, isLive, isComplete, error } = entry;
  const words = [describeData(data), isLive ? "live" : "stale", ...(isComplete ? ["whole"] : [])];
  return [...words, ...(error ? [error.name] : [])].join(", ");
}

/**
 * Trades, orders and fills by their number (with a question mark for fills that no read has brought), candles by their
 * volume, balances by their amount.
 */
function describeData(data: unknown): string {
  if (data === undefined) return "-";
  if (!Array.isArray(data)) return String(data);
  const items = data.map((item) => {
    if (item.identity && item.price) return `${item.quantity}${item.trade_id ? "" : "?"}`;
    if (item.trade_id) return item.trade_id;
    if (item.order_id) return `${Number(item.order_id)}${item.close ? " closed" : ""}`;
    return String(item.volume ?? item.total_unlocked);
  });
  // Assets that nobody holds are read as well.
  return `[${items.filter((item) => item !== "0").join(" ")}]`;
}

/** A situation's events, and the data after it. `rest` is the way in which reads are answered from the start. */
interface Situation {
  readonly name: string;
  readonly rest?: Rest;
  readonly play: (world: World) => Promise<string>;
  /** The data of each channel then. */
  readonly shows: Readonly<Record<Name, string>>;
}

const held = async (world: World): Promise<void> => {
  world.hold();
  await world.pass(500);
};
const heldAndSaid = async (world: World): Promise<void> => {
  await held(world);
  await world.say("new");
};
/** Read, then the link is lost and back, while reads are answered in another way. */
const back = async (world: World, rest: Rest): Promise<void> => {
  await held(world);
  world.rest = rest;
  await world.drop();
};
const then = (play: (world: World) => Promise<unknown>) => async (world: World) => {
  await play(world);
  return world.shown();
};
const say = async (world: World, which: "new" | "old" | "other" | "nameless") => world.say(which);

const SITUATIONS: readonly Situation[] = [
  {
    name: "nobody holds it: said",
    play: then((world) => say(world, "new")),
    shows: {
      trades: "no entry",
      candles: "no entry",
      orders: "no entry",
      balances: "no entry",
      nonce: "no entry",
      fills: "no entry",
    },
  },
  {
    name: "held, the read is under way",
    rest: "hangs",
    play: then(held),
    shows: {
      trades: "-, stale",
      candles: "-, stale",
      orders: "-, stale",
      balances: "-, stale",
      nonce: "-, stale",
      fills: "-, stale",
    },
  },
  {
    name: "held, the read is under way: said",
    rest: "hangs",
    play: then(heldAndSaid),
    shows: {
      trades: "-, stale",
      candles: "-, stale",
      orders: "-, stale",
      balances: "-, stale",
      nonce: "7, stale",
      fills: "-, stale",
    },
  },
  {
    name: "read",
    play: then(held),
    shows: {
      trades: "[1], live, whole",
      candles: "[], live, whole",
      orders: "[1], live, whole",
      balances: "[5], live, whole",
      nonce: "5, live, whole",
      fills: "[1], live, whole",
    },
  },
  {
    name: "read: said",
    play: then(heldAndSaid),
    shows: {
      trades: "[2 1], live, whole",
      candles: "[2], live, whole",
      orders: "[2 closed 1], live, whole",
      balances: "[5 7], live, whole",
      nonce: "7, live, whole",
      fills: "[2? 1], live, whole",
    },
  },
  {
    name: "read: said twice",
    play: async (world: World) => {
      await heldAndSaid(world);
      const before = world.entry()?.data;
      await world.say("new");
      return `${world.shown()}, ${world.entry()?.data === before ? "same" : "another"}`;
    },
    shows: {
      trades: "[2 1], live, whole, same",
      candles: "[2], live, whole, same",
      orders: "[2 closed 1], live, whole, same",
      balances: "[5 7], live, whole, same",
      nonce: "7, live, whole, same",
      fills: "[2? 1], live, whole, same",
    },
  },
  {
    name: "read: said, then an older one",
    play: then(async (world) => {
      await heldAndSaid(world);
      await world.say("old");
    }),
    shows: {
      trades: "[2 1 3], live, whole",
      candles: "[3 2], live, whole",
      orders: "[2 closed 1], live, whole",
      balances: "[5 6], live, whole",
      nonce: "7, live, whole",
      fills: "[2? 1 3?], live, whole",
    },
  },
  {
    name: "read: said of another",
    play: then(async (world) => {
      await held(world);
      await world.say("other");
    }),
    shows: {
      trades: "[1], live, whole",
      candles: "[], live, whole",
      orders: "[1], live, whole",
      balances: "[5], live, whole",
      nonce: "5, live, whole",
      fills: "[1], live, whole",
    },
  },
  {
    name: "read: said of nobody",
    play: then(async (world) => {
      await held(world);
      await world.say("nameless");
    }),
    shows: {
      trades: "[2 1], live, whole",
      candles: "[2], live, whole",
      orders: "[2 1], live, whole",
      balances: "[5], live, whole",
      nonce: "5, live, whole",
      fills: "[2? 1], live, whole",
    },
  },
  {
    name: "read in part, the rest fails",
    rest: "fails in part",
    play: then(held),
    shows: {
      trades: "[1], live, whole",
      candles: "-, stale, O2RestError",
      orders: "-, stale, O2RestError",
      balances: "-, stale, O2RestError",
      nonce: "5, live, whole",
      fills: "-, stale, O2RestError",
    },
  },
  {
    name: "read in part, the rest fails: said",
    rest: "fails in part",
    play: then(heldAndSaid),
    shows: {
      trades: "[2 1], live, whole",
      candles: "-, stale, O2RestError",
      orders: "[2 closed], stale, O2RestError",
      balances: "[7], stale, O2RestError",
      nonce: "7, live, whole",
      fills: "[2?], stale, O2RestError",
    },
  },
  {
    name: "the read fails",
    rest: "fails",
    play: then(held),
    shows: {
      trades: "-, stale, O2RestError",
      candles: "-, stale, O2RestError",
      orders: "-, stale, O2RestError",
      balances: "-, stale, O2RestError",
      nonce: "-, stale, O2RestError",
      fills: "-, stale, O2RestError",
    },
  },
  {
    name: "the read fails: said",
    rest: "fails",
    play: then(heldAndSaid),
    shows: {
      trades: "[2], stale, O2RestError",
      candles: "-, stale, O2RestError",
      orders: "[2 closed], stale, O2RestError",
      balances: "[7], stale, O2RestError",
      nonce: "7, stale, O2RestError",
      fills: "[2?], stale, O2RestError",
    },
  },
  {
    name: "the read fails, later not: said",
    rest: "fails",
    play: then(async (world) => {
      await heldAndSaid(world);
      world.rest = "answers";
      await world.pass(10_000);
    }),
    shows: {
      trades: "[2 1], live, whole",
      candles: "[2], live, whole",
      orders: "[2 closed 1], live, whole",
      balances: "[7 5], live, whole",
      nonce: "7, live, whole",
      fills: "[2? 1], live, whole",
    },
  },
  {
    name: "link lost and back, the read is under way",
    play: then((world) => back(world, "hangs")),
    shows: {
      trades: "[1], stale",
      candles: "[], stale",
      orders: "[1], stale",
      balances: "[5], stale",
      nonce: "5, stale",
      fills: "[1], stale",
    },
  },
  {
    name: "link lost and back, the read is under way: said",
    play: then(async (world) => {
      await back(world, "hangs");
      await world.say("new");
    }),
    shows: {
      trades: "[2 1], stale",
      candles: "[2], stale",
      orders: "[2 closed 1], stale",
      balances: "[5 7], stale",
      nonce: "7, stale",
      fills: "[2? 1], stale",
    },
  },
  {
    name: "link lost and back, the read fails: said",
    play: then(async (world) => {
      await back(world, "fails");
      await world.say("new");
    }),
    shows: {
      trades: "[2 1], stale, O2RestError",
      candles: "[2], stale, O2RestError",
      orders: "[2 closed 1], stale, O2RestError",
      balances: "[5 7], stale, O2RestError",
      nonce: "7, stale, O2RestError",
      fills: "[2? 1], stale, O2RestError",
    },
  },
  {
    name: "link lost and back, read",
    play: then((world) => back(world, "answers")),
    shows: {
      trades: "[1], live, whole",
      candles: "[], live, whole",
      orders: "[1], live, whole",
      balances: "[5], live, whole",
      nonce: "5, live, whole",
      fills: "[1], live, whole",
    },
  },
  {
    name: "no REST",
    rest: "none",
    play: then(held),
    shows: {
      trades: "[], live",
      candles: "[], live",
      orders: "[], live",
      balances: "[], live",
      nonce: "-, live",
      fills: "[], live",
    },
  },
  {
    name: "no REST: said",
    rest: "none",
    play: then(heldAndSaid),
    shows: {
      trades: "[2], live",
      candles: "[2], live",
      orders: "[2 closed], live",
      balances: "[7], live",
      nonce: "7, live",
      fills: "[2?], live",
    },
  },
  {
    name: "no REST, link lost and back",
    rest: "none",
    play: then(async (world) => {
      await heldAndSaid(world);
      await world.drop();
    }),
    shows: {
      trades: "[2], live",
      candles: "[2], live",
      orders: "[2 closed], live",
      balances: "[7], live",
      nonce: "7, live",
      fills: "[2?], live",
    },
  },
  {
    name: "rejected",
    play: then(async (world) => {
      world.isRejecting = true;
      await held(world);
    }),
    shows: {
      trades: "-, stale, O2ServerError",
      candles: "-, stale, O2ServerError",
      orders: "-, stale, O2ServerError",
      balances: "-, stale, O2ServerError",
      nonce: "-, stale, O2ServerError",
      fills: "-, stale, O2ServerError",
    },
  },
  {
    name: "read, then rejected after a lost link: said",
    play: then(async (world) => {
      await held(world);
      world.isRejecting = true;
      await world.drop();
      await world.say("new");
    }),
    shows: {
      trades: "[2 1], stale, O2ServerError",
      candles: "[2], stale, O2ServerError",
      orders: "[2 closed 1], stale, O2ServerError",
      balances: "[5 7], stale, O2ServerError",
      nonce: "7, stale, O2ServerError",
      fills: "[2? 1], stale, O2ServerError",
    },
  },
  {
    name: "two share a slot: said of the other",
    play: async (world: World) => {
      world.hold(world.other);
      await held(world);
      await world.say("other");
      return `${world.shown()}; ${world.shown(world.other)}`;
    },
    shows: {
      trades: "[1], live, whole; [4], live, whole",
      candles: "[], live, whole; [4], live, whole",
      orders: "[1], live, whole; [4 1], live, whole",
      balances: "[5], live, whole; [5 4], live, whole",
      nonce: "5, live, whole; 5, live, whole",
      fills: "[1], live, whole; [4? 1], live, whole",
    },
  },
  {
    name: "two share a slot: said of nobody",
    play: async (world: World) => {
      world.hold(world.other);
      await held(world);
      await world.say("nameless");
      return `${world.shown()}; ${world.shown(world.other)}`;
    },
    shows: {
      trades: "[2 1], live, whole; [], live, whole",
      candles: "[2], live, whole; [], live, whole",
      orders: "[1], stale, O2FrameError; [1], stale, O2FrameError",
      balances: "[5], live, whole; [5], live, whole",
      nonce: "5, live, whole; 5, live, whole",
      fills: "[1], stale, O2FrameError; [1], stale, O2FrameError",
    },
  },
  {
    name: "another joins the slot: said",
    play: async (world: World) => {
      await heldAndSaid(world);
      world.rest = "hangs";
      world.hold(world.other);
      await world.pass(500);
      const before = world.shown();
      await world.say("old");
      return `${before}; ${world.shown()}`;
    },
    shows: {
      trades: "[2 1], live, whole; [2 1 3], live, whole",
      candles: "[2], live, whole; [3 2], live, whole",
      orders: "[2 closed 1], stale; [2 closed 1], stale",
      balances: "[5 7], stale; [5 6], stale",
      nonce: "7, stale; 7, stale",
      fills: "[2? 1], stale; [2? 1 3?], stale",
    },
  },
  {
    name: "let go of, and held again",
    play: async (world: World) => {
      const release = world.hold();
      await world.pass(500);
      world.rest = "hangs";
      release();
      await world.pass(500);
      const before = world.shown();
      await held(world);
      return `${before}; ${world.shown()}`;
    },
    shows: {
      trades: "no entry; -, stale",
      candles: "no entry; -, stale",
      orders: "no entry; -, stale",
      balances: "no entry; -, stale",
      nonce: "no entry; -, stale",
      fills: "no entry; -, stale",
    },
  },
  {
    name: "seeded",
    play: async (world: World) => {
      await held(world);
      const seed = toSeed(world.state());
      const next = open(world.topic.channel as Name, "hangs", { initialData: seed });
      next.hold();
      await next.pass(500);
      return next.shown();
    },
    shows: {
      trades: "[1], stale",
      candles: "[], stale",
      orders: "[1], stale",
      balances: "[5], stale",
      nonce: "5, stale",
      fills: "[1], stale",
    },
  },
  {
    name: "seeded: said, then read",
    play: async (world: World) => {
      await held(world);
      const seed = toSeed(world.state());
      const next = open(world.topic.channel as Name, "fails", { initialData: seed });
      next.hold();
      await next.pass(500);
      await next.say("new");
      const before = next.shown();
      next.rest = "answers";
      await next.pass(10_000);
      return `${before}; ${next.shown()}`;
    },
    shows: {
      trades: "[2 1], stale, O2RestError; [2 1], live, whole",
      candles: "[2], stale, O2RestError; [2], live, whole",
      orders: "[2 closed 1], stale, O2RestError; [2 closed 1], live, whole",
      balances: "[5 7], stale, O2RestError; [5 7], live, whole",
      nonce: "7, stale, O2RestError; 7, live, whole",
      fills: "[2? 1], stale, O2RestError; [2? 1], live, whole",
    },
  },
];

describe.each(SITUATIONS)("$name", ({ rest, play, shows }) => {
  it.each(NAMES)("%s", async (name) => {
    expect(await play(open(name, rest))).toBe(shows[name]);
  });
});
