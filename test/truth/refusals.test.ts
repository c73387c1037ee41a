// A rejection, by the server or by this package, is reported and never shown as if the request had been granted.
import { O2InputError } from "o2-react";
import { O2ConnectionError, O2WebSocket } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { createExchange } from "../support/servers.ts";
import { simulate } from "../support/simulated.ts";

describe("by the server", () => {
  // The server may leave out the code and the market.
  it.each([
    ["orders", { code: 6001, message: "too many subscriptions" }],
    ["orders", { message: "no" }],
    ["trades", { code: 6001, message: "too many subscriptions" }],
    ["trades", {}],
    // The codes of REST, and unknown ones.
    ["orders", { code: 1003, message: "rate limited" }],
    ["trades", { code: 1000, message: "internal error" }],
    ["trades", { code: 2000, message: "no such market" }],
    ["balances", { code: 500, message: "subscription failed" }],
    ["nonce", { code: 4002, message: "no such account" }],
  ] as const)("a subscription that was refused is not shown as live: %s, %j", async (channel, words) => {
    vi.useFakeTimers();
    const exchange = createExchange();
    const refusal = JSON.stringify({ action: "error", ...words });
    class Refusing extends exchange.WebSocket {
      override send(data: string): void {
        if (data.includes(`"subscribe_${channel}"`)) setTimeout(() => exchange.faults.garbage(refusal), 0);
        else super.send(data);
      }
    }
    const feed = createO2Feed({
      config: exchange.config,
      WebSocket: Refusing,
      fetch: exchange.fetch,
      auditInterval: false,
    });
    onTestFinished(() => {
      feed.close();
      exchange.close();
      vi.useRealTimers();
    });
    feed.connect();
    await vi.advanceTimersByTimeAsync(50);
    const ada = exchange.accounts[0]!;
    const market = exchange.markets[0]!.market_id;
    feed.retain([
      channel === "trades"
        ? { channel: "candles", market, resolution: "1m" as const, limit: 5 }
        : { channel, identity: ada.identity },
    ]);
    await vi.advanceTimersByTimeAsync(2_000);
    exchange.place(ada, quietBid(exchange.markets[0]!));
    await vi.advanceTimersByTimeAsync(2_000);
    const state = feed.store.getState();
    const entries = channel === "trades" ? [state.trades, state.candles] : [state[channel]];
    for (const entry of entries.map((topics) => Object.values(topics)[0])) {
      expect(entry).toMatchObject({ isLive: false, error: { name: "O2ServerError" } });
    }
  });

  it("a client without a feed is told when a book is rejected", async () => {
    const { exchange, pass } = await simulate();
    const errors: unknown[] = [];
    const ws = new O2WebSocket(exchange.config, {
      WebSocket: exchange.WebSocket,
      onError: (error) => errors.push(error),
    });
    onTestFinished(() => ws.disconnect());
    const connecting = ws.connect();
    await pass(50);
    await connecting;
    const id = exchange.markets[0]!.market_id;
    const refusal = JSON.stringify({ action: "error", code: 6002, message: "no such market", market_id: id });
    exchange.faults.corrupt("subscribe_depth", () => refusal, Number.POSITIVE_INFINITY);
    void ws.streamDepth(id).next();
    await pass(30_000);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors[0]).toMatchObject({ name: "O2ServerError", code: 6002 });
  });
});

describe("by this package", () => {
  it("a WebSocket option that is no class is refused with an error of its own", async () => {
    const ws = new O2WebSocket({ wsUrl: "ws://x.y/" }, { WebSocket: {} as never });
    onTestFinished(() => ws.disconnect());
    await expect(ws.connect()).rejects.toBeInstanceOf(O2ConnectionError);
  });

  it.each([0, -1, Number.NaN, 999])("an auditInterval of %d, which would flood REST", (auditInterval) => {
    expect(() => createO2Feed({ network: "testnet", auditInterval })).toThrow(O2InputError);
  });

  it.each<[string, unknown]>([
    ["nothing", null],
    ["a part", { depth: null }],
    ["no numbers", { nonce: { x: { data: { $bigint: "q" } } } }],
  ])("initialData that holds %s is reported by its name", (_, state) => {
    const errors: unknown[] = [];
    const initialData = { version: 1, state } as never;
    createO2Feed({ network: "testnet", initialData, onError: (error) => errors.push(error) });
    expect(errors).toEqual([expect.objectContaining({ parameter: "initialData", code: "malformed" })]);
  });
});
