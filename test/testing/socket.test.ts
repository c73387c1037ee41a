import { createExchange } from "o2-react/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Time for everything under way. A timer that a fake timer starts is due 1 ms later. */
const pass = () => vi.advanceTimersByTime(5);

/** A socket and all its events. */
const open = (exchange: ReturnType<typeof createExchange>, url: string = exchange.config.wsUrl) => {
  const socket = new exchange.WebSocket(url);
  const events: string[] = [];
  socket.addEventListener("open", () => events.push("open"));
  socket.addEventListener("message", ({ data }) => events.push(String(data)));
  socket.addEventListener("error", () => events.push("error"));
  socket.addEventListener("close", ({ code, wasClean }) => events.push(`close ${code} ${wasClean}`));
  return { socket, events };
};

describe("the page's WebSocket", () => {
  test("has the constants and the face of the browser's", () => {
    const { WebSocket } = createExchange();
    expect([WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED]).toEqual([0, 1, 2, 3]);
    const socket = new WebSocket("https://any.host/v1/ws");
    expect(socket).toBeInstanceOf(EventTarget);
    expect([socket.CONNECTING, socket.OPEN, socket.CLOSING, socket.CLOSED]).toEqual([0, 1, 2, 3]);
    expect(socket).toMatchObject({
      url: "wss://any.host/v1/ws",
      binaryType: "blob",
      bufferedAmount: 0,
      protocol: "",
      extensions: "",
    });
    expect(() => new WebSocket("not a url")).toThrow();
    expect(() => new WebSocket("ftp://any.host/")).toThrow(/scheme/);
  });

  test("opens, hears and closes later, never at once", () => {
    const exchange = createExchange();
    const { socket, events } = open(exchange);
    expect([socket.readyState, exchange.connections]).toEqual([0, 0]);
    expect(() => socket.send("PING")).toThrow(/CONNECTING/);
    vi.advanceTimersToNextTimer();
    expect([socket.readyState, exchange.connections, events]).toEqual([1, 1, ["open"]]);
    socket.send("PING");
    expect(exchange.pings).toBe(0);
    pass();
    expect(events).toEqual(["open", "PONG"]);
    socket.close(4000, "enough");
    expect([socket.readyState, events.length]).toEqual([2, 2]);
    pass();
    expect([socket.readyState, exchange.connections, events.at(-1)]).toEqual([3, 0, "close 4000 true"]);
    expect(vi.getTimerCount()).toBe(0);
    socket.send("lost");
    socket.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("delivers a burst in order through one timer", () => {
    const exchange = createExchange();
    const { socket, events } = open(exchange);
    pass();
    const { market_id } = exchange.markets[0]!;
    socket.send(JSON.stringify({ action: "subscribe_depth", market_id, precision: "10" }));
    pass();
    events.length = 0;
    const timers = vi.getTimerCount();
    exchange.tick(400);
    expect(vi.getTimerCount()).toBe(timers + 1);
    expect(events).toEqual([]);
    pass();
    expect(events.length).toBeGreaterThan(50);
  });

  test("takes the latency each way, and so does the handshake", () => {
    const exchange = createExchange({ latency: 30 });
    const { socket, events } = open(exchange);
    vi.advanceTimersByTime(29);
    expect(exchange.connections).toBe(0);
    vi.advanceTimersByTime(1);
    expect(exchange.connections).toBe(1);
    vi.advanceTimersByTime(29);
    expect([events, socket.readyState]).toEqual([[], 0]);
    vi.advanceTimersByTime(1);
    socket.send("PING");
    vi.advanceTimersByTime(59);
    expect(events).toEqual(["open"]);
    vi.advanceTimersByTime(1);
    expect(events).toEqual(["open", "PONG"]);
  });

  test("learns after the latency there and back that it was refused, or that the link is gone again", () => {
    const exchange = createExchange({ latency: 30 });
    exchange.faults.refuse();
    const refused = open(exchange);
    vi.advanceTimersByTime(59);
    expect(refused.events).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(refused.socket.readyState).toBe(3);
    exchange.faults.accept();
    const dropped = open(exchange);
    vi.advanceTimersByTime(40);
    exchange.faults.drop();
    vi.advanceTimersByTime(19);
    expect(dropped.socket.readyState).toBe(0);
    vi.advanceTimersByTime(11);
    expect(dropped.socket.readyState).toBe(3);
  });

  test("knows on… handlers, which replace each other and can be taken away", () => {
    const exchange = createExchange();
    const socket = new exchange.WebSocket(exchange.config.wsUrl);
    const calls: string[] = [];
    socket.onopen = () => calls.push("first");
    socket.onopen = () => calls.push("second");
    socket.onmessage = ({ data }) => calls.push(data);
    pass();
    socket.send("PING");
    pass();
    socket.onmessage = null;
    expect(socket.onmessage).toBeNull();
    socket.send("PING");
    pass();
    socket.onclose = ({ code }) => calls.push(`close ${code}`);
    socket.close();
    pass();
    expect(calls).toEqual(["second", "PONG", "close 1005"]);
  });

  test("closed while connecting it never opens, and close codes are checked as in a browser", () => {
    const exchange = createExchange();
    const { socket, events } = open(exchange);
    expect(() => socket.close(1001)).toThrow(/close code/);
    socket.close();
    pass();
    expect(events).toEqual(["error", "close 1006 false"]);
    expect(exchange.connections).toBe(0);
  });

  test("hears nothing after it began to close", () => {
    const exchange = createExchange();
    const { socket, events } = open(exchange);
    pass();
    socket.send("PING");
    socket.close(1000);
    pass();
    expect(events).toEqual(["open", "close 1000 true"]);
  });

  test("close() of the exchange ends sockets, reads and traffic, and leaves no timer behind", async () => {
    const exchange = createExchange();
    const { socket, events } = open(exchange);
    const connecting = open(exchange);
    pass();
    const late = open(exchange);
    exchange.start();
    exchange.faults.delay(1_000);
    socket.send("PING");
    pass();
    exchange.faults.stall(2);
    connecting.socket.close();
    const third = open(exchange);
    const reading = exchange.fetch(`${exchange.config.apiBase}/v1/markets`);
    exchange.close();
    expect(vi.getTimerCount()).toBe(0);
    await expect(reading).rejects.toThrow(TypeError);
    expect(exchange.connections).toBe(0);
    expect(events).toEqual(["open", "close 1006 false"]);
    expect(late.socket.readyState).toBe(3);
    expect(third.events).toEqual(["close 1006 false"]);

    const after = open(exchange);
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(after.events).toEqual(["error", "close 1006 false"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a new exchange has no timer", () => {
    createExchange().tick(10);
    expect(vi.getTimerCount()).toBe(0);
  });
});
