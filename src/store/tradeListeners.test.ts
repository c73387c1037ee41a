// Listeners are called for each new trade of their market until they leave.
import { expect, it } from "vitest";
import type { Trade } from "../client/entities.ts";
import { TradeListeners } from "./tradeListeners.ts";

const MARKET = `0x${"1".repeat(64)}`;

const HOUR = 3_600_000;

const trade = (trade_id: string, timestamp: number): Trade => ({
  ...{ trade_id, timestamp, side: "buy", price: 1n, quantity: 1n, total: 1n },
});

/** Listeners of an exchange whose clock is ahead of ours, or behind it. */
function listening({ skew = 0, isKnown = true } = {}) {
  const world = { now: 10 * HOUR, isKnown };
  const clock = {
    get said() {
      return world.isKnown ? world.now + skew : undefined;
    },
  };
  const listeners = new TradeListeners({ report: () => undefined, now: () => world.now, clock });
  const heard: string[] = [];
  const listen = (newest?: number) => listeners.add(MARKET, ({ trade_id }) => heard.push(trade_id), newest);
  return { world, listeners, heard, listen };
}

it.each([0, HOUR, -HOUR])(
  "of trades that are read, those made since the listener asked are told (%i ms ahead)",
  (skew) => {
    const { world, listeners, heard, listen } = listening({ skew });
    listen();
    const asked = world.now + skew;
    world.now += 60_000;
    const read = [trade("3", asked + 2), trade("2", asked + 1), trade("1", asked), trade("0", asked - 1)];
    expect(listeners.since(MARKET, 0)).toBe(asked);
    listeners.tellRead(MARKET, read, []);
    listeners.tellRead(MARKET, [trade("4", asked + 3), ...read], read);
    expect(heard).toEqual(["2", "3", "4"]);
  },
);

it("where nothing was missing, what is read later and was not known is told, also of the same millisecond", () => {
  const { world, listeners, heard, listen } = listening();
  const known = [trade("2", world.now), trade("1", world.now - 1)];
  listen(world.now);
  listeners.tellRead(MARKET, [trade("3", world.now), ...known, trade("0", world.now - 2)], known);
  expect(heard).toEqual(["3"]);
});

it("until the exchange has said its time ours counts, unless it is found to be behind: then none of the past is told", () => {
  const { world, listeners, heard, listen } = listening({ isKnown: false });
  listen();
  const asked = world.now;
  world.now += 60_000;
  const read = [trade("2", asked + 1), trade("1", asked)];
  listeners.tellRead(MARKET, read, []);
  expect(heard).toEqual(["2"]);
  expect(listeners.since(MARKET, asked)).toBe(asked);
  listeners.tellRead(MARKET, [trade("4", world.now + 1), trade("3", asked + 2)], read);
  expect(heard).toEqual(["2"]);
  expect(listeners.since(MARKET, world.now + 1)).toBe(Number.POSITIVE_INFINITY);
});

it("once the exchange has said its time, what was asked before goes by that", () => {
  const { world, listeners, heard, listen } = listening({ skew: -HOUR, isKnown: false });
  listen();
  const asked = world.now - HOUR;
  world.now += 60_000;
  world.isKnown = true;
  listeners.tellRead(MARKET, [trade("2", asked + 1), trade("1", asked)], []);
  expect(heard).toEqual(["2"]);
});

it("each listener is told since it asked, and all anew once the market is followed anew", () => {
  const { world, listeners, heard, listen } = listening();
  const stop = listen();
  expect(listeners.since("0x2", 0)).toBe(Number.POSITIVE_INFINITY);
  world.now += 10;
  const late: string[] = [];
  listeners.add(MARKET, ({ trade_id }) => late.push(trade_id));
  listeners.tellRead(MARKET, [trade("2", world.now + 1), trade("1", world.now - 5)], []);
  expect([heard, late]).toEqual([["1", "2"], ["2"]]);
  world.now += 100;
  listeners.begin(MARKET);
  expect(listeners.since(MARKET, 0)).toBe(world.now);
  listeners.tellRead(MARKET, [trade("4", world.now + 1), trade("3", world.now - 50)], []);
  expect([heard, late]).toEqual([
    ["1", "2", "4"],
    ["2", "4"],
  ]);
  stop();
  listeners.tell(MARKET, [trade("5", 1)], []);
  expect([heard.length, late.at(-1)]).toEqual([3, "5"]);
});

it("a listener that is removed while trades are told is told none of the others", () => {
  const { listeners } = listening();
  const heard: string[] = [];
  const stopFirst = listeners.add(MARKET, ({ trade_id }) => {
    heard.push(`first ${trade_id}`);
    stopFirst();
    stopSecond();
  });
  const stopSecond = listeners.add(MARKET, ({ trade_id }) => heard.push(`second ${trade_id}`));
  listeners.add(MARKET, ({ trade_id }) => heard.push(`third ${trade_id}`));
  listeners.tell(MARKET, [trade("2", 2), trade("1", 1)], []);
  expect(heard).toEqual(["first 1", "third 1", "third 2"]);
});
