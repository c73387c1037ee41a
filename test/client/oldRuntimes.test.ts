// Runtimes that lack features of newer ones: Safari 16.4, Jest 29, edge workers of 2024.
import { O2InputError, O2Rest, O2WebSocket } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failure } from "../support/rest.ts";

describe("without URL.canParse and AbortSignal.prototype.throwIfAborted", () => {
  const { canParse } = URL;
  const { throwIfAborted } = AbortSignal.prototype;
  beforeEach(() => {
    vi.useFakeTimers();
    Reflect.deleteProperty(URL, "canParse");
    Reflect.deleteProperty(AbortSignal.prototype, "throwIfAborted");
  });
  afterEach(() => {
    Object.defineProperty(URL, "canParse", { value: canParse, configurable: true, writable: true });
    Object.defineProperty(AbortSignal.prototype, "throwIfAborted", {
      value: throwIfAborted,
      configurable: true,
      writable: true,
      enumerable: true,
    });
    vi.useRealTimers();
  });

  it("a feed is created, becomes live, and fills its gaps", async () => {
    expect("canParse" in URL || "throwIfAborted" in AbortSignal.prototype).toBe(false);
    expect(() => createO2Feed({ network: "testnet" }).close()).not.toThrow();
    const exchange = createExchange();
    exchange.tick(200);
    const { config, WebSocket, fetch } = exchange;
    const feed = createO2Feed({ config, WebSocket, fetch });
    const { market_id } = exchange.markets[0]!;
    feed.connect();
    feed.retain([
      { channel: "trades", market: market_id },
      { channel: "orders", identity: exchange.accounts[0]!.identity },
    ]);
    await vi.advanceTimersByTimeAsync(1_000);
    const { trades, orders } = feed.store.getState();
    expect(trades[market_id]).toMatchObject({ isLive: true, isComplete: true });
    expect(Object.values(orders)).toMatchObject([{ isLive: true, isComplete: true }]);
    feed.close();
    exchange.close();
  });

  it("a read is tried again, and given up with its signal's reason", async () => {
    let asked = 0;
    const fetch = (async () => {
      asked += 1;
      return new Response("", { status: asked === 1 ? 500 : 200 });
    }) as typeof globalThis.fetch;
    const rest = new O2Rest("https://o2.made", { fetch });
    const abort = new AbortController();
    const read = failure(rest.markets({ signal: abort.signal }));
    await vi.advanceTimersByTimeAsync(100);
    abort.abort("left");
    expect(await read).toBe("left");
    expect(await failure(rest.markets({ signal: abort.signal }))).toBe("left");
    expect({ asked, timers: vi.getTimerCount() }).toEqual({ asked: 1, timers: 0 });
  });

  it("an unusable address is rejected with the library's own error", () => {
    expect(() => new O2WebSocket({ wsUrl: "ws://[" })).toThrow(O2InputError);
    expect(() => new O2Rest("https://[")).toThrow(O2InputError);
  });
});

describe("reads past HTTP caches", () => {
  /** The fetch of an edge worker, which throws for a member `cache`. */
  function worker(refusal: () => Promise<never>) {
    const asked: RequestInit[] = [];
    const fetch = ((_: unknown, init: RequestInit = {}) => {
      asked.push(init);
      return "cache" in init ? refusal() : Promise.resolve(Response.json({ markets: [] }));
    }) as typeof globalThis.fetch;
    return { asked, rest: new O2Rest("https://o2.made", { fetch, retries: 0 }) };
  }
  const refused = "The 'cache' field on 'RequestInitializerDict' is not implemented.";

  it.each([
    [
      "throws",
      () => {
        throw new Error(refused);
      },
    ],
    ["rejects", () => Promise.reject(new TypeError(refused))],
  ])("if fetch %s for the member cache, headers replace it from the second request on", async (_, refusal) => {
    const { asked, rest } = worker(refusal as () => Promise<never>);
    expect(await rest.markets()).toEqual([]);
    expect(await rest.markets()).toEqual([]);
    expect(asked.map(({ cache, headers }) => cache ?? (headers as Record<string, string>)["cache-control"])).toEqual([
      "no-store",
      "no-cache",
      "no-cache",
    ]);
  });

  it("a network failure does not count as that", async () => {
    const { asked, rest } = worker(() => Promise.reject(new TypeError("Failed to fetch")));
    expect(await failure(rest.markets())).toMatchObject({ name: "O2RestError", isTransient: true });
    expect(asked).toHaveLength(1);
  });

  it("no header that would cause a preflight is sent if fetch accepts the member", async () => {
    const asked: RequestInit[] = [];
    const fetch = (async (_: unknown, init: RequestInit) => {
      asked.push(init);
      return Response.json({ markets: [] });
    }) as typeof globalThis.fetch;
    await new O2Rest("https://o2.made", { fetch }).markets();
    await new O2Rest("https://o2.made", { fetch, cache: "default" }).markets();
    expect(asked).toMatchObject([{ cache: "no-store" }, {}]);
    expect(asked.map(({ headers }) => Object.keys(headers ?? {}))).toEqual([["accept"], ["accept"]]);
    expect("cache" in asked[1]!).toBe(false);
  });
});
