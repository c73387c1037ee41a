// The far end of all proofs, in this process and in its own.
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { FarEnd, type FarOptions } from "../../lab/far/FarEnd.ts";
import { openFar } from "../../lab/far/remoteFar.ts";
import { until } from "../../lab/waiting.ts";

async function open(options: FarOptions = {}): Promise<FarEnd> {
  const far = await FarEnd.open(options);
  onTestFinished(() => far.close());
  return far;
}

/**
 * A client that asks for the first market's book and trades.
 * @returns whether it was admitted.
 */
async function connect({ wsUrl }: { readonly wsUrl: string }, market = ""): Promise<boolean> {
  const socket = new WebSocket(wsUrl);
  onTestFinished(() => socket.terminate());
  return new Promise((resolve) => {
    socket.on("error", () => resolve(false));
    socket.on("open", () => {
      for (const frame of [
        { action: "subscribe_depth", market_id: market, precision: "10" },
        { action: "subscribe_trades", market_id: market },
      ])
        socket.send(JSON.stringify(frame));
      resolve(true);
    });
  });
}

test("counts its requests and frames, and lists its slots by index", async () => {
  const far = await open({ markets: 2, levels: 5 });
  const { config, places } = far.about();
  expect(await connect(config, places.markets[1])).toBe(true);
  expect(await until(() => far.held().slots.length === 2, 10_000)).toBe(true);
  expect(far.held()).toEqual({ connections: 1, slots: ["depth 1", "trades 1"] });
  far.burst(100, places.markets);
  await fetch(`${config.apiBase}/v1/markets`);
  expect(far.reads()).toEqual({ byPath: { "/v1/markets": 1 }, busiestMinute: 1 });
  const frames = far.frames();
  expect(Object.keys(frames)).toEqual(["subscribe_depth", "subscribe_depth_update", "subscribe_trades"]);
  expect(frames.subscribe_depth).toBe(1);
  expect(frames.subscribe_depth_update).toBeGreaterThan(20);
  far.forget();
  expect(far.reads()).toEqual({ byPath: {}, busiestMinute: 0 });
});

test("goes down and comes back where it was, behind a door that takes only so many a second", async () => {
  const far = await open();
  const { config } = far.about();
  await far.down();
  expect(await connect(config)).toBe(false);
  // One place in a hundred seconds, and none before.
  far.admit(0.01);
  await far.up();
  expect(far.about().config).toEqual(config);
  expect(await Promise.all([connect(config), connect(config)])).toEqual([false, false]);
  far.admit();
  expect(await Promise.all([connect(config), connect(config), connect(config)])).toEqual([true, true, true]);
});

test("in its own process it is used in the same way, and so is its exchange", async () => {
  const far = openFar({ markets: 1, levels: 3 }, true);
  onTestFinished(() => far.close());
  const [market] = await far.call.exchange.markets();
  const { bids } = await far.call.exchange.depth(market.market_id);
  expect(bids).toHaveLength(3);
  await expect(far.call.exchange.depth("0x1")).rejects.toThrow(/^exchange\.depth: .*0x1/);
  expect(await far.call.held()).toEqual({ connections: 0, slots: [] });
});
