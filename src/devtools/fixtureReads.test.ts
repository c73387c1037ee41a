import { expect, test } from "vitest";
import type { Bar, MarginAccount, MarginTier, Trade } from "../client/entities.ts";
import { O2Rest } from "../client/rest.ts";
import { INITIAL_STATE, type O2State } from "../store/state.ts";
import { minutesOf, readsOf } from "./fixtureReads.ts";

const TIME = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;

function trade(minute: number, price: bigint, quantity: bigint): Trade {
  const timestamp = TIME + minute * MINUTE + 1_000;
  return { trade_id: `${minute} ${price}`, side: "buy", price, quantity, total: 0n, timestamp };
}

/** The bar that minutes make together. */
function joined(minutes: readonly Bar[]): Bar {
  return minutes.reduce((before, bar) => ({
    timestamp: before.timestamp,
    open: before.open,
    high: bar.high > before.high ? bar.high : before.high,
    low: bar.low < before.low ? bar.low : before.low,
    close: bar.close,
    volume: before.volume + bar.volume,
  }));
}

const CANDLE: Bar = { timestamp: TIME, open: 10n, high: 20n, low: 5n, close: 12n, volume: 100n };

test("the minutes of a candle make the candle, whether its trades are known or not", () => {
  const newestFirst = [trade(3, 12n, 4n), trade(2, 11n, 3n), trade(2, 9n, 2n), trade(-1, 99n, 50n)];
  const minutes = minutesOf(CANDLE, newestFirst);
  expect(minutes.map(({ timestamp }) => (timestamp - TIME) / MINUTE)).toEqual([0, 2, 3]);
  expect(minutes[1]).toEqual({ timestamp: TIME + 2 * MINUTE, open: 9n, high: 11n, low: 9n, close: 11n, volume: 5n });
  expect(joined(minutes)).toEqual(CANDLE);
  expect(joined(minutesOf(CANDLE, []))).toEqual(CANDLE);
});

test("candles of several lengths are made of the same minutes: each is what it was", () => {
  const hour: Bar = { timestamp: TIME, open: 7n, high: 30n, low: 3n, close: 12n, volume: 500n };
  const five: Bar = { timestamp: TIME + 55 * MINUTE, open: 10n, high: 20n, low: 5n, close: 12n, volume: 100n };
  const one = { timestamp: TIME + 58 * MINUTE, open: 11n, high: 13n, low: 9n, close: 12n, volume: 30n };
  const trades = [trade(58, 12n, 4n), trade(57, 10n, 20n), trade(40, 8n, 11n)];
  const inFive = minutesOf(five, trades, [one]);
  const all = minutesOf(hour, trades, inFive);
  expect(all.filter(({ timestamp }) => timestamp >= five.timestamp)).toEqual(inFive);
  expect(all).toContain(one);
  expect(joined(inFive)).toEqual(five);
  expect(joined(all)).toEqual(hour);
  expect(all.map(({ timestamp }) => (timestamp - TIME) / MINUTE)).toEqual([0, 40, 55, 57, 58]);
});

test("a margin account and the tiers are read again as they were, whatever name they were asked for by", async () => {
  const [id, parent, asset] = ["a", "b", "c"].map((digit) => `0x${digit.repeat(64)}`) as [string, string, string];
  const tier = { tier_id: 1n, line: 5n, k: 1n, maintenance: 1n, open_buffer: 1n, threshold: 2n, price_band_bps: 3n };
  const lists = { prolong_fee: [], prolong_seconds: [], auto_prolong_periods: [], books: [], assets: [asset] };
  const session = {
    collateral: 5n,
    drawn_quote: 1n,
    fees_accrued: 0n,
    debt: [{ asset_id: asset, amount: 7n }],
    assets: [],
  };
  const said = {
    margin_account: id,
    parent: { ContractId: parent },
    index: 2,
    now: 1_768_000_000n,
    collateral_decimals: 9,
    tier: { ...tier, ...lists } as unknown as MarginTier,
    balances: [{ asset_id: asset, on_account: 1n, received: 0n, locked: 0n, settled: 0n, debt: 7n }],
    prices: [{ asset_id: asset, bid: 1n, ask: 2n, asset_decimals: 9, timestamp: 5n, stale: false }],
  };
  const account = {
    exists: true,
    ...said,
    session: { ...session, version: "V2", isPerpetual: false },
    positions: [],
    risk: undefined,
  } as unknown as MarginAccount;
  const entry = { data: account, isComplete: true };
  const state = {
    ...INITIAL_STATE,
    marginAccount: {
      [id]: { ...entry, topic: { channel: "marginAccount", account: id } },
      [`${parent}:2`]: { ...entry, topic: { channel: "marginAccount", account: 2, parent } },
      [parent]: { data: { exists: false }, isComplete: true, topic: { channel: "marginAccount", account: parent } },
    },
    marginTiers: { all: { data: [said.tier], isComplete: true, topic: { channel: "marginTiers" } } },
  } as unknown as O2State;
  const answers = new Map(readsOf(state, 0).map(({ path, text, status }) => [path, { text, status }]));
  const rest = new O2Rest("http://fixture", {
    retries: 0,
    fetch: async (url) => {
      const { pathname, search } = new URL(String(url));
      const { text, status } = answers.get(pathname + search) ?? { text: "", status: 500 };
      return new Response(text, { status });
    },
  });
  expect(await rest.marginChild({ parent, index: 2 })).toBe(id);
  expect(await rest.marginState({ account: id })).toMatchObject({ ...said, session });
  expect(await rest.marginState({ account: parent })).toBeUndefined();
  expect(await rest.marginTiers()).toMatchObject([said.tier]);
});
