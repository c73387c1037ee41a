// A closed exchange is like a server that is gone, to pages and over a port. So is a closed replay.
import { createExchange, replayFeed } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import { expect, onTestFinished, test, vi } from "vitest";

const EMPTY = { version: 1, startedAt: 0, duration: 0, requests: [], frames: [], reads: [] } as const;
const MARKETS = { at: 0, path: "/v1/markets", status: 200, text: "{}" };

const makers = {
  exchange: () => createExchange({ latency: 1_000 }),
  replay: () => replayFeed({ ...EMPTY, reads: [MARKETS] }),
};

test.each(Object.keys(makers) as (keyof typeof makers)[])(
  "a closed %s answers no read, takes no connection and starts no timer",
  async (kind) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const far = makers[kind]();
    const early = far.fetch(`${far.config.apiBase}/v1/markets`);
    const gone = expect(early).rejects.toThrow(TypeError);
    far.close();
    await gone;

    await expect(far.fetch(`${far.config.apiBase}/v1/markets`)).rejects.toThrow(/closed/);
    const socket = new far.WebSocket(far.config.wsUrl);
    const heard: string[] = [];
    for (const kind of ["open", "error", "close"] as const) socket.addEventListener(kind, () => heard.push(kind));
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(heard).toEqual(["error", "close"]);
    expect(socket.readyState).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test("a socket that is closed at once by its client is told so once, also when the exchange is closed", async () => {
  const exchange = createExchange();
  exchange.close();
  const socket = new exchange.WebSocket(exchange.config.wsUrl);
  const heard: string[] = [];
  for (const kind of ["open", "close"] as const) socket.addEventListener(kind, () => heard.push(kind));
  socket.close();
  await new Promise((resolve) => setTimeout(resolve));
  expect(heard).toEqual(["close"]);
});

test("a read by its signal that is gone already fails with the signal's reason", async () => {
  const exchange = createExchange();
  exchange.close();
  const signal = AbortSignal.abort(new Error("given up"));
  await expect(exchange.fetch(`${exchange.config.apiBase}/v1/markets`, { signal })).rejects.toThrow("given up");
});

test("the port of an exchange that is closed answers no read and takes no connection", async () => {
  const exchange = createExchange();
  const served = await serveExchange(exchange);
  onTestFinished(() => served.close());
  const url = `${served.config.apiBase}/v1/markets`;
  expect((await fetch(url)).status).toBe(200);
  exchange.close();
  await expect(fetch(url)).rejects.toThrow(TypeError);
  const socket = new WebSocket(served.config.wsUrl);
  const end = await new Promise((resolve) => {
    socket.addEventListener("open", () => resolve("open"));
    socket.addEventListener("error", () => resolve("error"));
  });
  expect(end).toBe("error");
});
