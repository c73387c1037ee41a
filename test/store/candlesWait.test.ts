// Candles are joined to their market's trades: read while the trades are whole again, they are not current before.
import { createO2Feed } from "o2-react";
import { expect, it, onTestFinished, vi } from "vitest";
import { createExchange } from "../support/servers.ts";

it.each([
  ["taken", 10_000, 0],
  ["read", 6_000, 5_000],
])("candles that were %s while the link is silent are live once it is heard again", async (_, takenAfter, readsFor) => {
  vi.useFakeTimers();
  const exchange = createExchange();
  exchange.tick(300);
  const market = exchange.markets[0].market_id;
  const feed = createO2Feed({
    config: exchange.config,
    WebSocket: exchange.WebSocket,
    auditInterval: false,
    fetch: async (input, init) => {
      if (String(input).includes("/v1/bars")) await new Promise((resolve) => setTimeout(resolve, readsFor));
      return exchange.fetch(input, init);
    },
  });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  const state = () => feed.store.getState();
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  await vi.advanceTimersByTimeAsync(1_000);
  // Nothing is said meanwhile, so that nothing is lost.
  exchange.faults.stall();
  await vi.advanceTimersByTimeAsync(takenAfter);
  feed.retain([{ channel: "candles", market, resolution: "1m", limit: 5 }]);
  await vi.advanceTimersByTimeAsync(readsFor + 500);
  expect(state().connection.isSilent).toBe(true);
  exchange.faults.resume();
  // A harmless frame.
  exchange.faults.garbage("PING");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state().connection).toMatchObject({ status: "connected", isSilent: false, attempt: 0 });
  expect(state().trades[market]?.isLive).toBe(true);
  expect(Object.values(state().candles)[0]?.isLive).toBe(true);
});

it("candles that were asked for before their trades had to be read again are not live until they are read with these", async () => {
  vi.useFakeTimers();
  const exchange = createExchange();
  exchange.tick(300);
  const market = exchange.markets[0].market_id;
  /** The reads that wait, by path. */
  const held: { readonly path: string; readonly go: () => void }[] = [];
  let isHolding = false;
  const feed = createO2Feed({
    config: exchange.config,
    WebSocket: exchange.WebSocket,
    auditInterval: false,
    onError: () => undefined,
    fetch: async (input, init) => {
      const { pathname } = new URL(String(input));
      if (isHolding) await new Promise<void>((go) => held.push({ path: pathname, go }));
      return exchange.fetch(input, init);
    },
  });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
  const letGo = async (path: string): Promise<void> => {
    for (const read of held.splice(0))
      if (read.path === path) read.go();
      else held.push(read);
    await pass(50);
  };
  const state = () => feed.store.getState();
  const candles = () => Object.values(state().candles)[0];
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  await pass(500);
  expect(state().trades[market]?.isLive).toBe(true);

  isHolding = true;
  feed.retain([{ channel: "candles", market, resolution: "1m", limit: 5 }]);
  await pass(50);
  // Trades of a frame that nobody can read: they are subscribed to and read again.
  exchange.faults.garbage(JSON.stringify({ action: "subscribe_trades", market_id: market, trades: 7 }));
  await pass(500);
  expect(held.map(({ path }) => path)).toEqual(["/v1/bars", "/v1/trades"]);
  await letGo("/v1/bars");
  await letGo("/v1/trades");
  expect([state().trades[market]?.isLive, candles()?.isLive]).toEqual([true, false]);
  await letGo("/v1/bars");
  expect(candles()?.isLive).toBe(true);
});
