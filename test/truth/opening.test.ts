// Without a link, before the first or after the last one: REST data is shown, and gives way to the stream.
import { createO2Feed } from "o2-react/feed";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { createExchange } from "../support/servers.ts";
import { simulate } from "../support/simulated.ts";

describe("with the stream down and REST up", () => {
  it("a market opened later is read too", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false });
    const id = exchange.markets[0]!.market_id;
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(10_000);
    expect(feed.store.getState().connection.isLost).toBe(true);
    feed.retain([
      { channel: "depth", market: id, precision: 1 },
      { channel: "trades", market: id },
    ]);
    await pass(60_000);
    expect(feed.store.getState().depth[`${id}:1`]?.data).toBeDefined();
    expect(feed.store.getState().trades[id]?.data).toBeDefined();
  });

  it("a read that fails at first is not given up by the next attempt to connect", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false });
    const id = exchange.markets[0]!.market_id;
    feed.close();
    exchange.faults.refuse();
    feed.connect();
    feed.retain([{ channel: "trades", market: id }]);
    exchange.faults.rest({ status: 503, path: "/v1/trades", times: 3 });
    await pass(300_000);
    expect(feed.store.getState().trades[id]?.data).toBeDefined();
  });
});

describe("while a handshake takes so long that the link counts as lost", () => {
  /** A handshake of 3.5 s, and REST answers that are made at once and arrive 2 s late. */
  function slowStart() {
    vi.useFakeTimers();
    const exchange = createExchange({ latency: 50 });
    exchange.tick(500);
    class Slow extends EventTarget {
      static readonly CLOSING = 2;
      #inner: InstanceType<typeof exchange.WebSocket> | undefined;
      constructor(url: string) {
        super();
        setTimeout(() => {
          const inner = new exchange.WebSocket(url);
          this.#inner = inner;
          const forward = (event: Event): void => {
            const { code, data } = event as Event & { readonly code?: number; readonly data?: unknown };
            this.dispatchEvent(Object.assign(new Event(event.type), { code, data }));
          };
          for (const type of ["open", "message", "close", "error"] as const) inner.addEventListener(type, forward);
        }, 3_500);
      }
      get readyState(): number {
        return this.#inner?.readyState ?? 0;
      }
      send(text: string): void {
        this.#inner?.send(text);
      }
      close(): void {
        this.#inner?.close();
      }
    }
    const feed = createO2Feed({
      config: exchange.config,
      WebSocket: Slow,
      auditInterval: false,
      onError: () => undefined,
      fetch: async (input, init) => {
        const response = await exchange.fetch(input, init);
        const isLate = /\/v1\/(depth|accounts)/.test(String(input));
        if (isLate) await new Promise((done) => setTimeout(done, 2_000));
        return response;
      },
    });
    onTestFinished(() => {
      feed.close();
      exchange.close();
      vi.useRealTimers();
    });
    return { exchange, feed, pass: (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds) };
  }

  it("a book read over REST never replaces the stream's newer one", async () => {
    const { exchange, feed, pass } = slowStart();
    const id = exchange.markets[0]!.market_id;
    const expectTrue = (): void => {
      const shown = feed.store.getState().depth[`${id}:1`];
      expect(shown?.isLive).toBe(true);
      expect(shown?.data?.bids.map(({ price, quantity }) => ({ price, quantity }))).toEqual(exchange.depth(id).bids);
    };
    feed.connect();
    feed.retain([{ channel: "depth", market: id, precision: 1 }]);
    await pass(4_500);
    expect(feed.store.getState().depth[`${id}:1`]?.isLive).toBe(true);
    exchange.place(exchange.accounts[0]!, quietBid(exchange.markets[0]!));
    await pass(300);
    expectTrue();
    await pass(20_000);
    expectTrue();
  });

  it("an eleventh identity, for which there is no room, is not shown as live", async () => {
    const { exchange, feed, pass } = slowStart();
    const [market] = exchange.markets;
    const accounts = Array.from({ length: 11 }, (_, index) =>
      exchange.createAccount(`A${index}`, { [market!.quote.asset]: 10n ** 30n }),
    );
    await pass(10);
    feed.connect();
    feed.retain(accounts.map(({ identity }) => ({ channel: "nonce", identity })));
    await pass(15_000);
    const last = accounts[10]!;
    exchange.place(last, quietBid(market!));
    await pass(5_000);
    expect(feed.store.getState().nonce[`ContractId:${last.id}`]).toMatchObject({
      isLive: false,
      error: { name: "O2LimitError" },
    });
  });
});
