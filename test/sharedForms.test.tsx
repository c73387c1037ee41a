// @vitest-environment happy-dom
// The forms of docs/placing-orders.md, written for the official client, over a simulated one. Only the file that makes
// the client is changed.
/// <reference path="../docs/snippets/sdk.d.ts" />
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type SessionActionsResponse, TESTNET } from "@o2exchange/sdk";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { formatPrice, type Market, type MarketAsset, type Order } from "o2-react";
import { createExchange, type SimulatedClient, type SimulatedExchange, simulatedWallet } from "o2-react/testing";
import type { ReactNode } from "react";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { inMarkdown, writeModules } from "../scripts/snippets.ts";
import { until } from "./support/served.ts";

const DOCUMENT = "docs/placing-orders.md";
const SIMULATED = "docs/placing-orders.simulated.md";
const trading = `import * as errors from "@o2exchange/sdk";
import { simulatedClient, type SimulatedExchange } from "o2-react/testing";

const { played } = globalThis as unknown as { played: SimulatedExchange };
export const client = simulatedClient(played, { errors });
export const PAIR = "fFUEL/fUSDC";`;
const snippets = inMarkdown(DOCUMENT, readFileSync(DOCUMENT, "utf8").split("\n")).map((each) => ({
  ...each,
  file: SIMULATED,
  code: each.title === "trading.ts" ? trading : each.code,
}));
const root = join(".played", process.env.O2_REACT_TARGET ?? "source");
writeModules(root, snippets);

type Answer = Promise<SessionActionsResponse>;
interface Page {
  "trading.ts": { client: SimulatedClient; PAIR: string };
  "App.tsx": { App(props: { wallet: object }): ReactNode };
  "placeOrder.ts": {
    placeOrder(market: Market, side: "buy" | "sell", price: string, quantity: string, options?: object): Answer;
  };
  "cancelOrder.ts": { cancelOrder(order: Order): Answer };
  "replaceOrder.ts": { replaceOrder(market: Market, order: Order, price: string): Answer };
  "cancelAll.ts": { cancelAll(): Promise<SessionActionsResponse[]> };
  "settle.ts": { settle(): Answer };
  "withdraw.ts": { withdraw(wallet: object, asset: MarketAsset, amount: bigint): Promise<string> };
  "refusalOf.ts": { refusalOf(action: Answer): Promise<string | undefined> };
}
const page = <Name extends keyof Page>(name: Name): Promise<Page[Name]> =>
  import(/* @vite-ignore */ resolve(root, SIMULATED, name));

let exchange: SimulatedExchange;
beforeAll(() => {
  exchange = createExchange();
  exchange.tick(200);
  Object.assign(globalThis, { played: exchange });
  Object.assign(TESTNET, exchange.config);
  vi.stubGlobal("WebSocket", exchange.WebSocket);
  vi.stubGlobal("fetch", exchange.fetch);
});
afterEach(cleanup);
afterAll(async () => {
  await vi.waitFor(() => expect(exchange.connections).toBe(0), { timeout: 60_000 });
  exchange.close();
  vi.unstubAllGlobals();
});

test("sign in, place, replace, cancel, settle, withdraw, and a refusal: on the screen and at the exchange", async () => {
  const { App } = await page("App.tsx");
  const { client } = await page("trading.ts");
  const [market] = exchange.markets;
  const below = (ticks: bigint) => formatPrice(market, exchange.top(market.market_id).bid! - ticks * market.tick);
  const wallet = simulatedWallet("somebody");
  const { container } = render(<App wallet={wallet} />);
  fireEvent.click(screen.getByText("Sign in"));
  await screen.findByText("Nonce 1", {}, { timeout: 60_000 });
  const account = exchange.account({ ContractId: client.session!.tradeAccountId })!;
  const open = () => exchange.orders(account, { open: true });
  const rows = () => container.querySelectorAll("li");

  fireEvent.change(screen.getByLabelText("Price"), { target: { value: below(100n) } });
  fireEvent.change(screen.getByLabelText("Quantity"), { target: { value: "2000" } });
  fireEvent.click(screen.getByText("Buy"));
  await until(() => expect(container.querySelector("output")?.textContent).toBe("on the feed"));
  expect(open()).toHaveLength(1);

  const { replaceOrder } = await page("replaceOrder.ts");
  const { refusalOf } = await page("refusalOf.ts");
  expect(await refusalOf(replaceOrder(market, open()[0]!, below(90n)))).toBeUndefined();
  expect(open().map(({ price }) => formatPrice(market, price))).toEqual([below(90n)]);
  const { cancelOrder } = await page("cancelOrder.ts");
  expect(await cancelOrder(open()[0]!)).toMatchObject({ success: true });
  await until(() => expect(rows()).toHaveLength(0));

  const { placeOrder } = await page("placeOrder.ts");
  for (const ticks of [60n, 61n, 62n, 63n, 64n, 65n]) await placeOrder(market, "buy", below(ticks), "2000");
  await until(() => expect(rows()).toHaveLength(6));
  const { cancelAll } = await page("cancelAll.ts");
  expect(await cancelAll()).toEqual([]);
  expect(open()).toEqual([]);

  const { orders } = await placeOrder(market, "sell", below(-1n), "2000");
  exchange.fill(account, orders![0]!.order_id);
  const money = () => exchange.balances(account).find(({ asset_id }) => asset_id === market.quote.asset)!;
  expect(money().order_books[market.contract_id]!.unlocked).toBeGreaterThan(0n);
  const { settle } = await page("settle.ts");
  expect(await settle()).toMatchObject({ success: true });
  expect(money().order_books[market.contract_id]!.unlocked).toBe(0n);
  const before = money().total_unlocked;
  const { withdraw } = await page("withdraw.ts");
  expect(await withdraw(wallet, market.quote, 5n)).toMatch(/^0x[0-9a-f]{64}$/);
  expect(money().total_unlocked).toBe(before - 5n);

  // `instanceof` works with the official client's errors.
  exchange.faults.refuseActions({ reason: "PriceExceedsRange" });
  expect(await refusalOf(placeOrder(market, "buy", below(1n), "2000"))).toBe("PriceExceedsRange");
  expect(await refusalOf(placeOrder(market, "buy", below(1n), "2000", { orderType: "FillOrKill" }))).toBe(
    "OrderNotFilled",
  );
  expect(await refusalOf(placeOrder(market, "buy", below(1n), "1"))).toContain("must be worth at least");
  await expect(
    refusalOf(
      (() => {
        exchange.faults.rest({ fail: true, path: "/v1/session/actions" });
        return placeOrder(market, "buy", below(1n), "2000");
      })(),
    ),
  ).rejects.toThrow(TypeError);
});
