// A recorder may get other functions than the browser's fetch and WebSocket. It records these too, and changes nothing.
import { createO2Feed } from "o2-react/feed";
import { createExchange, recordFeed, replayFeed, type SimulatedExchangeOptions } from "o2-react/testing";
import { expect, onTestFinished, test, vi } from "vitest";

type Fetch = typeof globalThis.fetch;

/** Records the trades of a market with this fetch. */
async function record(fetchOf: (fetch: Fetch) => Fetch, options: SimulatedExchangeOptions = {}) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const exchange = createExchange(options);
  exchange.tick(300);
  const market = exchange.markets[0].market_id;
  const recorder = recordFeed({ WebSocket: exchange.WebSocket, fetch: fetchOf(exchange.fetch) });
  const { WebSocket, fetch } = recorder;
  const feed = createO2Feed({ config: exchange.config, WebSocket, fetch, onError: () => undefined });
  onTestFinished(() => {
    feed.close();
    exchange.close();
  });
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  await vi.advanceTimersByTimeAsync(1_000);
  exchange.tick(100);
  await vi.advanceTimersByTimeAsync(1_000);
  const entry = feed.store.getState().trades[market];
  return { entry, fixture: recorder.fixture(), market, exchange };
}

/** The trades that a replay of a fixture shows at its end. */
async function replayed(fixture: ReturnType<ReturnType<typeof recordFeed>["fixture"]>, market: string) {
  const replay = replayFeed(fixture);
  const feed = createO2Feed({ ...replay, onError: () => undefined });
  onTestFinished(() => {
    feed.close();
    replay.close();
  });
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  await vi.advanceTimersByTimeAsync(fixture.duration + 1_000);
  return feed.store.getState().trades[market];
}

const idsOf = (entry: { readonly data?: readonly { readonly trade_id: string }[] | undefined } | undefined) =>
  entry?.data?.map(({ trade_id }) => trade_id);

const stands: Readonly<Record<string, (fetch: Fetch) => Fetch>> = {
  "the exchange's own, in a page without the class Response, such as Jest's jsdom": (fetch) => {
    vi.stubGlobal("Response", undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    return fetch;
  },
  "a stand-in whose answers cannot be cloned and are read once": (fetch) => async (input, init) => {
    const answer = await fetch(input, init);
    let isRead = false;
    const text = async (): Promise<string> => {
      if (isRead) throw new TypeError("the body is read already");
      isRead = true;
      return answer.text();
    };
    const { status, headers } = answer;
    return { status, ok: answer.ok, headers, redirected: false, url: "", body: null, text } as unknown as Response;
  },
};

test.each(Object.entries(stands))("reads are recorded by %s", async (_, fetchOf) => {
  const { entry, fixture, market } = await record(fetchOf);
  expect(entry).toMatchObject({ isLive: true, error: undefined });
  expect(fixture.reads.map(({ path }) => path.split("?")[0])).toContain("/v1/trades");
  expect(idsOf(await replayed(fixture, market))).toEqual(idsOf(entry));
});

test("an answer that cannot be cloned reaches the feed with its status and its headers", async () => {
  const answer = {
    status: 429,
    ok: false,
    headers: { get: () => "7" },
    redirected: true,
    url: "https://x/",
    body: null,
  };
  const fetch = async () => ({ ...answer, text: async () => '{"code":1003}' }) as unknown as Response;
  const recorder = recordFeed({ WebSocket: class {} as never, fetch });
  const given = await recorder.fetch("https://o2.test/api/v1/markets?a=1");
  expect([given.status, given.ok, given.redirected, given.url]).toEqual([429, false, true, "https://x/"]);
  expect(given.headers.get("retry-after")).toBe("7");
  expect([await given.text(), await given.json()]).toEqual(['{"code":1003}', { code: 1003 }]);
  expect(recorder.fixture().reads).toEqual([{ at: 0, path: "/v1/markets?a=1", status: 429, text: '{"code":1003}' }]);
});

test.each(["blob", "arraybuffer"] as const)(
  "frames of bytes (%s) are recorded like text, in their order",
  async (kind) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const exchange = createExchange({ wire: { frames: "binary" } });
    onTestFinished(() => exchange.close());
    exchange.tick(300);
    const market_id = exchange.markets[0].market_id;
    const recorder = recordFeed({ WebSocket: exchange.WebSocket });
    const socket = new recorder.WebSocket(exchange.config.wsUrl);
    socket.binaryType = kind;
    await vi.advanceTimersByTimeAsync(10);
    socket.send("PING");
    socket.send(JSON.stringify({ action: "subscribe_depth", market_id, precision: "10" }));
    await vi.advanceTimersByTimeAsync(10);
    exchange.tick(50);
    await vi.advanceTimersByTimeAsync(10);
    const actions = recorder.fixture().frames.map(([, text]) => JSON.parse(text ?? "null")?.action);
    expect(actions[0]).toBe("subscribe_depth");
    expect(new Set(actions.slice(1))).toEqual(new Set(["subscribe_depth_update"]));
    expect(actions.length).toBeGreaterThan(10);
  },
);

test("a recording of an exchange that speaks in bytes is replayed whole", async () => {
  const { entry, fixture, market } = await record((fetch) => fetch, { wire: { frames: "binary" } });
  expect(entry?.isLive).toBe(true);
  expect(idsOf(await replayed(fixture, market))).toEqual(idsOf(entry));
});

test("a page without fetch records its frames", () => {
  vi.stubGlobal("fetch", undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(recordFeed({ WebSocket: class {} as never }).fixture().frames).toEqual([]);
});

test("unreadable bytes are left out, and later frames are recorded", async () => {
  class Socket extends EventTarget {
    say(data: unknown): void {
      this.dispatchEvent(Object.assign(new Event("message"), { data }));
    }
  }
  const { WebSocket, fixture } = recordFeed({ WebSocket: Socket as never });
  const socket = new WebSocket("wss://o2.test/") as unknown as Socket;
  socket.dispatchEvent(new Event("open"));
  const broken = new Blob(["x"]);
  Object.defineProperty(broken, "text", { value: () => Promise.reject(new Error("gone")) });
  socket.say(broken);
  socket.say(new TextEncoder().encode("bytes").buffer);
  socket.say("text");
  await Promise.resolve();
  expect(fixture().frames.map(([, text]) => text)).toEqual(["bytes", "text"]);
});
