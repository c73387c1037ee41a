// Asks the simulated exchange and the second one the same questions over loopback, and lists where the shapes of their
// answers differ. Knows nothing of which one is right; README.md says so.
import { createExchange } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import { WebSocket } from "ws";
import { SecondExchange } from "./SecondExchange.ts";
import { serveSecond } from "./serve.ts";

type Shapes = Readonly<Record<string, string>>;
type Driven = Pick<SecondExchange, "accounts" | "cancel" | "depth" | "place" | "tick"> & {
  readonly markets: readonly SecondExchange["markets"][number][];
};

/** The kind of a text, by its look. The kind of another value is its type. */
function kind(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "string") return typeof value;
  if (/^0x[0-9a-f]{64}$/.test(value)) return "id";
  if (/^0x[0-9a-f]{64}\/0x[0-9a-f]{64}$/.test(value)) return "pair of ids";
  if (/^-?\d+$/.test(value)) return "text of digits";
  return /^-?\d+\.\d+$/.test(value) ? "text of a decimal" : `"${value}"`;
}

/**
 * Every path in a value, with the kind of its value. All entries of an array are one, and so are all members named by
 * an id.
 */
function shapeOf(value: unknown, path: string, into: Map<string, Set<string>>): void {
  const note = (what: string) => into.set(path, (into.get(path) ?? new Set()).add(what));
  if (Array.isArray(value)) {
    note("array");
    for (const entry of value) shapeOf(entry, `${path}[]`, into);
  } else if (typeof value === "object" && value !== null) {
    note("object");
    for (const [name, member] of Object.entries(value))
      shapeOf(member, `${path}.${name.startsWith("0x") ? "<id>" : name}`, into);
  } else if (path.endsWith(".code")) note(`code ${value}`);
  else note(path.endsWith(".message") ? "text" : kind(value));
}

/** The questions of a dashboard, and some that are rejected. */
function reads({ markets: [market], accounts: [account] }: Driven): readonly string[] {
  const of = `market_id=${market?.market_id}`;
  const page = "direction=desc&count=5";
  return [
    "/health",
    "/v1/markets",
    `/v1/markets/ticker?${of}`,
    `/v1/markets/summary?${of}`,
    "/v1/markets/ticker",
    `/v1/depth?${of}&precision=10`,
    `/v1/depth?${of}&precision=1`,
    `/v1/depth?${of}&precision=12`,
    "/v1/depth?market_id=0x00&precision=10",
    `/v1/trades?${of}&${page}`,
    `/v1/trades?${of}`,
    `/v1/trades?${of}&direction=desc&count=51`,
    `/v1/trades?${of}&${page}&start_timestamp=1`,
    ...["1m", "3m", "7m"].map((name) => `/v1/bars?${of}&resolution=${name}&from=0&to=9999999999999`),
    `/v1/bars?${of}&resolution=1m`,
    `/v1/bars?${of}&resolution=1m&from=9999999999999&to=9999999999999&count_back=1`,
    `/v1/orders?${of}&${page}&contract=${account.id}`,
    `/v1/orders?${page}&contract=${account.id}`,
    `/v1/orders?${of}&${page}&account=${account.owner}`,
    `/v1/orders?${of}&${page}&address=${account.owner}`,
    `/v1/orders?${of}&contract=${account.id}`,
    `/v1/orders?${of}&direction=desc&count=201&contract=${account.id}`,
    `/v1/orders/active?${of}&${page}&contract=${account.id}`,
    `/v1/orders/active?${of}&${page}&account=${account.owner}`,
    `/v1/balance?asset_id=${market?.base.asset}&contract=${account.id}`,
    `/v1/balance?asset_id=${market?.base.asset}&address=${account.owner}`,
    `/v1/balance?asset_id=${market?.base.asset}&contract=${"0x".padEnd(66, "7")}`,
    `/v1/accounts?trade_account_id=${account.id}`,
    `/v1/accounts?owner=${account.owner}`,
    `/v1/accounts?owner=${"0x".padEnd(66, "7")}`,
    "/v1/accounts",
    `/v1/depth?${of}&precision=10&turbo=true`,
    "/v1/nowhere",
  ];
}

/** The texts that a client sends in turn. Each answer is recorded under the name before it. */
function sends({ markets: [market], accounts: [account] }: Driven): readonly (readonly [string, unknown])[] {
  const market_id = market?.market_id;
  const identities = [account.identity];
  const eleven = Array.from({ length: 11 }, (_, index) => ({ ContractId: `0x${String(index).padStart(64, "0")}` }));
  return [
    ["PING", "PING"],
    ["depth", { action: "subscribe_depth", market_id, precision: "10" }],
    ["depth again", { action: "subscribe_depth", market_id, precision: "100" }],
    ["trades", { action: "subscribe_trades", market_id }],
    ["trades again", { action: "subscribe_trades", market_id }],
    ["orders", { action: "subscribe_orders", identities }],
    ["orders again", { action: "subscribe_orders", identities }],
    ["balances", { action: "subscribe_balances", identities }],
    ["nonce", { action: "subscribe_nonce", identities }],
    ["eleven", { action: "unsubscribe_nonce", identities }],
    ["eleven identities", { action: "subscribe_nonce", identities: eleven }],
    ["nonce of one", { action: "subscribe_nonce", identities }],
    ["depth at 1", { action: "unsubscribe_depth", market_id }],
    ["depth at 1", { action: "subscribe_depth", market_id, precision: "1" }],
    ["depth of old", { action: "unsubscribe_depth", market_id }],
    ["depth of new", { action: "subscribe_depth", market_id, precision: "10" }],
    ["unknown market", { action: "subscribe_trades", market_id: "0x00" }],
    ["unknown action", { action: "subscribe_weather" }],
    ["no JSON", "hello"],
    ["turbo", { action: "subscribe_depth", market_id, precision: "10", turbo: true }],
    ["unsubscribe of nothing", { action: "unsubscribe_trades", market_id: "0x00" }],
  ];
}

/** A maker's order, a taker that fills part of it, and a cancel of the rest. */
function act(exchange: Driven): void {
  const [market] = exchange.markets;
  if (!market) return;
  const [{ price } = { price: market.startPrice }] = exchange.depth(market.market_id).bids;
  const quantity = 4_000n * market.scale;
  const ask = { marketId: market.market_id, side: "sell", price: price + market.tick, quantity } as const;
  const { order_id } = exchange.place(exchange.accounts[0], ask);
  exchange.place(exchange.accounts[1], { ...ask, side: "buy", quantity: quantity / 2n });
  exchange.cancel(exchange.accounts[0], order_id);
}

async function ask(
  exchange: Driven,
  { apiBase, wsUrl }: { readonly apiBase: string; readonly wsUrl: string },
): Promise<Shapes> {
  exchange.tick(3_000);
  act(exchange);
  const shapes = new Map<string, Set<string>>();
  const names = [
    exchange.markets[0]?.market_id,
    exchange.accounts[0].id,
    exchange.accounts[0].owner,
    exchange.markets[0]?.base.asset,
  ];
  for (const path of reads(exchange)) {
    const response = await fetch(apiBase + path);
    const text = await response.text();
    const name = names.reduce<string>((all, id, index) => all.replaceAll(id ?? "", `<${index}>`), path);
    shapes.set(name, new Set([String(response.status)]));
    shapeOf(text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text, name, shapes);
  }
  const socket = new WebSocket(wsUrl);
  let under = "";
  socket.on("message", (data) => {
    const text = String(data);
    const frame = text.startsWith("{") ? JSON.parse(text) : text;
    shapeOf(frame, `${under}: ${frame.action ?? ""}`, shapes);
  });
  await new Promise((resolve) => socket.on("open", resolve));
  const settle = () => new Promise((resolve) => setTimeout(resolve, 60));
  for (const [words, frame] of sends(exchange)) {
    under = words;
    socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    await settle();
  }
  under = "stream";
  act(exchange);
  await settle();
  socket.terminate();
  return Object.fromEntries([...shapes].map(([path, kinds]) => [path, [...kinds].sort().join(" or ")]));
}

/** Every difference, as `[where, the simulated exchange's, the second one's]`. */
export async function differences(): Promise<readonly (readonly [string, string | undefined, string | undefined])[]> {
  const simulated = createExchange();
  const second = new SecondExchange();
  const served = [await serveExchange(simulated), await serveSecond(second)] as const;
  const [one, two] = [await ask(simulated, served[0].config), await ask(second, served[1].config)];
  for (const exchange of [simulated, second]) exchange.close();
  await Promise.all(served.map((server) => server.close()));
  const parent = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("."), path.lastIndexOf("[")));
  return (
    [...new Set([...Object.keys(one), ...Object.keys(two)])]
      .filter((path) => one[path] !== two[path])
      // If a member is missing or an error, so is everything inside it.
      .filter((path) => one[parent(path)] === two[parent(path)])
      .sort()
      .map((path) => [path, one[path], two[path]])
  );
}

if (import.meta.main)
  for (const [where, one, two] of await differences()) console.log(`${where}\n    ${one}\n    ${two}`);
