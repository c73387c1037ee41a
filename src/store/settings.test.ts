// A feed takes its options, and says of one that it does not take what is wrong.
import { expect, it } from "vitest";
import { O2InputError } from "../client/errors.ts";
import { NETWORKS } from "../client/networks.ts";
import { toFeedSettings, toPace } from "./feedSettings.ts";
import { toConfig } from "./settings.ts";

it("what is not said has its default; zero is a number, and never audited is an interval", () => {
  expect(toFeedSettings({})).toEqual({
    linger: 3_000,
    lostAfter: 3_000,
    maxTrades: 500,
    maxClosedOrders: 200,
    auditInterval: 60_000,
    now: Date.now,
    random: Math.random,
  });
  expect(
    toFeedSettings({ linger: 0, lostAfter: 0, maxTrades: 1, maxClosedOrders: 0, auditInterval: false }),
  ).toMatchObject({ linger: 0, lostAfter: 0, maxTrades: 1, maxClosedOrders: 0, auditInterval: false });
  expect(toFeedSettings({ auditInterval: 1_000 })).toMatchObject({ auditInterval: 1_000 });
});

it.each([
  ["linger", 0],
  ["lostAfter", 0],
  ["maxTrades", 1],
  ["maxClosedOrders", 0],
])("%s is a number from %i", (name, least) => {
  for (const value of [least - 1, Number.NaN, "5"])
    expect(() => toFeedSettings({ [name]: value })).toThrow(
      expect.objectContaining({
        parameter: name,
        message: expect.stringContaining(
          name.startsWith("max") ? `Expected a whole number from ${least}` : `Expected ${least} ms or more`,
        ),
      }),
    );
});

it("counts are whole numbers, or Infinity", () => {
  for (const name of ["maxTrades", "maxClosedOrders"]) {
    expect(() => toFeedSettings({ [name]: 1.5 })).toThrow(O2InputError);
    expect(toFeedSettings({ [name]: Infinity })).toMatchObject({ [name]: Infinity });
  }
  expect(toFeedSettings({ linger: 1.5 })).toMatchObject({ linger: 1.5 });
});

it("Infinity means never, though a timer for longer than 24.8 days fires at once", () => {
  for (const value of [Infinity, 2 ** 31]) {
    const { linger, lostAfter } = toFeedSettings({ linger: value, lostAfter: value });
    expect(linger).toBeGreaterThan(7 * 86_400_000);
    expect(Math.max(linger, lostAfter)).toBeLessThan(2 ** 31);
  }
  expect(toFeedSettings({ auditInterval: Infinity })).toMatchObject({ auditInterval: false });
  expect(toFeedSettings({ auditInterval: 2 ** 40 }).auditInterval).toBeLessThan(2 ** 31);
});

it("audits are at least a second apart", () => {
  for (const value of [999, true, "60000"])
    expect(() => toFeedSettings({ auditInterval: value as never })).toThrow(
      expect.objectContaining({
        parameter: "auditInterval",
        message: expect.stringContaining("Expected 1000 ms or more, or Infinity for never; the default is 60000"),
      }),
    );
});

it("a network is one that is known, and a config wins over its name", () => {
  expect(toConfig({ network: "testnet" })).toBe(NETWORKS.testnet);
  const config = { wsUrl: "ws://x.y/" };
  expect(toConfig({ network: "testnet", config })).toBe(config);
  for (const network of ["moon", "toString", undefined])
    expect(() => toConfig({ network: network as never })).toThrow(
      expect.objectContaining({
        parameter: "network",
        message: `network: ${JSON.stringify(network)} is not a network. Expected one of "${Object.keys(NETWORKS).join('", "')}", or a config with a wsUrl.`,
      }),
    );
});

it("the store is written with frames, once in 1 to 1,000 milliseconds, or with a window's frames, and at no other pace", () => {
  const window = { requestAnimationFrame: () => 1, cancelAnimationFrame: () => undefined };
  expect([undefined, "frame" as const, 1, 16.7, 1_000, window].map((pace) => toPace(pace))).toEqual([
    ...["frame", "frame", 1, 16.7, 1_000],
    window,
  ]);
  const unfit: unknown[] = [0, -5, 1_001, Infinity, Number.NaN, "never", "16", {}, null, true];
  for (const value of unfit)
    expect(() => toPace(value as never)).toThrow(
      expect.objectContaining({ name: "O2InputError", parameter: "commits", value }),
    );
});
