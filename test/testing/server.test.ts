import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createExchange, type SimulatedExchange, type SimulatedExchangeOptions } from "o2-react/testing";
import { type ServedExchange, serveExchange } from "o2-react/testing/node";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { bookOf, type Frame } from "./support.ts";
import { createTrader, settle } from "./trader.ts";

const running: { exchange: SimulatedExchange; served: ServedExchange }[] = [];

afterEach(async () => {
  for (const { exchange, served } of running.splice(0)) {
    exchange.close();
    await served.close();
  }
});

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 2 });

const serve = async (options: SimulatedExchangeOptions = {}) => {
  const exchange = createExchange(options);
  exchange.tick(400);
  const served = await serveExchange(exchange);
  running.push({ exchange, served });
  return { exchange, served, market_id: exchange.markets[0]!.market_id };
};

/** A real socket to the server, and the frames it received. */
const connect = async ({ config }: ServedExchange) => {
  const socket = new WebSocket(config.wsUrl);
  const texts: string[] = [];
  let close: number | undefined;
  socket.on("message", (data) => texts.push(data.toString()));
  socket.on("close", (code) => {
    close = code;
  });
  socket.on("error", () => undefined);
  await once(socket, "open");
  return {
    socket,
    texts,
    frames: () => texts.filter((text) => text.startsWith("{")).map((text) => JSON.parse(text) as Frame),
    closeCode: () => close,
    /** Waits until the server has answered a ping. All earlier frames have arrived by then. */
    ping: async () => {
      const before = texts.filter((text) => text === "PONG").length;
      socket.send("PING");
      await eventually(() => expect(texts.filter((text) => text === "PONG")).toHaveLength(before + 1));
    },
  };
};

describe("the served exchange", () => {
  test("is the same feed: a real socket's snapshot and changes are the book", async () => {
    const { exchange, served, market_id } = await serve();
    const client = await connect(served);
    client.socket.send(JSON.stringify({ action: "subscribe_depth", market_id, precision: "10000" }));
    await client.ping();
    exchange.tick(500);
    await client.ping();
    expect(bookOf(client.frames(), market_id)).toEqual(exchange.depth(market_id, 4));
    expect(exchange.connections).toBe(1);
    client.socket.close();
    await eventually(() => expect(exchange.connections).toBe(0));
  });

  test("answers REST with CORS, also errors and preflights", async () => {
    const { exchange, served, market_id } = await serve();
    const response = await fetch(`${served.config.apiBase}/v1/depth?market_id=${market_id}&precision=10`);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const page = await exchange.fetch(`https://page/v1/depth?market_id=${market_id}&precision=10`);
    expect(await response.json()).toEqual(await page.json());
    const missing = await fetch(`${served.config.apiBase}/v1/depth?market_id=0x${"0".repeat(64)}&precision=10`);
    expect([missing.status, await missing.json()]).toMatchObject([404, { code: 2000 }]);
    const asked = await fetch(`${served.config.apiBase}/v1/session`, { method: "OPTIONS" });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-methods")).toBe("GET, POST, PUT, OPTIONS");
    expect(asked.headers.get("access-control-allow-headers")).toBe("content-type, o2-owner-id");
  });

  test("serves the feed at /v1/ws only", async () => {
    const { served } = await serve();
    const socket = new WebSocket(served.config.wsUrl.replace("/v1/ws", "/v2/ws"));
    await expect(once(socket, "open")).rejects.toThrow();
  });

  test("closes a silent connection", async () => {
    const { served } = await serve({ silence: 60 });
    const client = await connect(served);
    const [code] = await once(client.socket, "close");
    expect(code).toBe(1001);
  });

  test("close ends every connection at once, also stalled and hanging ones, and the port is free again", async () => {
    const { exchange, served } = await serve();
    const client = await connect(served);
    exchange.faults.stall();
    exchange.faults.refuse({ hang: true });
    const hanging = new WebSocket(served.config.wsUrl);
    const failed = once(hanging, "open").catch((error: Error) => error);
    exchange.faults.rest({ path: "/v1/markets", delay: 600_000 });
    const reading = fetch(`${served.config.apiBase}/v1/markets`).catch((error: Error) => error);
    // The attempt and the read have most likely arrived once a later request on another connection is answered.
    await (await fetch(`${served.config.apiBase}/v1/depth`)).text();
    await served.close();
    expect(await failed).toBeInstanceOf(Error);
    expect(await reading).toBeInstanceOf(Error);
    await eventually(() => expect(client.closeCode()).toBe(1006));
    const again = await serveExchange(exchange, { port: served.port });
    expect(again.port).toBe(served.port);
    await again.close();
  });

  test("a port that is taken is an error of the call", async () => {
    const { exchange, served } = await serve();
    await expect(serveExchange(exchange, { port: served.port })).rejects.toThrow(/EADDRINUSE/);
  });
});

describe("faults on real links", () => {
  test("drop cuts the connection without a close frame", async () => {
    const { exchange, served } = await serve();
    const [one, two] = [await connect(served), await connect(served)];
    exchange.faults.drop(1);
    const [code] = await once(one.socket, "close");
    expect([code, exchange.connections]).toEqual([1006, 1]);
    await two.ping();
  });

  test("a stalled link is half-open: no answer, no close; resumed it answers again", async () => {
    const { exchange, served } = await serve();
    const [stalled, other] = [await connect(served), await connect(served)];
    exchange.faults.stall(1);
    stalled.socket.send("PING");
    stalled.socket.ping();
    exchange.faults.garbage("heard");
    for (let round = 0; round < 5; round += 1) await other.ping();
    expect([stalled.texts, stalled.socket.readyState, other.texts[0]]).toEqual([[], WebSocket.OPEN, "heard"]);
    exchange.faults.resume();
    await stalled.ping();
    expect(exchange.connections).toBe(2);
  });

  test("a close on a stalled link is not answered", async () => {
    const { exchange, served } = await serve();
    const [stalled, other] = [await connect(served), await connect(served)];
    exchange.faults.stall(1);
    stalled.socket.close();
    for (let round = 0; round < 5; round += 1) await other.ping();
    expect([stalled.socket.readyState, stalled.closeCode(), exchange.connections]).toEqual([
      WebSocket.CLOSING,
      undefined,
      2,
    ]);
    stalled.socket.terminate();
    await eventually(() => expect(exchange.connections).toBe(1));
  });

  test("refused connections fail, hanging ones stay connecting", async () => {
    const { exchange, served } = await serve();
    const other = await connect(served);
    exchange.faults.refuse();
    await expect(connect(served)).rejects.toThrow();
    exchange.faults.refuse({ hang: true });
    const hanging = new WebSocket(served.config.wsUrl);
    hanging.on("error", () => undefined);
    for (let round = 0; round < 5; round += 1) await other.ping();
    expect(hanging.readyState).toBe(WebSocket.CONNECTING);
    hanging.terminate();
    exchange.faults.accept();
    await (await connect(served)).ping();
  });

  test("frames are withheld, doubled, corrupted and delayed as in a page", async () => {
    const { exchange, served } = await serve();
    const client = await connect(served);
    exchange.faults.withhold("PONG");
    exchange.faults.duplicate("PONG");
    exchange.faults.corrupt("PONG", () => "pong?");
    for (let sent = 0; sent < 3; sent += 1) client.socket.send("PING");
    await eventually(() => expect(client.texts).toEqual(["PONG", "PONG", "pong?"]));
    exchange.faults.delay(40);
    const before = performance.now();
    await client.ping();
    expect(performance.now() - before).toBeGreaterThan(35);
  });

  test("REST goes wrong on demand", async () => {
    const { exchange, served } = await serve();
    const url = `${served.config.apiBase}/v1/markets`;
    exchange.faults.rest({ status: 429 });
    const limited = await fetch(url);
    expect([limited.status, await limited.json()]).toMatchObject([429, { code: 1003 }]);
    exchange.faults.rest({ html: "<p>busy</p>", status: 503 });
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([503, "<p>busy</p>"]);
    exchange.faults.rest({ fail: true });
    await expect(fetch(url)).rejects.toThrow(TypeError);
    expect((await fetch(url)).status).toBe(200);
  });

  test("the next batch of actions is refused on demand", async () => {
    const { exchange, served } = await serve();
    const [market] = exchange.markets;
    const trader = createTrader({ fetch, base: served.config.apiBase });
    await trader.setUp();
    await trader.openSession([market.contract_id], BigInt(Math.floor(Date.now() / 1_000) + 86_400));
    const act = () => trader.act([{ market_id: market.market_id, actions: [settle(trader.account)] }]);
    const nonce = await trader.nonce();
    exchange.faults.refuseActions({ reason: "Paused" });
    expect(await act()).toMatchObject({ status: 400, body: { reason: "Paused", receipts: [] } });
    expect(await trader.nonce()).toBe(nonce + 1n);
    exchange.faults.refuseActions({ code: 2001, message: "paused" });
    expect(await act()).toEqual({ status: 400, body: { code: 2001, message: "paused" } });
    expect(await trader.nonce()).toBe(nonce + 1n);
    expect((await act()).status).toBe(200);
  });
});

describe("npm run exchange", () => {
  const run = (...args: string[]) => {
    const conditions = process.env.O2_REACT_TARGET === "dist" ? [] : ["--conditions=@o2-react/source"];
    const script = fileURLToPath(new URL("../../scripts/exchange.ts", import.meta.url));
    const child = spawn(process.execPath, [...conditions, script, ...args]);
    const output = { text: "" };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output.text += chunk.toString();
      });
    }
    return { child, output };
  };

  test("prints its URLs, markets and accounts, serves, and ends at SIGINT", async () => {
    const { child, output } = run("--port", "0", "--hours", "1", "--rate", "50", "--seed", "3");
    await eventually(() => expect(output.text).toMatch(/Ctrl\+C/));
    const wsUrl = /WebSocket +(ws:\S+)/.exec(output.text)?.[1] ?? "";
    const apiBase = /REST +(http:\S+)/.exec(output.text)?.[1] ?? "";
    expect(output.text).toMatch(/fFUEL\/fUSDC +0x[0-9a-f]{64}/);
    expect(output.text).toMatch(/Ada +0x[0-9a-f]{64}/);
    const { markets } = (await (await fetch(`${apiBase}/v1/markets`)).json()) as { markets: { market_id: string }[] };
    const client = await connect({ config: { wsUrl, apiBase }, port: 0, close: async () => undefined });
    client.socket.send(
      JSON.stringify({ action: "subscribe_depth", market_id: markets[0]!.market_id, precision: "10" }),
    );
    await eventually(() => expect(client.frames().map(({ action }) => action)).toContain("subscribe_depth_update"));
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  });

  test.each([
    [["--port", "eighty"], /--port must be a whole number from 0 to 65535, not "eighty"/],
    [["--rate=-1"], /--rate must be a whole number/],
    [["--seed", "1.5"], /--seed must be a whole number/],
    [["--colour"], /Unknown option '--colour'/],
  ])("says what is wrong with %j", async (args, message) => {
    const { child, output } = run(...args);
    const [code] = await once(child, "close");
    expect(code).toBe(2);
    expect(output.text).toMatch(message);
  });
});
