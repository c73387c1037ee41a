// One exchange in each of the spellings that the protocol's sheet lists must give the same data. The server's frames
// are literal texts, and share nothing with the code that reads them.
import type { FeedTopic, O2Feed } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { expect, it, onTestFinished, vi } from "vitest";

const NOW = 1_750_000_300_000;
const MARKET = `0x${"ab".repeat(32)}`;
const ACCOUNT = `0x${"cc".repeat(32)}`;
const WALLET = `0x${"aa".repeat(32)}`;
const BASE = `0x${"e1".repeat(32)}`;
const QUOTE = `0x${"e2".repeat(32)}`;
const BOOK = `0x${"b0".repeat(32)}`;

/** A server's messages: for a REST path, for a subscription, and later ones without a request. */
interface Words {
  readonly [what: string]: string;
}

const asset = (symbol: string, id: string): string =>
  `{"symbol":"${symbol}","asset":"${id}","decimals":9,"max_precision":6}`;
const LIKELY: Words = {
  "/v1/markets": `{"books_registry_id":"0x1","chain_id":"0x0","base_asset_id":"0x2","margin":null,"markets":[{"contract_id":"${BOOK}","market_id":"${MARKET}","whitelist_id":null,"blacklist_id":null,"maker_fee":"0","taker_fee":"100","min_order":"1000000000","dust":"1000","price_window":"0","base":${asset("fFUEL", BASE)},"quote":${asset("fUSDC", QUOTE)}}]}`,
  "/v1/trades": `{"action":"get_trades","market_id":"${MARKET}","trades":[{"trade_id":"0x0a/0x0b","side":"sell","price":"100000","quantity":"5","total":"5","timestamp":"1750000250000"}]}`,
  "/v1/bars": `{"action":"get_bars","market_id":"${MARKET}","bars":[{"open":"95000","high":"110000","low":"90000","close":"99000","buy_volume":"600","sell_volume":"400","timestamp":1749999600000}]}`,
  "/v1/orders": `{"identity":{"ContractId":"${ACCOUNT}"},"market_id":"${MARKET}","orders":[{"order_id":"0x01","side":"buy","order_type":"Spot","price":"99000","quantity":"5000","quantity_fill":"0","timestamp":"1750000000000","close":false,"cancel":false,"partially_filled":false}]}`,
  "/v1/balance": `{"order_books":{"${BOOK}":{"locked":"10","unlocked":"20","fee":"0"}},"total_locked":"10","total_unlocked":"90","trading_account_balance":"70"}`,
  "/v1/accounts": `{"trade_account_id":"${ACCOUNT}","trade_account":{"nonce":"7","owner":{"Address":"${WALLET}"}},"session":null}`,
  subscribe_depth: `{"action":"subscribe_depth","market_id":"${MARKET}","orders":{"buys":[{"price":"99000","quantity":"500"}],"sells":[{"price":"101000","quantity":"200"}]}}`,
  change: `{"action":"subscribe_depth_update","market_id":"${MARKET}","changes":{"buys":[{"price":"99000","quantity":"-25"}],"sells":[]},"onchain_timestamp":"1750000300","seen_timestamp":"1750000300000000000"}`,
  trade: `{"action":"subscribe_trades","market_id":"${MARKET}","trades":[{"trade_id":"0x0c/0x0d","side":"buy","price":"101000","quantity":"7","total":"7","timestamp":"1750000299000"}],"seen_timestamp":"1750000300000000000"}`,
  order: `{"action":"subscribe_orders","orders":[{"order_id":"0x02","market_id":"${MARKET}","account":{"ContractId":"${ACCOUNT}"},"side":"sell","order_type":"PostOnly","price":"101000","quantity":"5","timestamp":"1750000299000","close":false}]}`,
  balance: `{"action":"subscribe_balances","balance":[{"identity":{"ContractId":"${ACCOUNT}"},"asset_id":"${BASE}","total_locked":"15","total_unlocked":"85","trading_account_balance":"65","order_books":{}}]}`,
  nonce: `{"action":"subscribe_nonce","contract_id":"${ACCOUNT}","nonce":"8"}`,
};

/** The other spelling of each, and some harmless members in between. */
const ALT: Words = {
  ...LIKELY,
  "/v1/markets": `{"markets":[{"contract_id":"${"B0".repeat(32)}","market_id":"${"AB".repeat(32)}","taker_fee":100,"min_order":1000000000,"dust":1000,"base":${asset("fFUEL", "E1".repeat(32))},"quote":${asset("fUSDC", QUOTE)},"turbo":null}],"later":{}}`,
  "/v1/trades": `[{"trade_id":"0A/0B","side":"Sell","price":100000,"quantity":5,"total":5,"timestamp":1750000250}]`,
  "/v1/bars": `[{"time":1749999600,"open":95000,"high":110000,"low":90000,"close":99000,"volume":1000}]`,
  "/v1/orders": `[{"order_id":"01","side":"Buy","order_type":"Spot","price":99000,"quantity":5000,"quantity_fill":0,"timestamp":"1750000000000","close":false,"cancel":false,"partially_filled":false}]`,
  "/v1/balance": `{"order_books":{"${"B0".repeat(32)}":{"locked":10,"unlocked":20}},"total_locked":10,"total_unlocked":90,"trading_account_balance":70,"total_fee":"0"}`,
  "/v1/accounts": `{"trade_account_id":"${"CC".repeat(32)}","trade_account":{"nonce":"0x7","owner":null},"margin_accounts":[]}`,
  subscribe_depth: `{"action":"subscribe_depth","market_id":"${"AB".repeat(32)}","first":true,"view":{"precision":1,"bids":[{"price":99000,"quantity":500}],"asks":[{"price":101000,"quantity":200}]}}`,
  change: `{"action":"subscribe_depth_update","market_id":"${"AB".repeat(32)}","changes":{"bids":[{"price":99000,"quantity":-25}]},"seen_timestamp":1750000300000000000}`,
  trade: `{"action":"trades","market_id":"${MARKET}","trade":{"trade_id":"0C/0D","side":"Buy","price":101000,"quantity":7,"total":7,"timestamp":1750000299},"onchain_timestamp":1750000300}`,
  order: `{"action":"subscribe_orders","identity":{"ContractId":"${"CC".repeat(32)}"},"orders":[{"order_id":"02","market_id":"${"AB".repeat(32)}","side":"Sell","order_type":"PostOnly","price":101000,"quantity":5,"timestamp":"1750000299000","close":false}]}`,
  balance: `{"action":"subscribe_balances","balance":[{"identity":{"ContractId":"${"CC".repeat(32)}"},"asset_id":"${"E1".repeat(32)}","total_locked":15,"total_unlocked":85,"trading_account_balance":65,"order_books":null}]}`,
  nonce: `{"action":"nonce","contract_id":"${"CC".repeat(32)}","nonce":"0x8"}`,
  receipt: `{"action":"subscribe_orders"}`,
  news: `{"action":"orders_overview","count":5}`,
  otherVenue: `{"action":"subscribe_nonce","turbo":true,"contract_id":"${ACCOUNT}","nonce":"99"}`,
};

const FOLLOWED: readonly FeedTopic[] = [
  { channel: "depth", market: MARKET, precision: 1 },
  { channel: "trades", market: MARKET },
  { channel: "candles", market: MARKET, resolution: "5m", limit: 10 },
  { channel: "orders", identity: { ContractId: ACCOUNT } },
  { channel: "balances", identity: { ContractId: ACCOUNT } },
  { channel: "nonce", identity: { ContractId: ACCOUNT } },
];

/** The final data of a feed whose server sends these messages, each frame made by `frameOf`. */
async function heldOf(words: Words, frameOf: (text: string) => unknown = (text) => text) {
  vi.useFakeTimers({ now: NOW });
  const told: ((text: string) => void)[] = [];
  class Server extends EventTarget {
    static readonly CLOSING = 2;
    readyState = 0;
    constructor() {
      super();
      told.push((text) => this.#say(text));
      setTimeout(() => {
        this.readyState = 1;
        this.dispatchEvent(new Event("open"));
      }, 1);
    }
    send(text: string): void {
      const answer = text === "PING" ? "PONG" : words[JSON.parse(text).action];
      if (answer) setTimeout(() => this.#say(answer), 1);
    }
    close(): void {
      this.readyState = 3;
    }
    #say(text: string): void {
      const data = text === "PONG" ? text : frameOf(text);
      this.dispatchEvent(Object.assign(new Event("message"), { data }));
    }
  }
  const errors: unknown[] = [];
  const feed: O2Feed = createO2Feed({
    config: { wsUrl: "ws://o2.words/", apiBase: "http://o2.words" },
    WebSocket: Server,
    fetch: async (input) => new Response(words[new URL(String(input)).pathname]),
    auditInterval: false,
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => feed.close());
  feed.connect();
  feed.retain(FOLLOWED);
  // Blobs are read in real time, between the turns of fake time.
  const rest = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) {
      await vi.advanceTimersByTimeAsync(100);
      await new Blob(["x"]).arrayBuffer();
    }
  };
  await rest();
  for (const name of ["receipt", "news", "otherVenue", "change", "trade", "order", "balance", "nonce"]) {
    const text = words[name];
    if (text) told.at(-1)?.(text);
  }
  await rest();
  const { depth, trades, candles, orders, balances, nonce } = feed.store.getState();
  const entries = [depth, trades, candles, orders, balances, nonce].flatMap((channel) => Object.values(channel));
  return {
    errors,
    isLive: entries.map((entry) => entry.isLive),
    data: entries.map(({ data }) => data),
    serverTime: feed.serverTime,
  };
}

const LIVE = [true, true, true, true, true, true];
const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;

it.each<[string, Words, ((text: string) => unknown)?]>([
  ["the other spelling of all", ALT],
  ["the likely spelling in bytes", LIKELY, bytes],
  ["the other spelling in Blobs", ALT, (text) => new Blob([text])],
  // Each answer and frame in one of the two spellings.
  ["a mixture", Object.fromEntries(Object.keys(ALT).map((key, place) => [key, (place % 2 ? ALT : LIKELY)[key] ?? ""]))],
  [
    "the other mixture",
    Object.fromEntries(Object.keys(ALT).map((key, place) => [key, (place % 2 ? LIKELY : ALT)[key] ?? ""])),
  ],
])("%s says the same", async (_, words, frameOf) => {
  onTestFinished(() => void vi.useRealTimers());
  const likely = await heldOf(LIKELY);
  expect(likely).toMatchObject({ errors: [], isLive: LIVE });
  const other = await heldOf(words, frameOf);
  expect(other.isLive).toEqual(LIVE);
  // Trades keep their ids as they were sent.
  const plain = (data: unknown): unknown =>
    JSON.parse(
      JSON.stringify(data, (key, value) =>
        key === "trade_id" ? value.toLowerCase().replaceAll("0x", "") : typeof value === "bigint" ? `${value}n` : value,
      ).replace(/,"(?:buy|sell)_volume":"\d+n"/g, ""),
    );
  expect(plain(other.data)).toEqual(plain(likely.data));
  // A frame's newer kind is reported once.
  expect(other.errors.length).toBe(words.news ? 1 : 0);
});

it("the likely spelling says what it says", async () => {
  onTestFinished(() => void vi.useRealTimers());
  const { data } = await heldOf(LIKELY);
  expect(data).toMatchObject([
    { bids: [{ price: 99_000n, quantity: 475n }], asks: [{ price: 101_000n, quantity: 200n }] },
    [
      { timestamp: 1_750_000_299_000, price: 101_000n },
      { timestamp: 1_750_000_250_000, price: 100_000n },
    ],
    [
      { timestamp: 1_749_999_600_000, volume: 1_000n, buy_volume: 600n },
      { timestamp: 1_750_000_200_000, volume: 12n, open: 100_000n, close: 101_000n },
    ],
    [{ order_id: "0x02" }, { order_id: "0x01", account: { ContractId: ACCOUNT } }],
    [
      { asset_id: BASE, total_locked: 15n, total_unlocked: 85n },
      { asset_id: QUOTE, total_locked: 10n },
    ],
    8n,
  ]);
});
