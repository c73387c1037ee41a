// Trades that a day does not include yet, in whatever order they become known: the day is the exchange's with all of
// them.
import type { MarketSummary, O2State, Trade } from "o2-react";
import { expect, test } from "vitest";
import { PolledSummaries } from "../../src/store/channels/marketSummaries.ts";
import { INITIAL_STATE } from "../../src/store/state.ts";

const MARKET = `0x${"1".repeat(64)}`;

/** A day that was read at 1,000. */
function read(day: Omit<MarketSummary, "market_id" | "change" | "changeBasisPoints">) {
  const days = new PolledSummaries();
  days.take(
    [{ market_id: MARKET, change: undefined, changeBasisPoints: undefined, ...day, timestamp: 1_000 }],
    1,
    1_000,
  );
  /** The shown day once these trades are held, the newest first. */
  return (...held: Trade[]) => {
    const entry = { data: held, isLive: true, isComplete: true };
    return days.show({ ...INITIAL_STATE, trades: { [MARKET]: entry } } as unknown as O2State)?.data[0];
  };
}

const trade = (timestamp: number, price: bigint): Trade =>
  ({ trade_id: `0x${timestamp}`, side: "buy", timestamp, price, quantity: 5n }) as Trade;

const OLD = trade(900, 100n);
const FIRST = trade(1_100, 90n);
const LAST = trade(1_200, 120n);

test("the last price is that of the newest trade, also where an older one is read behind a gap afterwards", () => {
  const show = read({ last: 100n, open: 100n, high: 110n, low: 95n, volume: 50n });
  expect(show(LAST, OLD)).toMatchObject({ last: 120n, high: 120n, low: 95n, volume: 55n });
  const all = { last: 120n, open: 100n, high: 120n, low: 90n, volume: 60n, change: 20n };
  expect(show(LAST, FIRST, OLD)).toMatchObject(all);
  // Nobody follows the trades any more.
  expect(show()).toMatchObject(all);
});

test("a day without trades is opened by the oldest one, whenever that becomes known", () => {
  const show = read({ last: undefined, open: undefined, high: undefined, low: undefined, volume: 0n });
  expect(show(LAST)).toMatchObject({ last: 120n, open: 120n, volume: 5n });
  expect(show(LAST, FIRST)).toMatchObject({ last: 120n, open: 90n, high: 120n, low: 90n, volume: 10n, change: 30n });
});

test("a day is of one moment: a trade that the read has already does not take back its last price", () => {
  const show = read({ last: 130n, open: 100n, high: 130n, low: 95n, volume: 50n });
  expect(show(OLD)).toMatchObject({ last: 130n, volume: 50n });
});
