// The relay of docs/recipes.md runs: a feed behind it is live, follows what the exchange says, and notices at once when it is cut off.
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { createO2Feed } from "o2-react/feed";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { inMarkdown, writeModules } from "../scripts/snippets.ts";
import { serve, until } from "./support/served.ts";

const DOCUMENT = "docs/recipes.md";
const root = join(".played", process.env.O2_REACT_TARGET ?? "source");
writeModules(
  root,
  inMarkdown(DOCUMENT, readFileSync(DOCUMENT, "utf8").split("\n")).filter(({ title }) => title === "relay.ts"),
);
const { createRelay }: { createRelay(upstream: { wsUrl: string; apiBase: string }): Server } = await import(
  /* @vite-ignore */ resolve(root, DOCUMENT, "relay.ts")
);

/** The recipe between a served exchange and whoever connects. */
const setUp = async () => {
  const { exchange, server } = await serve();
  const { wsUrl, apiBase } = server.config;
  if (apiBase === undefined) throw new Error("The served exchange has no REST.");
  const relay = createRelay({ wsUrl, apiBase });
  await new Promise<void>((listening) => relay.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void relay.close());
  const address = `127.0.0.1:${(relay.address() as AddressInfo).port}`;
  return { exchange, apiBase, address };
};

test("a page behind the relay is live with the exchange's book, stale when it is cut off, and live again", async () => {
  const { exchange, address } = await setUp();
  const [market] = exchange.markets;
  const feed = createO2Feed({
    config: { wsUrl: `ws://${address}/v1/ws`, apiBase: `http://${address}` },
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    minReconnectDelay: 50,
    onError: () => undefined,
  });
  onTestFinished(() => feed.close());
  feed.connect();
  feed.retain([{ channel: "depth", market: market.market_id, precision: 1 }]);
  const book = () => feed.store.getState().depth[`${market.market_id}:1`];
  const isRight = () => {
    expect(book()?.isLive).toBe(true);
    expect(book()?.data?.bestBid).toBe(exchange.top(market.market_id).bid);
  };
  await until(isRight);
  expect((await feed.rest?.markets())?.map(({ market_id }) => market_id)).toContain(market.market_id);

  exchange.tick(50);
  await until(isRight);

  // The exchange hangs up on the relay: the page is told at once, not after the silence that it waits for.
  exchange.faults.refuse();
  const dropped = performance.now();
  exchange.faults.drop();
  await until(() => expect(book()?.isLive).toBe(false));
  expect(performance.now() - dropped).toBeLessThan(8_000);
  exchange.tick(50);
  exchange.faults.accept();
  await until(isRight);
  await until(() => expect(exchange.connections).toBe(1));
});

test("a page that goes leaves no connection to the exchange behind", async () => {
  const { exchange, address } = await setUp();
  const page = new WebSocket(`ws://${address}/v1/ws`);
  await until(() => expect(exchange.connections).toBe(1));
  page.terminate();
  await until(() => expect(exchange.connections).toBe(0));
});

test("an answer passes as it is; only reads do, and an exchange that is away is a bad gateway", async () => {
  const { exchange, apiBase, address } = await setUp();
  const [theirs, ours] = await Promise.all([fetch(`${apiBase}/v1/markets`), fetch(`http://${address}/v1/markets`)]);
  expect([ours.status, await ours.text()]).toEqual([theirs.status, await theirs.text()]);
  expect((await fetch(`http://${address}/v1/session/actions`, { method: "POST", body: "{}" })).status).toBe(405);
  exchange.faults.rest({ status: 429 });
  expect((await fetch(`http://${address}/v1/markets`)).status).toBe(429);
  const away = createRelay({ wsUrl: "ws://127.0.0.1:1/v1/ws", apiBase: "http://127.0.0.1:1" });
  await new Promise<void>((listening) => away.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void away.close());
  expect((await fetch(`http://127.0.0.1:${(away.address() as AddressInfo).port}/v1/markets`)).status).toBe(502);
});
