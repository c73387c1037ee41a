// @vitest-environment happy-dom
// Runs docs/placing-orders.md: its code blocks, unchanged, against a served exchange that checks every signature.
/// <reference path="../docs/snippets/sdk.d.ts" />
import processConsole from "node:console";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type CreateOrderOptions, O2Client, type SessionActionsResponse, type Signer, TESTNET } from "@o2exchange/sdk";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { formatPrice, formatQuantity, type Market, type MarketAsset, O2Provider, type Order } from "o2-react";
import { createExchange, type ExchangeMarket } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import type { ReactNode } from "react";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { inMarkdown, writeModules } from "../scripts/snippets.ts";
import { until } from "./support/served.ts";
import { createWallet } from "./support/signing.ts";

/** The page's files, with their exports. */
interface PageModules {
  "trading.ts": { client: O2Client; PAIR: string };
  "signIn.ts": { signIn(wallet: Signer): Promise<string> };
  "App.tsx": { App(props: { wallet: Signer }): ReactNode };
  "Account.tsx": { Account(props: { account: string | undefined }): ReactNode };
  "OrderForm.tsx": { OrderForm(props: { account: string | undefined }): ReactNode };
  "placeOrder.ts": {
    placeOrder(
      market: Market,
      side: "buy" | "sell",
      price: string,
      quantity: string,
      options?: CreateOrderOptions,
    ): Promise<SessionActionsResponse>;
  };
  "cancelOrder.ts": { cancelOrder(order: Order): Promise<SessionActionsResponse> };
  "replaceOrder.ts": { replaceOrder(market: Market, order: Order, price: string): Promise<SessionActionsResponse> };
  "cancelAll.ts": { cancelAll(): Promise<SessionActionsResponse[]> };
  "settle.ts": { settle(): Promise<SessionActionsResponse> };
  "withdraw.ts": { withdraw(wallet: Signer, asset: MarketAsset, amount: bigint): Promise<string> };
  "refusalOf.ts": { refusalOf(action: Promise<SessionActionsResponse>): Promise<string | undefined> };
  "NonceWatch.tsx": { NonceWatch(props: { account: string }): ReactNode };
  "Bid.tsx": { Bid(): ReactNode };
}

const DOCUMENT = "docs/placing-orders.md";
const text = readFileSync(DOCUMENT, "utf8");
const snippets = inMarkdown(DOCUMENT, text.split("\n"));
const root = join(".played", process.env.O2_REACT_TARGET ?? "source");
writeModules(root, snippets);

const exchange = createExchange();
exchange.tick(200);
const served = await serveExchange(exchange, { strict: true });
Object.assign(TESTNET, served.config, { faucetUrl: `${served.config.apiBase}/api/testnet/mint-v2` });
// happy-dom logs each error answer to the original console of the process.
beforeEach(() => void vi.spyOn(processConsole, "error").mockImplementation(() => undefined));
afterEach(() => {
  vi.restoreAllMocks();
  cleanup();
});
afterAll(async () => {
  // The pages' feeds linger. A feed that outlives this file would disturb the next one in this worker.
  await vi.waitFor(() => expect(exchange.connections).toBe(0), { timeout: 60_000 });
  exchange.close();
  await served.close();
});

/** A file of the page. The folder may still contain files that the page no longer has. */
const page = <Name extends keyof PageModules>(name: Name): Promise<PageModules[Name]> => {
  if (!snippets.some(({ title }) => title === name)) throw new Error(`${DOCUMENT} has no block ${name}`);
  return import(/* @vite-ignore */ resolve(root, DOCUMENT, name));
};

const market: ExchangeMarket = exchange.markets[0];
const { client } = await page("trading.ts");
const { placeOrder } = await page("placeOrder.ts");
const { refusalOf } = await page("refusalOf.ts");

/** Prices some ticks below the present best bid, and above the present best ask. */
const top = () => exchange.top(market.market_id);
const below = (ticks: bigint): string => formatPrice(market, (top().bid ?? 0n) - ticks * market.tick);
const above = (ticks: bigint): string => formatPrice(market, (top().ask ?? 0n) + ticks * market.tick);
const SOME = "2000";

const newSigner = (): Signer => {
  const { address, sign } = createWallet();
  return { b256Address: address, personalSign: sign };
};

/** The application after sign-in, the exchange's account, and the expected content of the screen. */
const signIn = async () => {
  const { App } = await page("App.tsx");
  const wallet = newSigner();
  const { container } = render(<App wallet={wallet} />);
  fireEvent.click(screen.getByText("Sign in"));
  await screen.findByText("Nonce 1", {}, { timeout: 60_000 });
  const id = client.session!.tradeAccountId;
  const account = exchange.account({ ContractId: id })!;
  const nonce = (): bigint => exchange.nonce(account);
  const openOrders = (): readonly Order[] => exchange.orders(account, { open: true });
  const money = () => exchange.balances(account).find(({ asset_id }) => asset_id === market.quote.asset)!;
  const toSettle = (): bigint => money().order_books[market.contract_id]?.unlocked ?? 0n;

  const texts = (selector: string) => [...container.querySelectorAll(selector)].map((each) => each.textContent);
  /** Waits until the screen shows the exchange's data as live. */
  const shown = () =>
    until(() => {
      const orders = openOrders().map(
        ({ side, price, quantity, quantity_fill = 0n }) =>
          `${side} ${formatQuantity(market, quantity - quantity_fill)} at ${formatPrice(market, price)}`,
      );
      const { total_unlocked, total_locked } = money();
      expect(texts("li").sort()).toEqual(orders.sort());
      expect(texts("dd")).toEqual([total_unlocked, total_locked, toSettle()].map((each) => formatPrice(market, each)));
      expect(texts("section > p")).toEqual([`Nonce ${nonce()}`]);
      expect(container.querySelector("section")?.className).toBe("live");
    });
  return { wallet, id, account, nonce, openOrders, money, toSettle, container, shown };
};

test("every code block of the page is a file that is played", async () => {
  expect(snippets.map(({ title }) => title)).toHaveLength(14);
  for (const { title } of snippets) expect(Object.keys(await page(title as keyof PageModules))).not.toEqual([]);
});

test("sign in: the session is open for one market, and the account is on the screen", async () => {
  const { shown, money } = await signIn();
  await shown();
  expect(money().total_unlocked).toBeGreaterThan(0n);
  expect(client.session).toMatchObject({ contractIds: [market.contract_id], nonce: 1n });
});

test("an order out of the form is on the feed: the order, its money, the nonce; a cancel takes it off", async () => {
  const { shown, openOrders, money, nonce, container } = await signIn();
  const { cancelOrder } = await page("cancelOrder.ts");
  const before = money().total_unlocked;
  fireEvent.change(screen.getByLabelText("Price"), { target: { value: below(100n) } });
  fireEvent.change(screen.getByLabelText("Quantity"), { target: { value: SOME } });
  fireEvent.click(screen.getByText("Buy"));
  await until(() => expect(container.querySelector("output")?.textContent).toBe("on the feed"));
  await shown();
  const [order] = openOrders();
  expect(order).toMatchObject({ side: "buy", order_type: "Spot" });
  expect(money().total_locked).toBeGreaterThan(0n);
  expect(nonce()).toBe(2n);

  expect(await cancelOrder(order!)).toMatchObject({ success: true });
  await shown();
  expect(openOrders()).toEqual([]);
  expect(money()).toMatchObject({ total_locked: 0n, total_unlocked: before });
});

test("a batch moves an order to another price under one nonce, or changes nothing", async () => {
  const { shown, openOrders, nonce } = await signIn();
  const { replaceOrder } = await page("replaceOrder.ts");
  await placeOrder(market, "buy", below(100n), SOME);
  const [order] = openOrders();
  expect(await refusalOf(replaceOrder(market, order!, below(90n)))).toBeUndefined();
  await shown();
  expect(openOrders().map(({ price }) => formatPrice(market, price))).toEqual([below(90n)]);
  expect(nonce()).toBe(3n);
  // The replaced order is gone, so the second batch fails as a whole.
  expect(await refusalOf(replaceOrder(market, order!, below(80n)))).toBeDefined();
  await shown();
  expect(openOrders().map(({ price }) => formatPrice(market, price))).toEqual([below(90n)]);
});

test("cancel all: five in a batch, and no order is left; with none open nothing is sent", async () => {
  const { shown, openOrders, nonce } = await signIn();
  const { cancelAll } = await page("cancelAll.ts");
  for (const ticks of [60n, 61n, 62n, 63n, 64n, 65n, 66n]) await placeOrder(market, "buy", below(ticks), SOME);
  await shown();
  expect(openOrders()).toHaveLength(7);
  const before = nonce();
  expect(await cancelAll()).toEqual([]);
  await shown();
  expect(openOrders()).toEqual([]);
  expect(nonce()).toBe(before + 2n);
  expect(await cancelAll()).toEqual([]);
  expect(nonce()).toBe(before + 2n);
});

test("the proceeds of a trade wait in the order book until they are settled, and are spendable all the while", async () => {
  const { account, shown, money, toSettle } = await signIn();
  const { settle } = await page("settle.ts");
  const { orders } = await placeOrder(market, "sell", below(-1n), SOME);
  exchange.fill(account, orders![0]!.order_id);
  await shown();
  expect(toSettle()).toBeGreaterThan(0n);
  const { total_unlocked, trading_account_balance } = money();
  const proceeds = toSettle();
  expect(await settle()).toMatchObject({ success: true });
  await shown();
  expect(money()).toMatchObject({ total_unlocked, trading_account_balance: trading_account_balance + proceeds });
});

test("a withdrawal leaves the account, and the session trades on", async () => {
  const { wallet, shown, money, nonce } = await signIn();
  const { withdraw } = await page("withdraw.ts");
  const before = money().total_unlocked;
  const amount = before / 4n;
  expect(await withdraw(wallet, market.quote, amount)).toMatch(/^0x[0-9a-f]{64}$/);
  await shown();
  expect(money().total_unlocked).toBe(before - amount);
  expect(client.session?.nonce).toBe(nonce());
  expect(await placeOrder(market, "buy", below(100n), SOME)).toMatchObject({ success: true });
  await shown();
});

/** The outcome of an action: the answer's members, or those of the error. */
const outcomeOf = async (action: Promise<SessionActionsResponse>) => {
  const told = await action.catch((error: unknown) => error);
  const { name, code, reason, message } = told as Error & { readonly code?: unknown; readonly reason?: unknown };
  return { name, code, reason, text: `${name} ${code} ${reason} ${message}` };
};

type SignedIn = Awaited<ReturnType<typeof signIn>>;
const [, other] = exchange.markets;

/** Provokes each rejection in the page's table. */
const causes: Readonly<Record<string, (who: SignedIn) => Promise<SessionActionsResponse>>> = {
  "a price between two ticks": () => placeOrder(market, "buy", `${below(1n)}1`, SOME),
  "less than the market's `min_order`": () => placeOrder(market, "buy", below(1n), "1"),
  "more than the account has": () => placeOrder(market, "buy", below(1n), "1000000000"),
  "another session was opened for the account": async ({ wallet }) => {
    await new O2Client({ config: TESTNET }).createSession(wallet, [market.pair]);
    return placeOrder(market, "buy", below(1n), SOME);
  },
  "somebody else acted for the account": ({ account }) => {
    exchange.place(account, { marketId: market.market_id, side: "buy", price: market.tick, quantity: 10n ** 18n });
    return placeOrder(market, "buy", below(1n), SOME);
  },
  "a market that is not in the session": async () => {
    const { ask: price = 0n } = exchange.top(other!.market_id);
    return client.createOrder(other!.pair, "buy", price, 10n ** BigInt(other!.base.decimals));
  },
  "a `PostOnly` order that would trade at once": () =>
    placeOrder(market, "buy", above(10n), SOME, { orderType: "PostOnly" }),
  "a `FillOrKill` order that cannot be filled": () =>
    placeOrder(market, "buy", below(10n), SOME, { orderType: "FillOrKill" }),
};

const [, table = ""] = text.split("| cause | `code` or `reason` |\n| --- | --- |\n");
const rows = [...(table.split("\n\n")[0] ?? "").matchAll(/^\| (.*) \| (.*) \|$/gm)].map(
  ([, cause = "", told = ""]) => [cause, told] as const,
);

test("the page's table of rejections has exactly those that are provoked here", () => {
  expect(rows.map(([cause]) => cause)).toEqual(Object.keys(causes));
});

test.each(rows)("%s: %s", async (cause, told) => {
  const who = await signIn();
  const before = who.nonce();
  const { code, reason, text: outcome } = await outcomeOf(causes[cause]!(who));
  for (const [, part = ""] of told.matchAll(/`"?(.+?)"?(?: …)?`/g)) expect(outcome).toContain(part);
  if (told.endsWith("neither")) expect([code, reason]).toEqual([undefined, undefined]);
  if (reason !== undefined) expect(who.nonce()).toBe(before + 1n);
  // The session continues from the account's nonce.
  expect(client.session?.nonce).toBe(who.nonce());
});

test("a missing answer is distinguished from a rejection", async () => {
  const { container } = await signIn();
  exchange.faults.rest({ fail: true, path: "/v1/session/actions" });
  fireEvent.change(screen.getByLabelText("Price"), { target: { value: below(100n) } });
  fireEvent.change(screen.getByLabelText("Quantity"), { target: { value: SOME } });
  fireEvent.click(screen.getByText("Buy"));
  await until(() => expect(container.querySelector("output")?.textContent).toMatch(/^No answer/));
  fireEvent.click(screen.getByText("Buy"));
  await until(() => expect(container.querySelector("output")?.textContent).toBe("on the feed"));
});

test("an action resolves while the feed is down; the screen says that it is stale, and follows later", async () => {
  const { container, openOrders, shown } = await signIn();
  await shown();
  exchange.faults.refuse();
  exchange.faults.drop();
  await until(() => expect(container.querySelector("section")?.className).toBe("stale"));
  expect(await placeOrder(market, "buy", below(100n), SOME)).toMatchObject({ success: true });
  expect(openOrders()).toHaveLength(1);
  expect(container.querySelectorAll("li")).toHaveLength(0);
  exchange.faults.accept();
  await shown();
});

test("after another client used the nonce it is read again, and the next action is carried out", async () => {
  const { id, account, shown } = await signIn();
  const { NonceWatch } = await page("NonceWatch.tsx");
  render(
    <O2Provider config={TESTNET}>
      <NonceWatch account={id} />
    </O2Provider>,
  );
  await shown();
  const price = top().bid! - 100n * market.tick;
  exchange.place(account, { marketId: market.market_id, side: "buy", price, quantity: 2_000n * market.scale });
  await until(() => expect(client.session?.nonce).toBe(2n));
  expect(await placeOrder(market, "buy", below(100n), SOME)).toMatchObject({ success: true });
});

test("our hooks accept the SDK's Market", async () => {
  const { Bid } = await page("Bid.tsx");
  const { container } = render(
    <O2Provider config={TESTNET}>
      <Bid />
    </O2Provider>,
  );
  await until(() => expect(container.textContent).toBe(formatPrice(market, top().bid!)));
});
