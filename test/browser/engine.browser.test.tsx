// The two ways in which a page gets its engine: it loads once a provider mounts, while hooks are pending, or before
// that by preloadEngine(). No setup file of this project loads it.
import { cleanup, render } from "@testing-library/react";
import { O2Provider, preloadEngine, type Result, useConnection, useDepth, useDepthEvents, useO2Feed } from "o2-react";
import { O2Devtools } from "o2-react/devtools";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import { serveRemote } from "../support/remote-exchange.ts";

afterEach(cleanup);

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 10 });

test("hooks are pending and nothing is requested while the engine loads, then they are live; the handle works all the time", async () => {
  const exchange = await serveRemote();
  const market = exchange.markets[0]!.market_id;
  const seen: { status: Result<unknown>["status"]; connection: string; isLoaded: boolean }[] = [];
  const drawn: { readonly status: string; readonly places: number }[] = [];
  const reads: Promise<unknown>[] = [];
  function Probe() {
    const { status } = useDepth({ market });
    useDepthEvents({ market }, (event) => drawn.push({ status: event.status, places: event.changes.length }));
    const connection = useConnection();
    const feed = useO2Feed();
    if (reads.length === 0 && feed.rest) reads.push(feed.rest.markets());
    seen.push({ status, connection: connection.status, isLoaded: feed.feed !== undefined });
    return null;
  }
  render(
    <StrictMode>
      <O2Provider config={exchange.config} linger={300}>
        <Probe />
        <O2Devtools />
      </O2Provider>
    </StrictMode>,
  );
  // The devtools say that there is no engine yet, and watch it once there is.
  expect(document.querySelectorAll("o2-devtools")).toHaveLength(1);
  expect(seen[0]).toEqual({ status: "pending", connection: "idle", isLoaded: false });
  await until(() => expect(seen.at(-1)).toEqual({ status: "live", connection: "connected", isLoaded: true }));
  expect(document.querySelectorAll("o2-devtools")).toHaveLength(1);
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(["pending", "live"]));
  // Each of the two mounts first tells the drawing that there is no data, and then tells it the whole book.
  expect(drawn.slice(0, 2)).toEqual(Array(2).fill({ status: "pending", places: 0 }));
  expect(drawn.find(({ places }) => places > 0)).toEqual({ status: "live", places: 40 });
  // Reads that were requested before the engine was there are answered.
  expect(await reads[0]).toHaveLength(exchange.markets.length);
});

test("once it is loaded, a provider has its feed in the first render", async () => {
  await preloadEngine();
  const exchange = await serveRemote();
  const market = exchange.markets[0]!.market_id;
  const loaded: boolean[] = [];
  function Probe() {
    useDepth({ market });
    loaded.push(useO2Feed().feed !== undefined);
    return null;
  }
  render(
    <O2Provider config={exchange.config} linger={300}>
      <Probe />
    </O2Provider>,
  );
  expect(loaded[0]).toBe(true);
});

test("rendering alone loads nothing and opens nothing", () => {
  const open = vi.spyOn(globalThis, "WebSocket");
  const Probe = () => useDepth({ market: `0x${"1".repeat(64)}` }).status;
  expect(
    renderToString(
      <O2Provider network="testnet">
        <Probe />
      </O2Provider>,
    ),
  ).toBe("pending");
  expect(open).not.toHaveBeenCalled();
  open.mockRestore();
});
