import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Retention } from "./retention.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Retention that linger for a second, and what they took and let go of. */
function counted() {
  const log: string[] = [];
  const holdings = new Retention(1_000);
  const hold = (key: string) =>
    holdings.hold(key, () => {
      log.push(`take ${key}`);
      return () => log.push(`let go ${key}`);
    });
  return { holdings, hold, log };
}

test("the first holder takes, the last one lets go after the linger and not before", () => {
  const { hold, log } = counted();
  const one = hold("a");
  const two = hold("a");
  expect(log).toEqual(["take a"]);
  one();
  vi.advanceTimersByTime(5_000);
  two();
  vi.advanceTimersByTime(999);
  expect(log).toEqual(["take a"]);
  vi.advanceTimersByTime(1);
  expect(log).toEqual(["take a", "let go a"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a holder within the linger neither takes anew nor lets go", () => {
  const { hold, log } = counted();
  hold("a")();
  vi.advanceTimersByTime(999);
  const two = hold("a");
  vi.advanceTimersByTime(5_000);
  expect(log).toEqual(["take a"]);
  two();
  vi.advanceTimersByTime(1_000);
  hold("a");
  expect(log).toEqual(["take a", "let go a", "take a"]);
});

test("releasing twice counts once, also after another has taken anew", () => {
  const { hold, log } = counted();
  const one = hold("a");
  one();
  one();
  vi.advanceTimersByTime(1_000);
  hold("a");
  one();
  vi.advanceTimersByTime(5_000);
  expect(log).toEqual(["take a", "let go a", "take a"]);
});

test("keys are held apart", () => {
  const { hold, log } = counted();
  hold("a")();
  hold("b");
  vi.advanceTimersByTime(1_000);
  expect(log).toEqual(["take a", "take b", "let go a"]);
});

test("a flush lets go at once of what only lingers, of some keys or of all, and leaves no timer", () => {
  const { holdings, hold, log } = counted();
  hold("a")();
  hold("b")();
  hold("c");
  holdings.flush((key) => key === "b");
  expect(log.slice(3)).toEqual(["let go b"]);
  holdings.flush();
  expect(log.slice(3)).toEqual(["let go b", "let go a"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("letting go may flush and take anew: each is let go of once, and what was taken meanwhile stays", () => {
  const log: string[] = [];
  const holdings = new Retention(1_000);
  const hold = (key: string, letGo: () => void = () => undefined) =>
    holdings.hold(key, () => {
      log.push(`take ${key}`);
      return () => {
        log.push(`let go ${key}`);
        letGo();
      };
    });
  hold("connection", () => {
    holdings.flush();
    hold("b")();
  })();
  hold("a")();
  hold("b")();
  holdings.flush();
  expect(log.slice(3)).toEqual(["let go connection", "let go a", "let go b", "take b"]);
  expect(holdings.counts).toEqual(new Map([["b", 0]]));
});

test("a release counts once, and one of a holding that is gone lets go of nothing", () => {
  const { holdings, hold, log } = counted();
  const one = hold("a");
  hold("a");
  one();
  one();
  vi.advanceTimersByTime(5_000);
  expect([log, holdings.counts.get("a")]).toEqual([["take a"], 1]);
});

test("a flush lets go of what letting go releases as well, and leaves no timer", () => {
  const { holdings, hold, log } = counted();
  const trades = hold("trades");
  // As candles hold the trades that they are made of.
  holdings.hold("candles", () => {
    log.push("take candles");
    return () => {
      log.push("let go candles");
      trades();
    };
  })();
  holdings.flush();
  expect(log).toEqual(["take trades", "take candles", "let go candles", "let go trades"]);
  expect(vi.getTimerCount()).toBe(0);
});
