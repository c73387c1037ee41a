// A socket that is given up is gone, at the far end and in its own process.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { O2WebSocket } from "o2-react/client";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { TcpProxy } from "../../lab/chaos/TcpProxy.ts";
import { collect, serve, until } from "../support/served.ts";

/** An exchange behind a proxy that can go silent without closing: a half-open link. */
async function behindProxy() {
  const served = await serve();
  const proxy = await TcpProxy.open(Number(new URL(served.server.config.wsUrl).port));
  onTestFinished(() => proxy.close());
  return { ...served, proxy, wsUrl: served.server.config.wsUrl.replace(/:\d+/, `:${proxy.port}`) };
}

it("disconnect() from a server that fell silent keeps no process alive, with the class of ws", async () => {
  const { exchange, proxy, wsUrl } = await behindProxy();
  const script = fileURLToPath(new URL("../support/leaving.ts", import.meta.url));
  const conditions = process.env.O2_REACT_TARGET === "dist" ? [] : ["--conditions=@o2-react/source"];
  const args = ["--no-warnings", ...conditions, script, wsUrl, exchange.markets[0]!.market_id, "ws"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await new Promise((resolve) => child.once("message", resolve));
  proxy.stall();
  const told = Date.now();
  child.send("leave");
  const code = await new Promise((resolve) => child.once("exit", resolve));
  // The close timeout of ws would keep it for 30 s.
  expect({ code, isQuick: Date.now() - told < 29_000 }).toEqual({ code: 0, isQuick: true });
});

it("links that are replaced while the server is silent leave no socket open", async () => {
  const { proxy, wsUrl, exchange } = await behindProxy();
  const ws = new O2WebSocket({ wsUrl }, { WebSocket, minReconnectDelay: 10 });
  onTestFinished(() => ws.disconnect());
  await ws.connect();
  const { values } = collect(ws.streamDepth(exchange.markets[0]!.market_id));
  for (let link = 1; link <= 20; link += 1) {
    await until(() => expect(values).toHaveLength(link));
    proxy.stall();
    ws.reconnect();
  }
  await until(() => expect(values).toHaveLength(21));
  await until(() => expect(proxy.size).toBe(1));
});

it("an attempt that hangs is gone with its time", async () => {
  const { proxy, wsUrl } = await behindProxy();
  proxy.refuse("hang");
  const ws = new O2WebSocket({ wsUrl }, { WebSocket, minReconnectDelay: 10, connectTimeout: 50 });
  onTestFinished(() => ws.disconnect());
  void ws.connect().catch(() => undefined);
  await until(() => expect(ws.connection.attempt).toBeGreaterThan(1));
  expect(ws.connection.reason).toMatch(/could not connect in time/);
  proxy.heal();
  await until(() => expect(ws.connection.status).toBe("connected"));
  await until(() => expect(proxy.size).toBe(1));
});

it("a socket that is closed in good order is closed with code 1000", async () => {
  const { wsUrl } = await behindProxy();
  let code: number | undefined;
  class Watched extends WebSocket {
    override close(given?: number, reason?: string): void {
      code = given;
      super.close(given, reason);
    }
  }
  const ws = await new O2WebSocket({ wsUrl }, { WebSocket: Watched }).connect();
  ws.disconnect();
  expect(code).toBe(1000);
});
