// Any failure of a WebSocket class before it is open counts as a failed attempt: reported once, followed by a wait, and
// tried again.
import type { O2Error } from "o2-react";
import { O2ConnectionError, O2InputError, O2WebSocket, type WebSocketClass } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import * as node from "ws";
import { WebSocketServer } from "ws";
import { collect, serve, until } from "../support/served.ts";

const CONFIG = { wsUrl: "ws://feed.example/v1/ws" };
const QUICK = { minReconnectDelay: 10, maxReconnectDelay: 20 };

function watchRejections(): unknown[] {
  const unhandled: unknown[] = [];
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  const note = (reason: unknown): number => unhandled.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => {
    process.off("unhandledRejection", note);
    for (const other of others) process.on("unhandledRejection", other);
  });
  return unhandled;
}

/** A client whose class fails at its first attempts as the test says, and then works. */
function failingAt(first: number, fail: () => void, where: "constructor" | "addEventListener") {
  const exchange = createExchange();
  const errors: O2Error[] = [];
  let attempts = 0;
  class Failing extends exchange.WebSocket {
    #isFailing = false;
    constructor(url: string | URL) {
      attempts += 1;
      if (attempts <= first && where === "constructor") fail();
      super(url);
      this.#isFailing = attempts <= first;
    }
    override addEventListener(type: string, listener: EventListener): void {
      if (this.#isFailing && type === "message") fail();
      super.addEventListener(type, listener);
    }
  }
  const ws = new O2WebSocket(exchange.config, {
    WebSocket: Failing,
    ...QUICK,
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => {
    ws.disconnect();
    exchange.close();
  });
  return { ws, errors, attempts: () => attempts };
}

describe("an attempt whose class throws", () => {
  it.each(["constructor", "addEventListener"] as const)("in its %s is reported once and tried again", async (where) => {
    const unhandled = watchRejections();
    const failure = new DOMException("Insufficient resources", "SecurityError");
    const fail = (): never => {
      throw failure;
    };
    const { ws, errors, attempts } = failingAt(3, fail, where);
    const statuses = collect(ws.streamLifecycle());
    expect(await ws.connect()).toBe(ws);
    expect(attempts()).toBe(4);
    expect(errors).toMatchObject([
      { name: "O2ConnectionError", message: expect.stringContaining("Insufficient resources"), cause: failure },
    ]);
    expect(ws.connection).toMatchObject({ status: "connected", reason: undefined });
    ws.disconnect();
    await statuses.ended;
    expect(statuses.values[0]?.message).toBe("the WebSocket class threw: Insufficient resources");
    expect(statuses.values.map(({ state, attempt }) => `${state} ${attempt}`)).toEqual([
      "reconnecting 1",
      "reconnecting 2",
      "reconnecting 3",
      "connected 0",
      "closed 0",
    ]);
    expect(unhandled).toEqual([]);
  });

  it("a thrown value that is not an error is reported as it is", async () => {
    const fail = (): never => {
      throw "no socket left";
    };
    const { ws, errors } = failingAt(1, fail, "constructor");
    await ws.connect();
    expect(errors).toMatchObject([{ message: expect.stringContaining("no socket left") }]);
  });

  it("every time is backed off, and connect() settles with disconnect()", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let attempts = 0;
    class Forbidden {
      constructor() {
        attempts += 1;
        throw new DOMException("An insecure WebSocket connection may not be initiated.", "SecurityError");
      }
    }
    const errors: O2Error[] = [];
    const ws = new O2WebSocket(CONFIG, {
      WebSocket: Forbidden as unknown as WebSocketClass,
      random: () => 0,
      onError: (error) => errors.push(error),
    });
    const opened = ws.connect().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(8_000);
    // At 0, 1, 3 and 7 s.
    expect({ attempts, told: errors.length }).toEqual({ attempts: 4, told: 1 });
    expect(ws.connection).toMatchObject({ status: "connecting", attempt: 4 });
    expect((ws.connection.retryAt ?? 0) - Date.now()).toBeGreaterThan(6_900);
    ws.disconnect();
    expect(await opened).toBeInstanceOf(O2ConnectionError);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("on a later attempt only is tried again, and followed topics are subscribed again", async () => {
    const unhandled = watchRejections();
    const { client, exchange, errors } = await serve();
    let attempts = 0;
    class Throwing extends WebSocket {
      constructor(url: string) {
        attempts += 1;
        if (attempts === 2) throw new Error("cannot open a socket now");
        super(url);
      }
    }
    const ws = await client({ WebSocket: Throwing }).connect();
    const { values } = collect(ws.streamDepth(exchange.markets[0]!.market_id));
    await until(() => expect(values).toHaveLength(1));
    exchange.faults.drop();
    await until(() => expect(values).toHaveLength(2));
    expect({ attempts, unhandled, told: errors.map(({ name }) => name) }).toEqual({
      attempts: 3,
      unhandled: [],
      told: ["O2ConnectionError"],
    });
  });

  it("reaches a feed's onError, and its store", async () => {
    const exchange = createExchange();
    class Never {
      constructor() {
        throw new Error("refused by policy");
      }
    }
    const errors: O2Error[] = [];
    const feed = createO2Feed({
      config: exchange.config,
      WebSocket: Never as unknown as WebSocketClass,
      fetch: exchange.fetch,
      ...QUICK,
      onError: (error) => errors.push(error),
    });
    onTestFinished(() => {
      feed.close();
      exchange.close();
    });
    feed.connect();
    await until(() =>
      expect(feed.store.getState().connection.reason).toBe("the WebSocket class threw: refused by policy"),
    );
    await until(() => expect(feed.store.getState().connection.attempt).toBeGreaterThan(2));
    expect(errors).toHaveLength(1);
  });
});

describe("a wrapped class", () => {
  it("without static constants, without being a subclass, works", async () => {
    const { server, client, exchange } = await serve();
    function Wrapped(url: string) {
      return new WebSocket(url);
    }
    const ws = await client({ WebSocket: Wrapped as unknown as WebSocketClass }).connect();
    const { value } = await ws.streamDepth(exchange.markets[0]!.market_id).next();
    expect(value?.view).toEqual(exchange.depth(exchange.markets[0]!.market_id, 1));
    expect(server.config.wsUrl).toMatch(/^ws:/);
  });

  it("whose close() throws is given up all the same, and replaced", async () => {
    const { client, exchange } = await serve();
    class Stubborn extends WebSocket {
      override close(code?: number): void {
        super.close(code);
        throw new Error("closed in other words");
      }
    }
    const ws = await client({ WebSocket: Stubborn }).connect();
    ws.reconnect();
    await until(() => expect(ws.connection.status).toBe("connected"));
    await until(() => expect(exchange.connections).toBe(1));
    expect(() => ws.disconnect()).not.toThrow();
  });
});

describe("an address that this page can never open", () => {
  const onHttps = (): void => {
    vi.stubGlobal("location", new URL("https://shop.example/"));
    onTestFinished(() => void vi.unstubAllGlobals());
  };

  it("is refused up front, with the reason and with what to do", () => {
    onHttps();
    expect(() => new O2WebSocket(CONFIG)).toThrow(O2InputError);
    expect(() => new O2WebSocket(CONFIG)).toThrow(
      /config\.wsUrl: "ws:\/\/feed\.example\/v1\/ws" can never be opened here: .* Use a wss:\/\/ address/,
    );
    expect(() => createO2Feed({ config: CONFIG })).toThrow(O2InputError);
  });

  it.each(["ws://localhost:1", "ws://o2.localhost:1", "ws://127.0.0.1:1", "ws://[::1]:1", "wss://feed.example"])(
    "is none of %s",
    (wsUrl) => {
      onHttps();
      expect(() => new O2WebSocket({ wsUrl })).not.toThrow();
    },
  );

  it("may be one that a class of the page's own opens", () => {
    onHttps();
    const exchange = createExchange();
    expect(() => new O2WebSocket(CONFIG, { WebSocket: exchange.WebSocket })).not.toThrow();
    exchange.close();
  });

  it("is none on a page from http://", () => {
    vi.stubGlobal("location", new URL("http://shop.example/"));
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(() => new O2WebSocket(CONFIG)).not.toThrow();
  });
});

describe("a refused handshake", () => {
  async function refusing(status: number) {
    const server = new WebSocketServer({
      host: "127.0.0.1",
      port: 0,
      verifyClient: (_: unknown, done: (ok: boolean, code: number) => void) => done(false, status),
    });
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    return `ws://127.0.0.1:${(server.address() as { port: number }).port}/`;
  }

  it.each([403, 451, 503])("with HTTP %d reaches onError once and the connection each time", async (status) => {
    const errors: O2Error[] = [];
    const ws = new O2WebSocket(
      { wsUrl: await refusing(status) },
      { WebSocket: node.WebSocket, ...QUICK, onError: (error) => errors.push(error) },
    );
    onTestFinished(() => ws.disconnect());
    void ws.connect().catch(() => undefined);
    await until(() => expect(ws.connection.attempt).toBeGreaterThan(2));
    expect(errors).toMatchObject([{ name: "O2ConnectionError", code: status }]);
    expect(ws.connection).toMatchObject({
      code: status,
      reason: `the server refused the handshake (HTTP ${status})`,
    });
  });

  it("rejects connect() with its code if no attempt follows", async () => {
    const ws = new O2WebSocket({ wsUrl: await refusing(403) }, { WebSocket: node.WebSocket, reconnect: false });
    await expect(ws.connect()).rejects.toMatchObject({ name: "O2ConnectionError", code: 403 });
    expect(ws.connection).toMatchObject({ status: "closed", code: 403, retryAt: undefined });
  });
});

describe("the server's word", () => {
  it.each([
    [1004, 1004],
    [2001, undefined],
  ])("%d reaches onError; the connection says %s", async (code, said) => {
    const { client, exchange, errors } = await serve();
    const ws = await client().connect();
    const { values } = collect(ws.streamDepth(exchange.markets[0]!.market_id));
    await until(() => expect(values).toHaveLength(1));
    exchange.faults.garbage(JSON.stringify({ code, message: "not here, not now" }));
    await until(() => expect(errors).toMatchObject([{ name: "O2ServerError", code }]));
    expect(ws.connection.code).toBe(said);
    exchange.faults.drop();
    await until(() => expect(values).toHaveLength(2));
    expect(ws.connection).toMatchObject({ status: "connected", code: undefined });
  });
});

describe("how often it is tried", () => {
  it("reconnect: false: a lost connection is closed, iterators end, connect() starts anew", async () => {
    const { client, exchange } = await serve();
    const ws = await client({ reconnect: false }).connect();
    const lifecycle = collect(ws.streamLifecycle());
    const depth = collect(ws.streamDepth(exchange.markets[0]!.market_id));
    await until(() => expect(depth.values).toHaveLength(1));
    exchange.faults.drop();
    expect(await depth.ended).toBeUndefined();
    await lifecycle.ended;
    expect(lifecycle.values).toMatchObject([{ state: "closed", message: "the connection failed" }]);
    expect(ws.connection).toMatchObject({ status: "closed", attempt: 0, retryAt: undefined });
    await ws.connect();
    expect(ws.connection.status).toBe("connected");
  });

  it("maxReconnectAttempts: 2 gives up after the second attempt that failed", async () => {
    const { client, exchange } = await serve();
    let attempts = 0;
    class Counted extends WebSocket {
      constructor(url: string) {
        super(url);
        attempts += 1;
      }
    }
    const ws = await client({ maxReconnectAttempts: 2, WebSocket: Counted }).connect();
    exchange.faults.refuse();
    exchange.faults.drop();
    await until(() => expect(ws.connection.status).toBe("closed"));
    expect(attempts).toBe(3);
    expect(ws.connection.reason).toMatch(/3 attempts failed/);
  });

  it("a connection that was given up is tried again when the page asks for it, one that was closed is not", async () => {
    const { client, exchange } = await serve();
    const ws = await client({ reconnect: false }).connect();
    for (const again of [() => ws.reconnect(), () => ws.wake()]) {
      exchange.faults.drop();
      await until(() => expect(ws.connection.status).toBe("closed"));
      again();
      await until(() => expect(ws.connection.status).toBe("connected"));
    }
    ws.disconnect();
    ws.reconnect();
    ws.wake();
    expect(ws.connection.status).toBe("closed");
  });

  it("reconnect: false holds for a dead link too, not for reconnect()", async () => {
    const { client, exchange } = await serve();
    const timings = { pingInterval: 20, deadAfter: 60, probeTimeout: 40 };
    const ws = await client({ reconnect: false, ...timings }).connect();
    ws.reconnect();
    await until(() => expect(ws.connection.status).toBe("connected"));
    exchange.faults.stall();
    await until(() => expect(ws.connection.status).toBe("closed"));
  });

  it.each([
    ["maxReconnectAttempts", -1],
    ["maxReconnectAttempts", 1.5],
    ["maxReconnectAttempts", Number.NaN],
    ["maxBufferedUpdates", 0],
    ["maxBufferedUpdates", 2.5],
    ["maxBufferedUpdates", "8"],
  ])("%s of %s is refused", (parameter, value) => {
    const options = { [parameter]: value };
    expect(() => new O2WebSocket(CONFIG, options)).toThrow(
      expect.objectContaining({ name: "O2InputError", parameter }),
    );
  });

  it("a reader's limit is checked also over a feed's session", () => {
    const { session } = new O2WebSocket(CONFIG);
    expect(() => new O2WebSocket(session, { maxBufferedUpdates: 0.5 })).toThrow(O2InputError);
    expect(() => new O2WebSocket(session, { maxBufferedUpdates: Infinity })).not.toThrow();
  });
});
