// Every spelling that the protocol's sheet lists, as literal text: nothing here is made by the code that reads it.
import { describe, expect, it } from "vitest";
import { decode } from "./codec.ts";
import { readRecords } from "./records.ts";
import { O2Rest } from "./rest.ts";

const MARKET = `0x${"ab".repeat(32)}`;
const UPPER = "AB".repeat(32);
const ACCOUNT = `0x${"cc".repeat(32)}`;
const WALLET = `0x${"aa".repeat(32)}`;
const ASSET = `0x${"ee".repeat(32)}`;

const said = (text: string): unknown => {
  const frame = decode(text, readRecords);
  return frame.kind === "update" ? frame.update : frame;
};

describe("frames of one meaning", () => {
  const book = {
    action: "subscribe_depth",
    market_id: MARKET,
    view: { bids: [{ price: 100n, quantity: 500n }], asks: [{ price: 101n, quantity: 200n }] },
  };
  it.each([
    `{"action":"subscribe_depth","market_id":"${MARKET}","orders":{"buys":[{"price":"100","quantity":"500"}],"sells":[{"price":"101","quantity":"200"}]}}`,
    `{"action":"subscribe_depth","market_id":"${UPPER}","orders":{"buys":[{"price":100,"quantity":500}],"sells":[{"price":101,"quantity":200}]}}`,
    `{"action":"subscribe_depth","market_id":"0x${UPPER}","view":{"bids":[{"price":"100","quantity":"500"}],"asks":[{"price":"101","quantity":"200"}]}}`,
    `{"first":true,"action":"subscribe_depth","market_id":"${MARKET}","changes":null,"orders":null,"view":{"buys":[{"price":"100","quantity":"500","later":1}],"sells":[{"price":"101","quantity":"200"}]}}`,
  ])("a book: %s", (text) => {
    expect(said(text)).toEqual(book);
  });

  it("the precision that a view names is the level, and no more than that", () => {
    const text = `{"action":"subscribe_depth","market_id":"${MARKET}","view":{"precision":1,"buys":[],"sells":[]}}`;
    expect(said(text)).toMatchObject({ view: { precision: 1, bids: [], asks: [] } });
  });

  const trade = {
    trade_id: "0x0a/0x0b",
    side: "buy",
    price: 100n,
    quantity: 5_000n,
    total: 50n,
    timestamp: 1_750_000_000_000,
  };
  it.each([
    `{"action":"subscribe_trades","market_id":"${MARKET}","trades":[{"trade_id":"0x0a/0x0b","side":"buy","price":"100","quantity":"5000","total":"50","timestamp":"1750000000000"}]}`,
    `{"action":"trades","market_id":"${MARKET}","trades":[{"trade_id":"0x0a/0x0b","side":"Buy","price":100,"quantity":5000,"total":50,"timestamp":1750000000000}]}`,
    `{"action":"subscribe_trades","market_id":"${UPPER}","trade":{"trade_id":"0x0a/0x0b","side":"Buy","price":"100","quantity":"5000","total":"50","timestamp":"1750000000"}}`,
    `{"action":"trades","first":true,"market_id":"${MARKET}","trade":[{"trade_id":"0x0a/0x0b","side":"buy","price":"100","quantity":"5000","total":"50","timestamp":1750000000,"maker_fee":null}]}`,
  ])("a trade: %s", (text) => {
    expect(said(text)).toEqual({ action: "subscribe_trades", market_id: MARKET, trades: [trade] });
  });

  it.each([
    ["account", `"account":{"ContractId":"${ACCOUNT}"}`, ""],
    ["account", "", `"identity":{"ContractId":"CC${"cc".repeat(31)}"},`],
    ["owner", "", `"identity":{"Address":"${WALLET}"},`],
    ["owner", `"owner":{"Address":"${WALLET}"}`, `"identity":{"ContractId":"${ACCOUNT}"},`],
  ])("an order of its %s, named in the entry (%s) or once for the frame (%s)", (field, entry, frame) => {
    const text = `{"action":"subscribe_orders",${frame}"orders":[{"order_id":"01","side":"Sell","order_type":"Spot","price":"1","quantity":"2","timestamp":"3","close":false${entry && `,${entry}`}}]}`;
    const identity = field === "account" ? { ContractId: ACCOUNT } : { Address: WALLET };
    expect(said(text)).toEqual({
      action: "subscribe_orders",
      orders: [
        {
          order_id: "0x01",
          side: "sell",
          order_type: "Spot",
          price: 1n,
          quantity: 2n,
          timestamp: "3",
          close: false,
          [field]: identity,
        },
      ],
    });
  });

  it.each(['"42"', "42", '"0x2a"', '"0x2A"'])("a nonce: %s", (nonce) => {
    for (const action of ["subscribe_nonce", "nonce"])
      expect(said(`{"action":"${action}","contract_id":"${ACCOUNT}","nonce":${nonce}}`)).toEqual({
        action: "subscribe_nonce",
        contract_id: ACCOUNT,
        nonce: 42n,
      });
  });

  it.each([`,"fee":"1"`, `,"fee":1,"later":{}`, ""])("a balance, also without its fee: %s", (fee) => {
    const text = `{"action":"subscribe_balances","balance":[{"identity":{"ContractId":"${ACCOUNT}"},"asset_id":"${ASSET}","total_locked":"10","total_unlocked":90,"trading_account_balance":"70","order_books":{"0xB0":{"locked":"10","unlocked":"20"${fee}}}}]}`;
    expect(said(text)).toEqual({
      action: "subscribe_balances",
      balance: [
        {
          identity: { ContractId: ACCOUNT },
          asset_id: ASSET,
          total_locked: 10n,
          total_unlocked: 90n,
          trading_account_balance: 70n,
          order_books: { "0xb0": { locked: 10n, unlocked: 20n, fee: fee === "" ? 0n : 1n } },
        },
      ],
    });
  });
});

describe("what the server says besides", () => {
  it.each([
    [`{"code":6000,"message":"already"}`, 6_000, "already"],
    [`{"code":"6000","message":"already"}`, 6_000, "already"],
    [`{"action":"error","code":6001,"message":"many","market_id":"${MARKET}"}`, 6_001, "many"],
    [`{"error":"slow down"}`, undefined, "slow down"],
    [`{"action":"subscribe_depth","market_id":"${MARKET}","code":2000,"message":"no such"}`, 2_000, "no such"],
  ])("an error, bare or dressed: %s", (text, code, words) => {
    expect(decode(text, readRecords)).toMatchObject({
      kind: "error",
      resync: false,
      error: { code, message: expect.stringContaining(words) },
    });
  });

  it.each([
    ["view", ""],
    ["orders", ""],
    ["view", `,"onchain_timestamp":null,"since":[]`],
  ])("a depth view under %s%s is a whole book", (key, more) => {
    const book = '{"precision":2,"buys":[{"price":"100","quantity":5}],"sells":[]}';
    const text = `{"action":"subscribe_depth_view","market_id":"${MARKET}","${key}":${book}${more}}`;
    const view = { precision: 2, bids: [{ price: 100n, quantity: 5n }], asks: [] };
    expect(decode(text, readRecords)).toEqual({
      kind: "update",
      update: { action: "subscribe_depth_view", market_id: MARKET, view },
    });
  });

  it.each([
    `{"action":"subscribe_depth_view","market_id":"${MARKET}","view":{"buys":[{"price":"1","quantity":"-1"}],"sells":[]}}`,
    `{"action":"subscribe_depth_view","market_id":"${MARKET}","view":{"precision":2}}`,
    `{"action":"subscribe_depth_view","market_id":"${MARKET}","changes":{"buys":[],"sells":[]}}`,
    `{"action":"subscribe_depth_view","market_id":"${MARKET}","buys":[],"sells":[]}`,
    `{"action":"subscribe_depth_view","market_id":"${MARKET}","view":{"buys":[{"pri`,
  ])("a depth view that is none is a loss of that view alone: %s", (text) => {
    expect(decode(text, readRecords)).toMatchObject({
      kind: "malformed",
      isLoss: true,
      channel: "depthView",
      market: MARKET,
    });
  });

  it.each([
    "PING",
    `{"action":"unsubscribe_depth","market_id":"${MARKET}"}`,
    `{"action":"subscribe_orders"}`,
    `{"action":"subscribe_depth","market_id":"${MARKET}"}`,
    `{"action":"subscribe_depth_update","market_id":"${MARKET}","orders":null}`,
    `{"action":"subscribe_trades","market_id":"${MARKET}","result":"ok"}`,
    `{"action":"subscribe_balances","identities":[]}`,
    `{"action":"subscribe_nonce","contract_id":"${ACCOUNT}"}`,
    `{"action":"subscribe_depth_view","market_id":"${MARKET}"}`,
    `{"action":"unsubscribe_depth_view","market_id":"${MARKET}"}`,
    `{"action":"subscribe_depth_view","market_id":"${MARKET}","turbo":true,"view":{"precision":2,"buys":[],"sells":[]}}`,
    `{"action":"subscribe_trades","market_id":"${MARKET}","turbo":true,"trades":[5]}`,
    `{"action":"error","resync_required":true}`,
    `{"action":"error","market_id":"${MARKET}","turbo":true,"resync_required":true}`,
  ])("is harmless: %s", (text) => {
    expect(decode(text, readRecords)).toEqual({ kind: "ignored" });
  });

  it.each([
    `{"action":"depth_statistics","market_id":"${MARKET}","levels":5}`,
    `{"action":"subscribed","channel":"orders"}`,
    `{"action":"subscribe_trades_ack","market_id":"${MARKET}"}`,
  ])("is a newer server's, and none of our channels': %s", (text) => {
    expect(decode(text, readRecords)).toEqual({ kind: "unknown", action: JSON.parse(text).action });
  });

  it.each([
    [`{"action":"depth_v2","market_id":"${MARKET}","changes":{}}`, "depth"],
    [`{"action":"subscribe_depth_update","market_id":"${MARKET}","orders":{"buys":[],"sells":[]}}`, "depth"],
    [`{"action":"subscribe_depth","market_id":"${MARKET}","buys":[],"sells":[]}`, "depth"],
    [`{"action":"fills","trades":[]}`, "trades"],
    [`{"action":"orders_v2","orders":[]}`, "orders"],
    [`{"balance":[]}`, "balances"],
    [`{"action":"nonces","nonce":1}`, "nonce"],
    [
      `{"action":"subscribe_depth_update","market_id":"${MARKET}","changes":{"buys":[{"price":"100","quantity":"-25"},{"price":"1.5","quantity":"1"}],"sells":[]}}`,
      "depth",
    ],
  ])("puts its channel in doubt, whole: %s", (text, channel) => {
    expect(decode(text, readRecords)).toMatchObject({ kind: "malformed", isLoss: true, channel });
  });
});

/** A REST API that answers every read with these texts in turn, and the addresses it was asked. */
function answering(...texts: readonly string[]) {
  const asked: string[] = [];
  const rest = new O2Rest("https://o2.test", {
    retries: 0,
    fetch: async (input) => {
      const url = new URL(String(input));
      asked.push(url.pathname + url.search);
      return new Response(texts[Math.min(asked.length, texts.length) - 1]);
    },
  });
  return { rest, asked };
}

describe("answers of one meaning", () => {
  const bar = { timestamp: 1_750_000_000_000, open: 95n, high: 110n, low: 90n, close: 100n, volume: 1_000n };
  const range = { market: MARKET, resolution: "1m", from: 0, to: 1 } as const;
  it.each([
    `{"action":"get_bars","market_id":"${MARKET}","bars":[{"open":"95","high":"110","low":"90","close":"100","buy_volume":"600","sell_volume":"400","timestamp":1750000000000}]}`,
    `{"bars":[{"open":95,"high":110,"low":90,"close":100,"buy_volume":600,"sell_volume":400,"timestamp":"1750000000000"}]}`,
    `[{"time":1750000000,"open":"95","high":"110","low":"90","close":"100","volume":"1000"}]`,
    `[{"time":"1750000000","open":"95","high":"110","low":"90","close":"100","volume":1000,"later":[]}]`,
  ])("bars: %s", async (text) => {
    const [read] = await answering(text).rest.bars(range);
    expect(read).toMatchObject(bar);
    expect(read?.buy_volume).toBe(text.includes("buy_volume") ? 600n : undefined);
  });

  it("bars, in whatever order they come", async () => {
    const one = (timestamp: number) => `{"open":1,"high":1,"low":1,"close":1,"volume":1,"timestamp":${timestamp}}`;
    const text = `{"bars":[${[1_750_000_120_000, 1_750_000_000_000, 1_750_000_060_000].map(one)}]}`;
    const bars = await answering(text).rest.bars(range);
    expect(bars.map(({ timestamp }) => timestamp)).toEqual([1_750_000_000_000, 1_750_000_060_000, 1_750_000_120_000]);
  });

  it.each([
    `[{"market_id":"${UPPER}","high":"110","low":"90","bid":"99","bid_volume":"5","ask":"101","ask_volume":"7","open":"95","close":"100","last":"100","previous_close":"95","change":"5","percentage":"-5.26","average":97.5,"base_volume":"1000","quote_volume":"100000","timestamp":"1750000000123"}]`,
    `[{"market_id":"0x11","last":"7"},{"market_id":"${MARKET}","last":100,"bid":99,"ask":101,"base_volume":1000,"quote_volume":100000}]`,
    `[{"last":"100","bid":"99","ask":"101","base_volume":"1000","quote_volume":"100000","high":null}]`,
    `{"market_id":"${MARKET}","last_price":"100","best_bid":"99","best_ask":"101","base_volume":"1000","quote_volume":"100000"}`,
  ])("a ticker: %s", async (text) => {
    expect(await answering(text).rest.ticker({ market: MARKET })).toMatchObject({
      last_price: 100n,
      best_bid: 99n,
      best_ask: 101n,
      base_volume: 1_000n,
      quote_volume: 100_000n,
    });
  });

  it("a ticker of a market that nobody traded has no prices", async () => {
    const text = `[{"last":null,"bid":"0","base_volume":"0","quote_volume":"0","timestamp":"1750000000123"}]`;
    expect(await answering(text).rest.ticker({ market: MARKET })).toMatchObject({
      last_price: undefined,
      best_bid: undefined,
      best_ask: undefined,
      base_volume: 0n,
      timestamp: 1_750_000_000_123,
    });
  });

  it("a ticker of other markets alone is none of this one", async () => {
    const read = answering(`[{"market_id":"0x11","last":"7"}]`).rest.ticker({ market: MARKET });
    await expect(read).rejects.toThrow("it is of other markets");
  });

  const market = (more: string) =>
    `{"contract_id":"0xB0","market_id":"${MARKET}","min_order":"1000000000","dust":"1000","price_window":"0",${more}"base":{"symbol":"fFUEL","asset":"0xe1","decimals":9,"max_precision":3},"quote":{"symbol":"fUSDC","asset":"0xe2","decimals":9,"max_precision":9}}`;
  it.each([
    `{"books_registry_id":"0x1","chain_id":"0x0","margin":null,"markets":[${market(`"whitelist_id":null,"blacklist_id":null,"maker_fee":"0","taker_fee":"100",`)}]}`,
    `{"markets":[${market(`"maker_fee":null,"taker_fee":100,"turbo":null,"canonical_contract_id":null,`)}],"later":1}`,
    `[${market(`"taker_fee":"100",`)}]`,
  ])("markets: %s", async (text) => {
    expect(await answering(text).rest.markets()).toMatchObject([
      {
        market_id: MARKET,
        contract_id: "0xb0",
        pair: "fFUEL/fUSDC",
        maker_fee: 0n,
        taker_fee: 100n,
        min_order: 10n ** 9n,
      },
    ]);
  });

  it.each(["orders", "view"])("a book under %s, as buys and sells or as bids and asks", async (key) => {
    for (const [buys, sells] of [
      ["buys", "sells"],
      ["bids", "asks"],
    ]) {
      const text = `{"action":"depth","market_id":"${MARKET}","${key}":{"${buys}":[{"price":"100","quantity":"500"}],"${sells}":[]}}`;
      const book = { bids: [{ price: 100n, quantity: 500n }], asks: [] };
      expect(await answering(text).rest.depth({ market: MARKET })).toEqual(book);
    }
  });

  const order = `{"order_id":"0x01","side":"buy","price":"100","quantity":"5000","timestamp":"1750000000123","close":false}`;
  it.each([
    `{"identity":{"Address":"${WALLET}"},"market_id":"${MARKET}","orders":[${order}]}`,
    `{"orders":[${order}]}`,
    `[${order}]`,
  ])("a wallet's orders, asked for by account: %s", async (text) => {
    const { rest, asked } = answering(text);
    expect(await rest.orders({ market: MARKET, identity: { Address: WALLET } })).toMatchObject([
      { order_id: "0x01", market_id: MARKET, owner: { Address: WALLET } },
    ]);
    expect(asked).toEqual([`/v1/orders?market_id=${MARKET}&account=${WALLET}&direction=desc&count=200`]);
  });

  it("an account's orders in all markets, each with the market it names", async () => {
    const { rest, asked } = answering(`{"orders":[${order.replace("{", `{"market_id":"${UPPER}",`)}]}`);
    expect(await rest.orders({ identity: { ContractId: ACCOUNT } })).toMatchObject([
      { market_id: MARKET, account: { ContractId: ACCOUNT } },
    ]);
    expect(asked).toEqual([`/v1/orders?contract=${ACCOUNT}&direction=desc&count=200`]);
  });

  it.each([
    [
      "the account",
      `{"trade_account_id":"${ACCOUNT}","trade_account":{"nonce":"7","owner":{"Address":"${WALLET}"},"last_modification":123,"synced_with_network":true,"sync_state":{}},"session":null}`,
    ],
    [
      "a nonce in hex",
      `{"trade_account_id":"${"CC".repeat(32)}","trade_account":{"nonce":"0x7","owner":{"Address":"${WALLET}"}},"margin_accounts":null}`,
    ],
    [
      "a nonce as a number",
      `{"trade_account_id":"${ACCOUNT}","trade_account":{"nonce":7,"owner":{"Address":"${WALLET}"}}}`,
    ],
  ])("a wallet's account: %s", async (_, whole) => {
    const account = { trade_account_id: ACCOUNT, nonce: 7n, owner: { Address: WALLET } };
    expect(await answering(whole).rest.account({ identity: { Address: WALLET } })).toEqual(account);
    for (const id of [
      `{"trade_account_id":"${ACCOUNT}","trade_account":null,"session":null}`,
      `{"trade_account_id":"${ACCOUNT}"}`,
    ]) {
      const { rest, asked } = answering(id, whole);
      expect(await rest.account({ identity: { Address: WALLET } })).toEqual(account);
      expect(asked).toEqual([`/v1/accounts?owner=${WALLET}`, `/v1/accounts?trade_account_id=${ACCOUNT}`]);
    }
  });

  it("an account whose rest is left out for good is known by its id alone", async () => {
    const id = `{"trade_account_id":"${ACCOUNT}","trade_account":null,"session":null}`;
    for (const identity of [{ Address: WALLET }, { ContractId: ACCOUNT }])
      expect(await answering(id, id).rest.account({ identity })).toEqual({ trade_account_id: ACCOUNT });
  });

  it("an unknown account is none, said with nulls under 200", async () => {
    const { rest, asked } = answering(`{"trade_account_id":null,"trade_account":null,"session":null}`);
    expect(await rest.account({ identity: { Address: WALLET } })).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it.each(['"1750000000123"', "1750000000123", '"1750000000"', "1750000000"])(
    "a page of trades goes on from the last one's timestamp as the server spelled it: %s",
    async (timestamp) => {
      const text = `{"action":"get_trades","market_id":"${MARKET}","trades":[{"trade_id":"0x0A/0x0b","side":"sell","price":"100","quantity":"5","total":"5","timestamp":${timestamp},"trader_side":"both"}]}`;
      const { rest, asked } = answering(text);
      const [last] = await rest.trades({ market: MARKET });
      expect(Math.floor(Number(last?.timestamp) / 1_000)).toBe(1_750_000_000);
      await rest.trades({ market: MARKET, before: last });
      const raw = JSON.parse(timestamp);
      expect(asked[1]).toContain(`&start_timestamp=${raw}&start_trade_id=0x0A%2F0x0b`);
      // One that only the stream told goes in the unit of the server's answers.
      await rest.trades({ market: MARKET, before: last && { ...last } });
      expect(asked[2]).toContain(`&start_timestamp=${raw}&`);
    },
  );

  it("a balance of an account that was never seen is zero, however that is said", async () => {
    const zero = `{"order_books":{},"total_locked":"0","total_unlocked":"0","trading_account_balance":"0","total_fee":"0"}`;
    const identity = { ContractId: ACCOUNT };
    const nothing = await answering(zero).rest.balance({ asset: ASSET, identity });
    expect(nothing).toMatchObject({ identity, asset_id: ASSET, total_unlocked: 0n, order_books: {} });
    const none = new O2Rest("https://o2.test", { fetch: async () => new Response("{}", { status: 404 }) });
    expect(await none.balance({ asset: ASSET, identity })).toEqual(nothing);
  });
});
