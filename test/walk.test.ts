// The walks of CONTRIBUTING.md: the files that a message enters, in order. No file is entered again while it is under
// way, so that each can be read from top to bottom.
import { readFileSync } from "node:fs";
import type * as Feed from "o2-react/feed";
import { expect, it, onTestFinished, vi } from "vitest";
import { Socket } from "./support/sockets.ts";
import { type Entry, walked } from "./support/walked.ts";

const GUIDE = readFileSync("CONTRIBUTING.md", "utf8");

/** Modules of words, which every file may enter. */
const WORDS = [...(/^\| words \| (.*) \|$/m.exec(GUIDE)?.[1] ?? "").matchAll(/`(\w+)`/g)].map(
  ([, name]) => `client/${name}.ts`,
);

/** The files of a walk in the guide. */
function told(walk: string): string[] {
  const line = GUIDE.split("\n").find((each) => each.startsWith(`- ${walk}: `)) ?? "";
  return [...line.matchAll(/`([\w/.]+)`/g)].map(([, name]) => `${name}.ts`);
}

/** The entered files, each at its first entry. */
function walk(entries: readonly Entry[]): string[] {
  return [...new Set(entries.map(({ file }) => file))].filter((file) => !WORDS.includes(file));
}

/**
 * The entries into a file that was under way. Those of words, and of the codec and its records, which hand functions to
 * each other, do not count.
 */
function again(entries: readonly Entry[]): string[] {
  return entries
    .filter(
      ({ file, below }) => below.includes(file) && ![...WORDS, "client/codec.ts", "client/records.ts"].includes(file),
    )
    .map(({ file, below }) => `${below.join(" ")} ${file}`);
}

const MARKET = `0x${"1".repeat(64)}`;
const IDENTITY = { ContractId: `0x${"a".repeat(64)}` };
const ORDER = {
  order_id: `0x${"2".repeat(64)}`,
  market_id: MARKET,
  owner: IDENTITY,
  side: "buy",
  order_type: "Spot",
  price: "5",
  quantity: "9",
  timestamp: "1800000000000",
  close: false,
};

const asset = (symbol: string, digit: string) => ({
  symbol,
  asset: `0x${digit.repeat(64)}`,
  decimals: 9,
  max_precision: 9,
});
const ASKED_MARKET = { market_id: MARKET, contract_id: MARKET, base: asset("A", "3"), quote: asset("B", "4") };

/** A feed whose server is the test's, under fake time, and the files it entered since the last call. */
async function open() {
  const { library, take } = await walked<typeof Feed>("src/feed.ts");
  vi.useFakeTimers();
  const sockets: Socket[] = [];
  class Kept extends Socket {
    constructor() {
      super();
      sockets.push(this);
    }
  }
  const feed = library.createO2Feed({
    config: { wsUrl: "ws://o2.made/", apiBase: "http://o2.made" },
    WebSocket: Kept,
    fetch: async (url) =>
      Response.json(String(url).includes("/markets") ? { markets: [ASKED_MARKET] } : { orders: [] }),
    auditInterval: false,
  });
  onTestFinished(() => {
    feed.close();
    vi.useRealTimers();
  });
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
  feed.store.subscribe(() => undefined);
  feed.connect();
  await pass(10);
  const [socket] = sockets as [Socket];
  socket.open();
  await pass(100);
  return { feed, socket, pass, take };
}

const side = (price: string) => [{ price, quantity: "5" }];

/** A feed that holds a live book, and orders that are not read yet. */
async function holding() {
  const opened = await open();
  const { feed, socket, pass } = opened;
  feed.retain([
    { channel: "depth", market: MARKET, precision: 1 },
    { channel: "orders", identity: IDENTITY },
  ]);
  await pass(10);
  socket.say({ action: "subscribe_depth", market_id: MARKET, view: { buys: side("1"), sells: side("2") } });
  await pass(100);
  opened.take();
  return opened;
}

it("a depth message waits for the next frame, is read there, and is shown: no file is entered while it is under way", async () => {
  const { socket, pass, take } = await holding();
  socket.say({ action: "subscribe_depth_update", market_id: MARKET, changes: { buys: side("1"), sells: [] } });
  const arrival = take();
  expect([walk(arrival), again(arrival)]).toEqual([told("A depth message arrives"), []]);
  await pass(100);
  const frame = take();
  expect([walk(frame), again(frame)]).toEqual([told("The next frame shows it"), []]);
});

it("an order update is read at once; nothing but the records are asked again, for whose it is", async () => {
  const { socket, pass, take } = await holding();
  socket.say("PONG");
  await pass(1_000);
  take();
  socket.say({ action: "subscribe_orders", orders: [ORDER] });
  const entries = take();
  expect(walk(entries)).toEqual(told("An order update arrives"));
  expect(new Set(again(entries).map((line) => line.split(" ").at(-1)))).toEqual(new Set(["store/records.ts"]));
});

it("a gap is filled over REST once the server has read the subscription", async () => {
  const { feed, socket, pass, take } = await holding();
  socket.say("PONG");
  await pass(500);
  // Orders are read in parts, so the stream must have caught up with all of them.
  socket.say("PONG");
  await pass(500);
  expect(walk(take())).toEqual(told("A gap is filled"));
  expect(feed.store.getState().orders[`ContractId:${IDENTITY.ContractId}`]).toMatchObject({
    data: [],
    isComplete: true,
  });
});
