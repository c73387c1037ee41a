// Candles are joined to their market's trades. While those are being fixed, candles that were read are not current.
import { createO2Feed } from "o2-react/feed";
import { expect, it, onTestFinished, vi } from "vitest";
import { createExchange } from "../support/servers.ts";

/** A feed whose reads wait while `reads.areHeld`. */
async function open(ticks = 1_000) {
  // Five seconds into a minute, so that no test gets into the next candle.
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12, 0, 5) });
  const exchange = createExchange();
  exchange.tick(ticks);
  const market = exchange.markets[0].market_id;
  const reads = { areHeld: false };
  /** The reads that wait, by path. */
  const held: { readonly path: string; readonly go: () => void }[] = [];
  const clock = { skew: 0 };
  const feed = createO2Feed({
    config: exchange.config,
    WebSocket: exchange.WebSocket,
    auditInterval: false,
    now: () => Date.now() + clock.skew,
    onError: () => undefined,
    fetch: async (input, init) => {
      const { pathname } = new URL(String(input));
      if (reads.areHeld) await new Promise<void>((go) => held.push({ path: pathname, go }));
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
  const trades = () => state().trades[market];
  const candles = () => Object.values(state().candles)[0];
  const retainCandles = () => feed.retain([{ channel: "candles", market, resolution: "1m", limit: 5 }]);
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  await pass(500);
  expect(trades()?.isLive).toBe(true);
  return { exchange, feed, market, reads, held, clock, pass, letGo, trades, candles, retainCandles };
}

it("candles that were asked for before their trades had to be read again are not live until they are read with these", async () => {
  const { exchange, market, reads, held, pass, letGo, trades, candles, retainCandles } = await open(300);
  reads.areHeld = true;
  retainCandles();
  await pass(50);
  // Trades of a frame that cannot be read: they are subscribed and read again.
  exchange.faults.garbage(JSON.stringify({ action: "subscribe_trades", market_id: market, trades: 7 }));
  await pass(500);
  expect(held.map(({ path }) => path)).toEqual(["/v1/bars", "/v1/trades"]);
  await letGo("/v1/bars");
  await letGo("/v1/trades");
  expect([trades()?.isLive, candles()?.isLive]).toEqual([true, false]);
  await letGo("/v1/bars");
  expect(candles()?.isLive).toBe(true);
});

/** Nothing arrives for longer than a link is believed, and then the answer to its PING. */
async function fallSilent({ exchange, feed, pass }: Awaited<ReturnType<typeof open>>) {
  exchange.faults.delay(12_000);
  await pass(10_000);
  expect(feed.session.connection).toMatchObject({ status: "connected", isSilent: true });
}

it("candles whose read ends while the link is silent are live when it is heard again", async () => {
  const opened = await open();
  const { feed, reads, pass, letGo, trades, candles, retainCandles } = opened;
  reads.areHeld = true;
  const retained = setTimeout(retainCandles, 8_000);
  onTestFinished(() => clearTimeout(retained));
  await fallSilent(opened);
  reads.areHeld = false;
  await letGo("/v1/bars");
  await letGo("/v1/trades");
  expect([trades()?.isLive, candles()?.isLive, candles()?.data?.length]).toEqual([false, false, 1]);
  await pass(10_000);
  expect(feed.session.connection.isSilent).toBe(false);
  expect([trades()?.isLive, candles()?.isLive]).toEqual([true, true]);
});

it("candles that are asked for while the link is silent are read, and live when it is heard again", async () => {
  const opened = await open();
  const { pass, trades, candles, retainCandles } = opened;
  await fallSilent(opened);
  retainCandles();
  await pass(500);
  expect([trades()?.isLive, candles()?.isLive, candles()?.data?.length]).toEqual([false, false, 1]);
  await pass(10_000);
  expect([trades()?.isLive, candles()?.isLive]).toEqual([true, true]);
});

it.each([3 * 3_600_000, -3 * 3_600_000])(
  "candles that are read after our clock was set by %i ms are those of a right clock",
  async (by) => {
    const { exchange, clock, pass, candles, retainCandles } = await open();
    // The exchange has told its time, and sends nothing after the clock was set.
    exchange.tick(200);
    await pass(500);
    clock.skew = by;
    retainCandles();
    await pass(500);
    expect([candles()?.isLive, candles()?.data?.length]).toEqual([true, 1]);
  },
);
