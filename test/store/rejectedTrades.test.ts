// Trades that arrived after a hole: a rejection in between must not make them look complete.
import { createO2Feed } from "o2-react/feed";
import { expect, it, onTestFinished, vi } from "vitest";
import { createExchange } from "../support/servers.ts";

it.each([6000, 6002])(
  "no hole is shown that lies between trades heard before and after a rejection, code %s",
  async (code) => {
    vi.useFakeTimers();
    const exchange = createExchange();
    exchange.tick(300);
    const market = exchange.markets[0].market_id;
    let isRejecting = false;
    class Rejecting extends exchange.WebSocket {
      override send(text: string): void {
        if (!isRejecting || !text.includes('"subscribe_trades"')) {
          super.send(text);
          return;
        }
        isRejecting = false;
        // The server still holds the old subscription, or none.
        if (code === 6000) super.send(text);
        exchange.faults.garbage(JSON.stringify({ code, message: "no" }));
      }
    }
    const feed = createO2Feed({
      config: exchange.config,
      WebSocket: Rejecting,
      fetch: exchange.fetch,
      auditInterval: false,
      onError: () => undefined,
    });
    onTestFinished(() => {
      feed.close();
      exchange.close();
      vi.useRealTimers();
    });
    const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
    const shown = () => feed.store.getState().trades[market];
    /** More than one page of trades. */
    const trade = async (): Promise<void> => {
      const before = exchange.trades(market).length;
      while (exchange.trades(market).length < before + 70) exchange.tick(20);
      await pass(20);
    };
    await trade();
    feed.connect();
    feed.retain([{ channel: "trades", market }]);
    await pass(500);
    expect(shown()?.isLive).toBe(true);

    exchange.faults.refuse();
    exchange.faults.drop();
    await trade();
    exchange.faults.rest({ fail: true, times: Number.POSITIVE_INFINITY });
    exchange.faults.accept();
    await pass(3_000);
    // Arrived after the hole, which cannot be read.
    await trade();
    isRejecting = true;
    exchange.faults.garbage(JSON.stringify({ action: "subscribe_trades", market_id: market, trades: 7 }));
    await pass(50);
    expect(isRejecting).toBe(false);
    await trade();
    exchange.faults.clear();
    await pass(90_000);
    expect(shown()?.isLive).toBe(true);
    const ids = (shown()?.data ?? []).map(({ trade_id }) => trade_id);
    const all = exchange.trades(market).map(({ trade_id }) => trade_id);
    expect(ids).toEqual(all.slice(-ids.length).reverse());
    expect(ids.length).toBeGreaterThan(140);
  },
);
