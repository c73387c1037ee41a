// Secrets in a config, such as a token in an address or a header, are repeated nowhere: in no error, state, report,
// fixture or line on the console.
import type { O2Error } from "o2-react";
import { O2Rest, O2WebSocket } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { createExchange, recordFeed } from "o2-react/testing";
import { expect, it, onTestFinished, vi } from "vitest";
import { failure, listen } from "../support/rest.ts";
import { until } from "../support/served.ts";

const SECRET = "hunter2";

/** All texts in a value, in fields of errors and behind getters as well. */
function all(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (seen.has(value)) return "";
  seen.add(value);
  const own = Object.getOwnPropertyNames(value).map((name) => all(Reflect.get(value, name), seen));
  return own.join("\n");
}

/** Everything written to the console meanwhile. */
function listenToConsole(): unknown[] {
  const lines: unknown[] = [];
  for (const method of ["log", "info", "debug", "warn", "error"] as const) {
    const spy = vi.spyOn(console, method).mockImplementation((...said) => void lines.push(said));
    onTestFinished(() => spy.mockRestore());
  }
  return lines;
}

it.each([
  ["wsUrl", `https://host/v1/ws?token=${SECRET}`],
  ["wsUrl", `https://me:${SECRET}@host/v1/ws`],
  ["wsUrl", `wss://host/v1/ws#${SECRET}`],
  ["wsUrl", `/v1/ws?token=${SECRET}`],
  ["apiBase", `wss://me:${SECRET}@host/?key=${SECRET}`],
  ["apiBase", `https://me:${SECRET}@host`],
  ["apiBase", `https://${SECRET}@host/v1`],
] as const)("an address that is refused is named without it: %s %s", (name, address) => {
  const make = (): unknown =>
    name === "wsUrl" ? new O2WebSocket({ wsUrl: address }) : new O2Rest(address, { retries: 0 });
  expect(make).toThrow(/cannot be used/);
  try {
    make();
  } catch (error) {
    expect(all(error)).not.toContain(SECRET);
  }
});

it("a whole life with one, of everything that fails, says it nowhere", async () => {
  const lines = listenToConsole();
  const exchange = createExchange();
  onTestFinished(() => exchange.close());
  let status = 500;
  const base = await listen((_, response) => void response.writeHead(status).end("<html>no</html>"));
  const errors: O2Error[] = [];
  const recording = recordFeed({
    WebSocket: exchange.WebSocket,
    fetch: (input, init) => fetch(input, { ...init, headers: { authorization: `Bearer ${SECRET}` } }),
  });
  const feed = createO2Feed({
    config: { wsUrl: `ws://me:${SECRET}@o2.page/${SECRET}?token=${SECRET}`, apiBase: `${base}/${SECRET}` },
    WebSocket: recording.WebSocket,
    fetch: recording.fetch,
    onError: (error) => errors.push(error),
    retries: 0,
    linger: 0,
    lostAfter: 10,
    minReconnectDelay: 5,
    auditInterval: false,
  });
  onTestFinished(() => feed.close());
  const [{ market_id: market }] = exchange.markets;
  const [{ identity }] = exchange.accounts;
  feed.connect();
  const release = feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
    { channel: "orders", identity },
  ]);
  feed.wantMarkets();
  const states: unknown[] = [];
  onTestFinished(feed.store.subscribe((state) => states.push(state)));
  for (const next of [500, 404, 200]) {
    status = next;
    exchange.faults.drop();
    errors.push((await failure(feed.rest?.trades({ market }) ?? Promise.resolve())) as O2Error);
  }
  await until(() => expect(feed.store.getState().trades[market]?.error).toBeDefined());
  release();
  states.push(feed.store.getState(), feed.session.connection);
  expect(errors.length).toBeGreaterThanOrEqual(3);
  expect(all(errors)).not.toContain(SECRET);
  expect(all(states)).not.toContain(SECRET);
  expect(all(lines)).not.toContain(SECRET);
  expect(JSON.stringify(recording.fixture())).not.toContain(SECRET);
});

it("nobody there: what the runtime itself says of it has none either", async () => {
  const rest = new O2Rest(`http://127.0.0.1:9/${SECRET}`, { retries: 0 });
  expect(all(await failure(rest.markets()))).not.toContain(SECRET);
});
