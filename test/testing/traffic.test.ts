import { createExchange, ExchangeRefusal } from "o2-react/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fixedClock, stillExchange } from "./support.ts";

describe("stepped traffic", () => {
  test("each tick is one action", () => {
    const exchange = stillExchange();
    let commits = 0;
    exchange.onCommit(() => {
      commits += 1;
    });
    exchange.tick(2_000);
    expect(commits).toBe(2_000);
    exchange.tick();
    expect(commits).toBe(2_001);
  });

  test("keeps books two-sided and tight, demo accounts with 3 to 8 orders, and bots solvent over 100,000 ticks", () => {
    const exchange = stillExchange({ seed: 11 });
    exchange.tick(1_000);
    const assets = new Map(exchange.totals().map(({ asset_id, deposited }) => [asset_id, deposited]));
    const spreads = exchange.markets.map(() => [] as number[]);
    for (let round = 0; round < 1_000; round += 1) {
      exchange.tick(100);
      for (const [index, { market_id, tick }] of exchange.markets.entries()) {
        const { bid, ask, bidLevels, askLevels } = exchange.top(market_id);
        expect(Math.min(bidLevels, askLevels)).toBeGreaterThan(25);
        expect(Math.max(bidLevels, askLevels)).toBeLessThan(80);
        spreads[index]!.push(Number((ask! - bid!) / tick));
      }
      for (const account of exchange.accounts) {
        const open = exchange.orders(account, { open: true }).length;
        expect(open).toBeGreaterThanOrEqual(3);
        expect(open).toBeLessThanOrEqual(8);
      }
    }
    const medians = spreads.map((list) => list.sort((a, b) => a - b)[list.length >> 1]);
    expect(medians[0]).toBeLessThanOrEqual(5);
    expect(medians[1]).toBeLessThanOrEqual(8);
    expect(medians[2]).toBeLessThanOrEqual(15);
    // The bots' ids follow from their names, as all accounts' do. Each still has a tenth of its initial amount.
    const bots = new Set<string>();
    exchange.onCommit(({ balances }) => {
      for (const { account } of balances) if (account.name.startsWith("bot")) bots.add(account.id);
    });
    exchange.tick(500);
    expect(bots.size).toBe(8);
    for (const id of bots) {
      for (const { asset_id, total_unlocked } of exchange.balances({ ContractId: id })) {
        expect(total_unlocked * 80n).toBeGreaterThan(assets.get(asset_id)!);
      }
    }
  });

  test("moves the demo accounts' orders, balances and nonces", () => {
    const exchange = stillExchange();
    exchange.tick(2_000);
    for (const account of exchange.accounts) {
      expect(exchange.nonce(account)).toBeGreaterThan(10n);
      expect(exchange.orders(account, { open: false }).some(({ quantity_fill }) => quantity_fill! > 0n)).toBe(true);
      expect(exchange.balances(account).some(({ total_locked }) => total_locked > 0n)).toBe(true);
    }
  });

  test("demo accounts hold amounts that a double cannot", () => {
    const { accounts, balances } = stillExchange();
    expect(balances(accounts[0]!).some(({ total_unlocked }) => total_unlocked > 2n ** 53n)).toBe(true);
  });

  test("runs on markets of your own", () => {
    const market = {
      base: { symbol: "fX", decimals: 6, max_precision: 2 },
      quote: { symbol: "fY", decimals: 6, max_precision: 4 },
      startPrice: 5_000_000n,
    };
    const exchange = stillExchange({ markets: [market] });
    exchange.warmUp({ hours: 1 });
    exchange.tick(3_000);
    const { bidLevels, askLevels } = exchange.top(exchange.markets[0]!.market_id);
    expect(Math.min(bidLevels, askLevels)).toBeGreaterThan(20);
  });
});

describe("warmUp", () => {
  test("makes a past of trades and bars up to now, and full books", () => {
    const now = Date.UTC(2026, 5, 1, 12);
    const exchange = createExchange({ now: () => now });
    exchange.warmUp({ hours: 24 });
    for (const { market_id } of exchange.markets) {
      const bars = exchange.bars(market_id, "1m");
      expect(bars.length).toBeGreaterThanOrEqual(1_439);
      expect(bars[0]!.timestamp).toBe(now - 24 * 3_600_000);
      expect(exchange.lastTrade(market_id)!.timestamp).toBeGreaterThan(now - 60_000);
      expect(exchange.lastTrade(market_id)!.timestamp).toBeLessThanOrEqual(now);
      const times = exchange.trades(market_id).map(({ timestamp }) => timestamp);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      const { bidLevels, askLevels } = exchange.top(market_id);
      expect(Math.min(bidLevels, askLevels)).toBeGreaterThan(30);
    }
    expect(exchange.orders(exchange.accounts[0]!, { open: true }).length).toBeGreaterThanOrEqual(3);
    for (const { deposited, locked, unlocked, fees } of exchange.totals())
      expect(locked + unlocked + fees).toBe(deposited);
  });

  test("must come first", () => {
    const exchange = stillExchange();
    exchange.tick(10);
    expect(() => exchange.warmUp()).toThrow(ExchangeRefusal);
  });

  test("given a rate, the candles of the past have about as much volume as those that follow, in each market", () => {
    const clock = fixedClock();
    const exchange = createExchange({ now: clock.now, seed: 5 });
    exchange.warmUp({ hours: 3, rate: 40 });
    const middleOf = (volumes: readonly number[]) => volumes.toSorted((a, b) => a - b)[volumes.length >> 1] ?? 0;
    const volumesOf = (id: string) => exchange.bars(id, "5m").map(({ volume }) => Number(volume));
    // The last two bars hold the busy last minute, the first one may have begun before the past did.
    const past = exchange.markets.map(({ market_id }) => middleOf(volumesOf(market_id).slice(1, -2)));
    clock.advance(300_000);
    for (let second = 0; second < 1_800; second += 1) {
      exchange.tick(40);
      clock.advance(1_000);
    }
    const present = exchange.markets.map(({ market_id }) => middleOf(volumesOf(market_id).slice(-6, -1)));
    for (const [index, volume] of present.entries()) {
      expect(volume / past[index]!).toBeGreaterThan(1 / 3);
      expect(volume / past[index]!).toBeLessThan(3);
    }
  });
});

describe("timed traffic", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const counted = () => {
    const exchange = createExchange();
    const count = { commits: 0 };
    exchange.onCommit(() => {
      count.commits += 1;
    });
    return { exchange, count };
  };

  test.each([1, 7, 50, 333, 2_000])("%i actions a second are that many, evenly", (rate) => {
    const { exchange, count } = counted();
    exchange.start({ rate });
    vi.advanceTimersByTime(1_000);
    const first = count.commits;
    vi.advanceTimersByTime(9_000);
    expect(first).toBeGreaterThanOrEqual(rate - 1);
    expect(first).toBeLessThanOrEqual(rate);
    expect(Math.abs(count.commits - 10 * rate)).toBeLessThanOrEqual(1);
    exchange.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(5_000);
    expect(Math.abs(count.commits - 10 * rate)).toBeLessThanOrEqual(1);
  });

  test("after a long pause of the timer at most one second is made up for", () => {
    const { exchange, count } = counted();
    exchange.start({ rate: 100 });
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(20);
    expect(count.commits).toBe(100);
    exchange.close();
  });

  test("start again changes the rate, and a rate that is none is refused", () => {
    const { exchange, count } = counted();
    exchange.start();
    exchange.start({ rate: 10 });
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(2_000);
    expect(count.commits).toBe(20);
    expect(() => exchange.start({ rate: 0 })).toThrow(RangeError);
    expect(() => exchange.start({ rate: Number.NaN })).toThrow(RangeError);
    exchange.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
