// Each method of the simulated client compared with the truth of its exchange, and with the frames of a link.
import {
  type ClientOrderType,
  createExchange,
  type SimulatedClientOptions,
  type SimulatedExchangeOptions,
  simulatedClient,
  simulatedWallet,
  TradingClientError,
} from "o2-react/testing";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import * as sdk from "../support/officialSdk/index.ts";
import { fixedClock, rawLink, unit } from "./support.ts";

/** Price in whole quote units, quantity in whole base units. A tick is 0.01, a step 0.001. */
const COARSE = {
  base: { symbol: "fAAA", decimals: 9, max_precision: 3 },
  quote: { symbol: "fZZZ", decimals: 9, max_precision: 2 },
  startPrice: 100n * unit,
};
const OTHER = { ...COARSE, base: { symbol: "fBBB", decimals: 9, max_precision: 0 } };
const HEX = /^0x[0-9a-f]{64}$/;

const setUp = (options: SimulatedClientOptions = {}, more: SimulatedExchangeOptions = {}) => {
  const clock = fixedClock();
  const exchange = createExchange({ now: clock.now, markets: [COARSE, OTHER], ...more });
  onTestFinished(() => exchange.close());
  const [ada, grace] = exchange.accounts;
  const [market, other] = exchange.markets;
  const client = simulatedClient(exchange, { account: ada, ...options });
  const open = () => exchange.orders(ada, { open: true });
  const held = (asset: string) => exchange.balances(ada).find(({ asset_id }) => asset_id === asset)!;
  const [base, quote] = [() => held(market.base.asset), () => held(market.quote.asset)];
  const { market_id: marketId } = market;
  /** Another account's resting order. */
  const rest = (side: "buy" | "sell", price: bigint, quantity: bigint) =>
    exchange.place(grace, { marketId, side, price: price * unit, quantity: quantity * unit });
  const other_ = other!;
  return { clock, exchange, client, ada, grace, market, other: other_, open, base, quote, rest };
};

type SetUp = ReturnType<typeof setUp>;

/** The error that a call rejects with. */
const refusalOf = async (call: Promise<unknown>): Promise<TradingClientError> => {
  const refused = await call.then(
    (value) => expect.unreachable(`it was taken: ${String(value)}`),
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(TradingClientError);
  return refused as TradingClientError;
};

/** Everything that an action could change of its account. */
const ownOf = ({ exchange, ada, client }: SetUp) => ({
  orders: exchange.orders(ada),
  balances: exchange.balances(ada),
  nonce: exchange.nonce(ada),
  counted: client.session?.nonce,
});

/** The same, and the books. */
const stateOf = (held: SetUp) => ({
  ...ownOf(held),
  depth: held.exchange.markets.map(({ market_id }) => held.exchange.depth(market_id)),
});

describe("createOrder", () => {
  test("places the order: on the book, its money locked, one nonce, told on the feed", async () => {
    const { exchange, client, ada, market, open, quote } = setUp();
    const link = rawLink(exchange);
    link.send({ action: "subscribe_orders", identities: [ada.identity] });
    link.send({ action: "subscribe_balances", identities: [ada.identity] });
    link.send({ action: "subscribe_nonce", identities: [ada.identity] });
    const [before, nonce] = [quote(), exchange.nonce(ada)];
    const answer = await client.createOrder("fAAA/fZZZ", "buy", "50", "2");
    const [order] = open();
    expect(answer).toEqual({
      txId: expect.stringMatching(HEX),
      orders: [expect.objectContaining({ order_id: order!.order_id, close: false })],
      reason: null,
      receipts: null,
      code: null,
      message: null,
      success: true,
      isPreflightError: false,
      isOnChainRevert: false,
    });
    const terms = { side: "buy", order_type: "Spot", price: 50n * unit, quantity: 2n * unit, quantity_fill: 0n };
    expect(order).toMatchObject({ ...terms, market_id: market.market_id });
    expect(answer.orders).toMatchObject([
      { ...terms, market_id: market.market_id, cancel: false, account: ada.identity },
    ]);
    expect(exchange.depth(market.market_id).bids).toEqual([{ price: 50n * unit, quantity: 2n * unit }]);
    expect(quote().total_locked - before.total_locked).toBe(100n * unit);
    expect(before.total_unlocked - quote().total_unlocked).toBe(100n * unit);
    expect([exchange.nonce(ada), client.session!.nonce]).toEqual([nonce + 1n, nonce + 1n]);
    const [told] = link.of("subscribe_orders").slice(-1);
    expect(told).toMatchObject({ orders: [{ order_id: order!.order_id }] });
    const nonces = link.frames().filter(({ action }) => action === "subscribe_nonce");
    expect(nonces.at(-1)).toMatchObject({ nonce: String(nonce + 1n) });
    const balances = link.of("subscribe_balances").at(-1) as { readonly balance: readonly object[] };
    expect(balances.balance).toMatchObject([{ total_locked: String(quote().total_locked) }]);
  });

  test("the answer has the order as it stood in its transaction, also where it was filled at once", async () => {
    const { client, rest, exchange, ada } = setUp();
    rest("sell", 100n, 3n);
    const { orders } = await client.createOrder("AAA/ZZZ", "buy", "100", "3");
    expect(orders).toMatchObject([{ close: true, cancel: false, quantity_fill: 3n * unit, price_fill: 100n * unit }]);
    const half = await client.createOrder("AAA/ZZZ", "sell", "100", "2");
    exchange.fill(ada, half.orders![0]!.order_id);
    expect(half.orders).toMatchObject([{ close: false, quantity_fill: 0n }]);
    expect((await client.createOrder("AAA/ZZZ", "sell", "100", "2", { collectOrders: false })).orders).toBeNull();
  });

  test("a decimal price goes down to the tick, a decimal quantity up to the step; a bigint must lie on them", async () => {
    const held = setUp();
    const { client, open, market } = held;
    await client.createOrder("fAAA/fZZZ", "buy", "50.019", "2.0001");
    expect(open()[0]).toMatchObject({ price: 50_010_000_000n, quantity: 2_001_000_000n });
    await client.createOrder("fAAA/fZZZ", "buy", "50.0199999999", "2.0000000001");
    expect(open()[0]).toMatchObject({ price: 50_010_000_000n, quantity: 2_001_000_000n });
    await client.createOrder(market, "buy", 50_010_000_000n, 2_001_000_000n);
    expect(open()[0]).toMatchObject({ price: 50_010_000_000n, quantity: 2_001_000_000n });
    const before = stateOf(held);
    const offTick = await refusalOf(client.createOrder(market, "buy", 50_010_000_001n, unit));
    expect(offTick).toMatchObject({ parameter: "price", value: 50_010_000_001n, code: undefined, reason: undefined });
    expect(offTick.message).toContain("50010000000 would do");
    const offStep = await refusalOf(client.createOrder(market, "buy", 50n * unit, 2_001_000_001n));
    expect(offStep).toMatchObject({ parameter: "quantity", message: expect.stringContaining("2001000000 would do") });
    expect(stateOf(held)).toEqual(before);
  });

  test("a quantity whose value would be a fraction is brought down to one whose value is whole", async () => {
    const fine = { ...COARSE, quote: { ...COARSE.quote, max_precision: 9 } };
    const { client, open } = setUp({}, { markets: [fine] });
    // gcd(2·10^9 + 4, 10^9) is 4: whole values every 250,000,000, which lies on the step.
    await client.createOrder("fAAA/fZZZ", "buy", 2_000_000_004n, 1_300_000_000n);
    expect(open()[0]).toMatchObject({ quantity: 1_250_000_000n });
  });

  test("the account's own book is settled first, unless it is told not to", async () => {
    const { client, exchange, ada, market, quote } = setUp();
    const { orders } = await client.createOrder(market, "sell", "100", "2");
    exchange.fill(ada, orders![0]!.order_id);
    const waiting = () => quote().order_books[market.contract_id]?.unlocked;
    expect(waiting()).toBe(200n * unit);
    await client.createOrder(market, "sell", "100", "1", { settleFirst: false });
    expect(waiting()).toBe(200n * unit);
    await client.createOrder(market, "sell", "100", "1");
    expect(waiting()).toBe(0n);
  });

  test.each<[ClientOrderType, object]>([
    ["PostOnly", { order_type: "PostOnly", close: false, quantity_fill: 0n }],
    [{ Limit: ["99", "1750000000"] }, { order_type: { Limit: ["99000000000", "1750000000"] }, close: false }],
  ])("an order of type %j", async (orderType, expected) => {
    const { client, rest } = setUp();
    rest("sell", 101n, 1n);
    const { orders } = await client.createOrder("AAA/ZZZ", "buy", "99", "2", { orderType });
    expect(orders).toMatchObject([expected]);
  });

  test.each<[ClientOrderType, object]>([
    ["FillOrKill", { close: true, cancel: false, quantity_fill: unit }],
    ["Market", { close: true, quantity_fill: unit }],
    [{ BoundedMarket: { max_price: "101", min_price: "1" } }, { close: true, quantity_fill: unit }],
    [{ BoundedMarket: { max_price: "100.99", min_price: "1" } }, { close: true, cancel: true, quantity_fill: 0n }],
  ])("an order of type %j that takes", async (orderType, expected) => {
    const { client, rest } = setUp();
    rest("sell", 101n, 1n);
    const { orders } = await client.createOrder("AAA/ZZZ", "buy", "101", "1", { orderType });
    expect(orders).toMatchObject([expected]);
  });
});

describe("what cannot be used is refused before anything is sent", () => {
  const bad: readonly (readonly [string, (client: SetUp["client"]) => Promise<unknown>, object])[] = [
    ["a market that is not there", (c) => c.createOrder("FOO/BAR", "buy", "50", "2"), { parameter: "market" }],
    ["no market", (c) => c.createOrder(undefined as never, "buy", "50", "2"), { parameter: "market" }],
    ["a side", (c) => c.createOrder("AAA/ZZZ", "Buy" as never, "50", "2"), { parameter: "side", value: "Buy" }],
    [
      "a number as a price",
      (c) => c.createOrder("AAA/ZZZ", "buy", 50 as never, "2"),
      { parameter: "price", value: 50 },
    ],
    ["a price below zero", (c) => c.createOrder("AAA/ZZZ", "buy", -50n * unit, "2"), { parameter: "price" }],
    ["a decimal comma", (c) => c.createOrder("AAA/ZZZ", "buy", "50", "2,5"), { parameter: "quantity", value: "2,5" }],
    ["empty text", (c) => c.createOrder("AAA/ZZZ", "buy", "", "2"), { parameter: "price" }],
    ["less than min_order", (c) => c.createOrder("AAA/ZZZ", "buy", "50", "0.019"), { parameter: "quantity" }],
    [
      "a type",
      (c) => c.createOrder("AAA/ZZZ", "buy", "50", "2", { orderType: "Stop" as never }),
      { parameter: "orderType" },
    ],
    ["an order id", (c) => c.cancelOrder("0x1", "AAA/ZZZ"), { parameter: "orderId" }],
    ["no group", (c) => c.batchActions([]), { parameter: "groups" }],
    [
      "a type of action, though the first one is good",
      (c) =>
        c.batchActions([
          {
            market: "AAA/ZZZ",
            actions: [{ type: "createOrder", side: "buy", price: "50", quantity: "2" }, { type: "swap" } as never],
          },
        ]),
      { parameter: "type" },
    ],
    ["an asset", (c) => c.withdraw(simulatedWallet("me"), "fXXX", "1"), { parameter: "asset" }],
    ["a wallet", (c) => c.createSession({} as never, ["AAA/ZZZ"]), { parameter: "wallet" }],
    ["days", (c) => c.createSession(simulatedWallet("me"), ["AAA/ZZZ"], Number.NaN), { parameter: "expiryDays" }],
    ["a precision", (c) => c.getDepth("AAA/ZZZ", 0), { parameter: "precision" }],
    ["an account", (c) => c.getOrders("AAA/ZZZ", "ada"), { parameter: "tradeAccountId" }],
  ];

  test.each(bad)("%s", async (_, call, expected) => {
    const held = setUp();
    // It waits for the first request.
    held.exchange.faults.rest({ status: 503 });
    const before = stateOf(held);
    const refused = await refusalOf(call(held.client));
    expect(refused).toMatchObject({ name: "O2Error", code: undefined, reason: undefined, ...expected });
    expect(stateOf(held)).toEqual(before);
    expect(held.client.inFlight).toBe(0);
    expect(await refusalOf(held.client.getMarkets())).toMatchObject({ code: 1000 });
  });

  test("a delay that is no time", () => {
    const { exchange } = setUp();
    for (const delay of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => simulatedClient(exchange, { delay })).toThrow(RangeError);
    }
  });
});

describe("cancelOrder and cancelAllOrders", () => {
  test("take the order off the book and its money back to the account", async () => {
    const { client, exchange, ada, market, quote, open } = setUp();
    const before = quote();
    const { orders } = await client.createOrder(market, "buy", "50", "2");
    const id = orders![0]!.order_id;
    const answer = await client.cancelOrder(id.toUpperCase().replace("0X", "0x"), market);
    expect(answer).toMatchObject({ success: true, orders: null });
    expect(open()).toEqual([]);
    expect(exchange.depth(market.market_id).bids).toEqual([]);
    expect(quote()).toEqual({
      ...before,
      order_books: { [market.contract_id]: { locked: 0n, unlocked: 0n, fee: 0n } },
    });
    expect(exchange.orders(ada, { open: false })[0]).toMatchObject({ order_id: id, cancel: true });
  });

  test("an order that is filled, or somebody else's, reverts: the nonce moves, nothing else", async () => {
    const held = setUp();
    const { client, exchange, ada, rest, market } = held;
    const { orders } = await client.createOrder(market, "buy", "50", "2");
    exchange.fill(ada, orders![0]!.order_id);
    const before = stateOf(held);
    const gone = await refusalOf(client.cancelOrder(orders![0]!.order_id, market));
    expect(gone).toMatchObject({ name: "OnChainRevertError", reason: "OrderNotFound", receipts: [], code: undefined });
    const { order_id } = rest("buy", 40n, 1n);
    expect(await refusalOf(client.cancelOrder(order_id, market))).toMatchObject({ reason: "NotOrderOwner" });
    const after = stateOf(held);
    expect(after).toMatchObject({ orders: before.orders, balances: before.balances, nonce: before.nonce + 2n });
    expect(after.counted).toBe(after.nonce);
  });

  test("all of a market, five in a batch; null where none is open; other markets keep theirs", async () => {
    const { client, exchange, ada, open, market, other } = setUp();
    await client.createOrder(other, "buy", "50", "2");
    for (let count = 0; count < 7; count += 1) await client.createOrder(market, "buy", "50", "2");
    const nonce = exchange.nonce(ada);
    const answers = await client.cancelAllOrders("AAA/ZZZ");
    expect(answers?.map(({ success }) => success)).toEqual([true, true]);
    expect(open().map(({ market_id }) => market_id)).toEqual([other.market_id]);
    expect(exchange.nonce(ada)).toBe(nonce + 2n);
    expect(await client.cancelAllOrders(market)).toBeNull();
    expect(exchange.nonce(ada)).toBe(nonce + 2n);
  });
});

describe("batchActions", () => {
  const buy = { type: "createOrder", side: "buy", price: "50", quantity: "2" } as const;

  test("carries out all of them under one nonce, in several markets, and lists new orders where it is asked to", async () => {
    const { client, exchange, ada, open, market, other } = setUp();
    const { orders } = await client.createOrder(market, "buy", "40", "2");
    const nonce = exchange.nonce(ada);
    const answer = await client.batchActions(
      [
        { market: "AAA/ZZZ", actions: [{ type: "cancelOrder", orderId: orders![0]!.order_id }, buy] },
        { market: other.market_id, actions: [{ type: "settleBalance" }, { ...buy, quantity: "3" }] },
      ],
      true,
    );
    expect(open().map(({ market_id, quantity }) => [market_id, quantity])).toEqual([
      [other.market_id, 3n * unit],
      [market.market_id, 2n * unit],
    ]);
    expect(answer.orders?.map(({ order_id }) => order_id).sort()).toEqual(
      open()
        .map(({ order_id }) => order_id)
        .sort(),
    );
    expect(exchange.nonce(ada)).toBe(nonce + 1n);
    expect((await client.batchActions([{ market: "AAA/ZZZ", actions: [buy] }])).orders).toBeNull();
  });

  test("one that fails undoes the others; the nonce moves, the session counts on from there", async () => {
    const held = setUp();
    const { client } = held;
    const before = stateOf(held);
    const missing = { type: "cancelOrder", orderId: `0x${"9".repeat(64)}` } as const;
    const refused = await refusalOf(client.batchActions([{ market: "AAA/ZZZ", actions: [buy, missing] }]));
    expect(refused).toMatchObject({ name: "OnChainRevertError", reason: "OrderNotFound" });
    expect(stateOf(held)).toEqual({ ...before, nonce: before.nonce + 1n, counted: before.nonce + 1n });
    expect(await client.createOrder("AAA/ZZZ", "buy", "50", "2")).toMatchObject({ success: true });
  });

  test("at most five, at least one, and a referer; the nonce stays where the server refuses", async () => {
    const held = setUp();
    const { client, ada } = held;
    const before = stateOf(held);
    const six = [{ market: "AAA/ZZZ", actions: [buy, buy, buy, buy, buy, buy] }];
    expect(await refusalOf(client.batchActions(six))).toMatchObject({ name: "TooManyActions", code: 7004 });
    const none = [{ market: "AAA/ZZZ", actions: [] }];
    expect(await refusalOf(client.batchActions(none))).toMatchObject({ name: "NoActionsProvided", code: 7003 });
    expect(stateOf(held)).toEqual(before);
    const referer = { type: "registerReferer", to: ada.identity } as const;
    expect(await client.batchActions([{ market: "AAA/ZZZ", actions: [referer] }])).toMatchObject({ success: true });
  });
});

test("settleBalance moves what trades brought to the account; what can be spent stays", async () => {
  const { client, exchange, ada, market, quote } = setUp();
  const { orders } = await client.createOrder(market, "sell", "100", "2");
  exchange.fill(ada, orders![0]!.order_id);
  const before = quote();
  expect(before.order_books[market.contract_id]).toMatchObject({ unlocked: 200n * unit });
  expect(await client.settleBalance("AAA/ZZZ")).toMatchObject({ success: true, orders: null });
  expect(quote()).toMatchObject({
    total_unlocked: before.total_unlocked,
    trading_account_balance: before.trading_account_balance + 200n * unit,
  });
});

describe("accounts and sessions", () => {
  test("from a wallet: account, money, session, order; a second session ends the first", async () => {
    const { exchange, market } = setUp();
    const client = simulatedClient(exchange);
    const wallet = simulatedWallet("newcomer");
    expect(client.session).toBeNull();
    expect((await refusalOf(client.createOrder(market, "buy", "50", "2"))).message).toContain("createSession()");
    expect((await refusalOf(client.createSession(wallet, [market]))).message).toContain("setupAccount()");
    const { tradeAccountId, nonce } = await client.setupAccount(wallet);
    const account = exchange.account({ ContractId: tradeAccountId })!;
    expect([account.owner, nonce]).toEqual([wallet.b256Address, 0n]);
    expect(exchange.balances(account)).toHaveLength(3);
    // Again: the account is the same, and a failing faucet is no failure.
    exchange.faults.rest({ status: 503, path: "/api/testnet" });
    expect(await client.setupAccount(wallet)).toEqual({ tradeAccountId, nonce: 0n });
    expect(await client.topUpFromFaucet(wallet)).toEqual({ error: expect.stringContaining("60 s") });
    const session = await client.createSession(wallet, ["AAA/ZZZ"]);
    expect(client.session).toBe(session);
    expect(session).toMatchObject({
      tradeAccountId,
      ownerAddress: wallet.b256Address,
      contractIds: [market.contract_id],
      expiry: Math.floor(exchange.now() / 1_000) + 30 * 86_400,
      nonce: 1n,
    });
    expect(await client.createOrder(market, "buy", "50", "2")).toMatchObject({ success: true });
    const other = simulatedClient(exchange);
    await other.createSession(wallet, [market], 1);
    const refused = await refusalOf(client.createOrder(market, "buy", "50", "2"));
    expect(refused).toMatchObject({ name: "InvalidSession", code: 4001, message: "Invalid session address" });
    expect(await other.createOrder(market, "buy", "50", "2")).toMatchObject({ success: true });
    // Another client can continue a session, as after a reload.
    const third = simulatedClient(exchange);
    third.setSession({ ...other.session! });
    expect(await third.createOrder(market, "buy", "50", "2")).toMatchObject({ success: true });
  });

  test("clients that are made for an account that is signed in share its session, and it is taken up again", async () => {
    const { exchange, client, ada, clock, open } = setUp();
    const nonce = exchange.nonce(ada);
    const twin = simulatedClient(exchange, { account: ada });
    expect(exchange.nonce(ada)).toBe(nonce);
    expect(twin.session).toEqual(client.session);
    await client.createOrder("AAA/ZZZ", "buy", "50", "2");
    await twin.refreshNonce();
    await twin.createOrder("AAA/ZZZ", "buy", "50", "2");
    expect(open()).toHaveLength(2);
    // Another session ended it, or it has expired, so a new one is opened.
    const { sessionAddress } = await simulatedClient(exchange).createSession(simulatedWallet(ada), ["AAA/ZZZ"]);
    expect(simulatedClient(exchange, { account: ada }).session!.sessionAddress).not.toBe(sessionAddress);
    clock.advance(31 * 86_400_000);
    const later = simulatedClient(exchange, { account: ada });
    expect(await later.createOrder("AAA/ZZZ", "buy", "50", "2")).toMatchObject({ success: true });
    exchange.faults.rest({ status: 503 });
    expect(() => simulatedClient(exchange, { account: ada })).toThrow(expect.objectContaining({ code: 1000 }));
  });

  test("a name has an account of its own with money, which the traffic leaves alone", async () => {
    const { exchange, clock } = setUp();
    const client = simulatedClient(exchange, { account: "Mary" });
    const { tradeAccountId, nonce } = client.session!;
    const mary = exchange.account({ Address: simulatedWallet("Mary").b256Address })!;
    expect([mary.id, nonce]).toEqual([tradeAccountId, 1n]);
    expect(exchange.accounts.map(({ id }) => id)).not.toContain(tradeAccountId);
    for (let count = 0; count < 5; count += 1) {
      exchange.tick(200);
      clock.advance(1_000);
      expect(await client.createOrder("AAA/ZZZ", "buy", "1", "2")).toMatchObject({ success: true });
    }
    // Again, within the faucet's cooldown: the same account.
    expect(simulatedClient(exchange, { account: "Mary" }).session).toMatchObject({ tradeAccountId, nonce: 6n });
  });

  test("a market outside of the session is refused, and a session that is over before anything is sent", async () => {
    const held = setUp();
    const { client, exchange, ada, other, clock } = held;
    await client.createSession(simulatedWallet(ada), ["AAA/ZZZ"], 1);
    const refused = await refusalOf(client.createOrder(other, "buy", "50", "2"));
    expect(refused).toMatchObject({ code: 4001, message: expect.stringContaining("Contract not allowed") });
    clock.advance(86_400_000 - 1);
    expect(await client.createOrder("AAA/ZZZ", "buy", "50", "2")).toMatchObject({ success: true });
    clock.advance(1);
    const before = stateOf(held);
    const over = await refusalOf(client.createOrder("AAA/ZZZ", "buy", "50", "2"));
    expect(over).toMatchObject({ name: "SessionExpired", code: undefined });
    expect(stateOf(held)).toEqual(before);
    // With an expiry of 0 the client does not check, and the exchange rejects.
    client.setSession({ ...client.session!, expiry: 0 });
    expect(await refusalOf(client.createOrder("AAA/ZZZ", "buy", "50", "2"))).toMatchObject({
      code: 4001,
      message: "Expired session",
    });
    expect(exchange.nonce(ada)).toBe(before.nonce);
  });

  test("a session for the past, and one for no market, revert; a wallet that refuses to sign sends nothing", async () => {
    const { client, exchange, ada } = setUp();
    const wallet = simulatedWallet(ada);
    const nonce = exchange.nonce(ada);
    expect(await refusalOf(client.createSession(wallet, ["AAA/ZZZ"], -1))).toMatchObject({
      reason: "SessionInThePast",
    });
    expect(await refusalOf(client.createSession(wallet, []))).toMatchObject({
      reason: "NoApprovedContractIdsProvided",
    });
    expect(exchange.nonce(ada)).toBe(nonce + 2n);
    const unwilling = { ...wallet, personalSign: () => Promise.reject(new Error("User rejected the request")) };
    await expect(client.createSession(unwilling, ["AAA/ZZZ"])).rejects.toThrow("User rejected");
    const short = { ...wallet, personalSign: () => new Uint8Array(3) };
    expect(await refusalOf(client.createSession(short, ["AAA/ZZZ"]))).toMatchObject({ parameter: "wallet" });
    expect(exchange.nonce(ada)).toBe(nonce + 2n);
  });

  test("a withdrawal leaves the account by the wallet's own nonce; more than there is reverts", async () => {
    const { client, exchange, ada, quote } = setUp();
    const before = quote();
    expect(await client.withdraw(simulatedWallet(ada), "fzzz", "1.5")).toEqual({ tx_id: expect.stringMatching(HEX) });
    expect(quote().total_unlocked).toBe(before.total_unlocked - 1_500_000_000n);
    const refused = await refusalOf(client.withdraw(simulatedWallet(ada), "fZZZ", before.total_unlocked));
    expect(refused).toMatchObject({ reason: "NotEnoughBalance" });
    // The session did not count these.
    expect(exchange.nonce(ada)).toBe(client.session!.nonce + 2n);
    expect(await client.refreshNonce()).toBe(exchange.nonce(ada));
    expect(await client.createOrder("AAA/ZZZ", "buy", "50", "2")).toMatchObject({ success: true });
  });
});

describe("the nonce", () => {
  test("two actions at once are sent under one nonce: the second is refused, and the session counts on", async () => {
    const { client, exchange, ada, open } = setUp();
    const nonce = exchange.nonce(ada);
    const both = [1, 2].map(() => client.createOrder("AAA/ZZZ", "buy", "50", "2"));
    expect(client.inFlight).toBe(2);
    const [first, second] = await Promise.allSettled(both);
    expect(first).toMatchObject({ status: "fulfilled", value: { success: true } });
    expect(second).toMatchObject({
      status: "rejected",
      reason: { name: "InvalidRequest", code: 1001, message: expect.stringContaining("Nonce in the request") },
    });
    expect(client.inFlight).toBe(0);
    expect(open()).toHaveLength(1);
    expect([client.session!.nonce, exchange.nonce(ada)]).toEqual([nonce + 1n, nonce + 1n]);
    expect(await client.createOrder("AAA/ZZZ", "buy", "50", "2")).toMatchObject({ success: true });
  });

  test("somebody else's action for the account: one refusal, then it is read anew", async () => {
    const { client, exchange, ada, market, open } = setUp();
    const { market_id: marketId } = market;
    exchange.place(ada, { marketId, side: "buy", price: 50n * unit, quantity: 2n * unit });
    expect(await refusalOf(client.createOrder(market, "buy", "50", "2"))).toMatchObject({ code: 1001 });
    expect(open()).toHaveLength(1);
    expect(client.session!.nonce).toBe(exchange.nonce(ada));
    expect(await client.getNonce(ada.id)).toBe(exchange.nonce(ada));
    await client.createOrder(market, "buy", "50", "2");
    expect(open()).toHaveLength(2);
  });
});

describe("refusals of the exchange", () => {
  const causes: readonly (readonly [string, (held: SetUp) => Promise<unknown>, object, moves: 0n | 1n])[] = [
    [
      "more than the account has",
      ({ client }) => client.createOrder("AAA/ZZZ", "buy", "50", "900000000"),
      { name: "O2Error", code: 7005 },
      0n,
    ],
    [
      "PostOnly that would take",
      ({ client, rest }) => {
        rest("sell", 50n, 1n);
        return client.createOrder("AAA/ZZZ", "buy", "50", "2", { orderType: "PostOnly" });
      },
      { name: "OnChainRevertError", reason: "OrderPartiallyFilled", receipts: [] },
      1n,
    ],
    [
      "FillOrKill that cannot be filled",
      ({ client }) => client.createOrder("AAA/ZZZ", "buy", "50", "2", { orderType: "FillOrKill" }),
      { name: "OnChainRevertError", reason: "OrderNotFilled" },
      1n,
    ],
    [
      "a reason that a test asked for",
      ({ client, exchange }) => {
        exchange.faults.refuseActions({ reason: "PriceExceedsRange", message: "too far" });
        return client.createOrder("AAA/ZZZ", "buy", "50", "2");
      },
      { name: "OnChainRevertError", reason: "PriceExceedsRange", message: expect.stringContaining("too far") },
      1n,
    ],
    [
      "a code that a test asked for",
      ({ client, exchange }) => {
        exchange.faults.refuseActions({ code: 2001 });
        return client.createOrder("AAA/ZZZ", "buy", "50", "2");
      },
      { name: "MarketPaused", code: 2001, reason: undefined },
      0n,
    ],
    [
      "too many requests, which the server says before it looks at them",
      ({ client, exchange }) => {
        exchange.faults.rest({ status: 429, path: "/v1/session/actions" });
        return client.createOrder("AAA/ZZZ", "buy", "50", "2");
      },
      { name: "RateLimitExceeded", code: 1003 },
      0n,
    ],
    [
      "a page of a proxy",
      ({ client, exchange }) => {
        exchange.faults.rest({ html: "<p>Bad gateway</p>", path: "/v1/session/actions" });
        return client.createOrder("AAA/ZZZ", "buy", "50", "2");
      },
      { name: "O2Error", code: undefined, message: "502: <p>Bad gateway</p>" },
      0n,
    ],
  ];

  test.each(causes)(
    "%s: the error is typed, nothing is changed but the nonce of a revert",
    async (_, call, told, moves) => {
      const held = setUp();
      const before = ownOf(held);
      expect(await refusalOf(call(held))).toMatchObject(told);
      expect(ownOf(held)).toEqual({ ...before, nonce: before.nonce + moves, counted: before.nonce + moves });
      // The next one is carried out.
      expect(await held.client.createOrder("AAA/ZZZ", "buy", "40", "2")).toMatchObject({ success: true });
    },
  );

  test("are asked for a number of times, until they are cleared", async () => {
    const { client, exchange, open } = setUp();
    const order = () => client.createOrder("AAA/ZZZ", "buy", "50", "2");
    exchange.faults.refuseActions({ times: 2 });
    for (let count = 0; count < 2; count += 1) {
      expect(await refusalOf(order())).toMatchObject({ reason: "InvalidOrderArgs" });
    }
    await order();
    exchange.faults.refuseActions();
    exchange.faults.clear();
    await order();
    expect(open()).toHaveLength(2);
  });

  test("no answer is no refusal: the order is there, and the session counts on", async () => {
    const { client, exchange, open } = setUp();
    exchange.faults.rest({ fail: true, path: "/v1/session/actions" });
    await expect(client.createOrder("AAA/ZZZ", "buy", "50", "2")).rejects.toThrow(TypeError);
    expect(open()).toHaveLength(1);
    expect(await client.createOrder("AAA/ZZZ", "buy", "50", "2")).toMatchObject({ success: true });
    // If the nonce cannot be read either, it is read after the next rejection.
    exchange.faults.rest({ fail: true, times: 2 });
    await expect(client.createOrder("AAA/ZZZ", "buy", "50", "2")).rejects.toThrow(TypeError);
    expect(await refusalOf(client.createOrder("AAA/ZZZ", "buy", "50", "2"))).toMatchObject({ code: 1001 });
    expect(await client.createOrder("AAA/ZZZ", "buy", "50", "2")).toMatchObject({ success: true });
    expect(open()).toHaveLength(4);
  });

  test("are the official client's own errors where its classes are given", async () => {
    const { exchange, ada, clock } = setUp();
    const client = simulatedClient(exchange, { account: ada, errors: sdk });
    const order = (orderType: ClientOrderType = "Spot") =>
      client.createOrder("AAA/ZZZ", "buy", "50", "2", { orderType }).catch((error: unknown) => error);
    const reverted = await order("FillOrKill");
    expect(reverted).toBeInstanceOf(sdk.OnChainRevertError);
    expect(reverted).toMatchObject({ reason: "OrderNotFilled", receipts: [] });
    exchange.faults.refuseActions({ code: 7005, message: "not enough" });
    const refused = await order();
    expect(refused).toBeInstanceOf(sdk.O2Error);
    expect(refused).toMatchObject({ code: 7005, message: "not enough" });
    class InvalidSession extends sdk.O2Error {}
    const errors = { ...sdk, InvalidSession };
    const other = simulatedClient(exchange, { account: ada, errors });
    exchange.faults.refuseActions({ code: 4001 });
    await expect(other.createOrder("AAA/ZZZ", "buy", "50", "2")).rejects.toBeInstanceOf(InvalidSession);
    await expect(client.createOrder("AAA/ZZZ", "buy", "5,0", "2")).rejects.toBeInstanceOf(sdk.O2Error);
    clock.advance(31 * 86_400_000);
    expect(await order()).toBeInstanceOf(sdk.SessionExpired);
  });
});

describe.each(["likely", "alt", "mixed"] as const)("in the spelling %s", (wire) => {
  test("answers and reads are the same, and equal to the exchange's", async () => {
    const { client, exchange, ada, market, open, base, quote, rest } = setUp({}, { wire });
    // More than a double can hold.
    exchange.deposit(ada, market.base.asset, 2n ** 60n + 1n);
    rest("sell", 101n, 1n);
    const type: ClientOrderType = { BoundedMarket: { max_price: "101", min_price: "1" } };
    const taken = await client.createOrder("AAA/ZZZ", "buy", "101", "1", { orderType: type });
    expect(taken).toMatchObject({ success: true, orders: [{ quantity_fill: unit, close: true }] });
    for (const price of ["40", "50", "45"]) await client.createOrder("AAA/ZZZ", "buy", price, "2");
    const pick = ({ order_id, market_id, side, price, quantity, quantity_fill, close }: Record<string, unknown>) => {
      return { order_id, market_id, side, price, quantity, quantity_fill, close };
    };
    const orders = await client.getOrders("AAA/ZZZ", ada.id, true);
    expect(orders.map((order) => pick({ ...order }))).toEqual(open().map((order) => pick({ ...order })));
    const [newest] = open();
    const one = await client.getOrder(market, newest!.order_id);
    expect(pick({ ...one })).toEqual(pick({ ...newest! }));
    expect(one.desired_quantity).toEqual(newest!.desired_quantity);
    expect((await client.getOrder(market, taken.orders![0]!.order_id)).order_type).toEqual({
      BoundedMarket: { max_price: "101000000000", min_price: "1000000000" },
    });
    const balances = await client.getBalances(ada.id);
    const whole = ({ total_locked, total_unlocked, trading_account_balance }: ReturnType<typeof quote>) => {
      return { total_locked, total_unlocked, trading_account_balance };
    };
    expect(balances.fZZZ).toMatchObject(whole(quote()));
    expect(balances.fAAA).toMatchObject(whole(base()));
    expect(balances.fZZZ!.order_books[market.contract_id]?.locked).toBe(270n * unit);
    expect(await client.getDepth(market, 1)).toEqual(exchange.depth(market.market_id, 1));
    expect((await client.getDepth(market, 1, 2)).bids).toEqual(exchange.depth(market.market_id, 1).bids.slice(0, 2));
    expect(await client.getNonce(ada.id)).toBe(exchange.nonce(ada));
    expect(await client.getMarkets()).toEqual(exchange.markets);
    expect(await client.getMarket("aaa/zzz")).toBe(market);
    expect(await client.cancelAllOrders(market)).toMatchObject([{ success: true }]);
  });

  test("a refusal is a refusal: thrown, or an answer that is no success, and the next action is carried out", async () => {
    const { client, open } = setUp({}, { wire });
    for (let count = 0; count < 6; count += 1) {
      const outcome = await client
        .createOrder("AAA/ZZZ", "buy", "50", "2", { orderType: "FillOrKill" })
        .catch((error: unknown) => error as TradingClientError);
      const { reason, code, message } = outcome;
      expect(`${reason} ${code} ${message}`).toContain("OrderNotFilled");
      if (!(outcome instanceof Error)) expect(outcome).toMatchObject({ success: false, txId: null });
    }
    expect(open()).toEqual([]);
    expect(await client.createOrder("AAA/ZZZ", "buy", "50", "2")).toMatchObject({ success: true });
  });
});

test("errors under status 200 are answers to actions, and refusals of everything else", async () => {
  const { client, market, ada } = setUp({}, { wire: { restErrors: "ok" } });
  const answer = await client.batchActions([{ market: "AAA/ZZZ", actions: [] }]);
  expect(answer).toMatchObject({
    success: false,
    isPreflightError: true,
    isOnChainRevert: false,
    code: 7003,
    txId: null,
  });
  const reverted = await client.createOrder(market, "buy", "50", "2", { orderType: "FillOrKill" });
  const revert = {
    success: false,
    isPreflightError: false,
    isOnChainRevert: true,
    reason: "OrderNotFilled",
    code: null,
  };
  expect(reverted).toMatchObject(revert);
  const unknown = `0x${"9".repeat(64)}`;
  expect(await refusalOf(client.getOrder(market, unknown))).toMatchObject({ name: "OrderNotFound", code: 3000 });
  expect(await refusalOf(client.createSession(simulatedWallet(ada), []))).toMatchObject({
    reason: "NoApprovedContractIdsProvided",
  });
  expect(await client.createOrder(market, "buy", "50", "2")).toMatchObject({ code: 1001 });
  expect(await client.createOrder(market, "buy", "50", "2")).toMatchObject({ success: true });
});

describe("time", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("an order is carried out after `delay`, and answered after as much again", async () => {
    const { client, open } = setUp({ delay: 300 }, { latency: 5 });
    let answered = false;
    const placing = client.createOrder("AAA/ZZZ", "buy", "50", "2").finally(() => {
      answered = true;
    });
    await vi.advanceTimersByTimeAsync(299);
    expect([open().length, answered, client.inFlight]).toEqual([0, false, 1]);
    await vi.advanceTimersByTimeAsync(1);
    expect([open().length, answered, client.inFlight]).toEqual([1, false, 1]);
    await vi.advanceTimersByTimeAsync(299);
    expect(answered).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect([answered, client.inFlight]).toEqual([true, 0]);
    await placing;
  });

  test("without it the exchange's latency counts; refused input takes none", async () => {
    const { client, open } = setUp({}, { latency: 40 });
    const placing = client.createOrder("AAA/ZZZ", "buy", "50", "2");
    await vi.advanceTimersByTimeAsync(39);
    expect(open()).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(41);
    expect((await placing).success).toBe(true);
    await refusalOf(client.createOrder("AAA/ZZZ", "buy", "x", "2"));
    expect(vi.getTimerCount()).toBe(0);
  });

  test("close ends what is under way and leaves no timer, and so does the end of the exchange", async () => {
    const { client, exchange, ada, open } = setUp({ delay: 300 });
    const placing = client.createOrder("AAA/ZZZ", "buy", "50", "2").catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    client.close();
    expect(await placing).toBeInstanceOf(TypeError);
    await expect(client.createOrder("AAA/ZZZ", "buy", "50", "2")).rejects.toThrow(/closed/);
    const other = simulatedClient(exchange, { account: ada, delay: 300 });
    const late = other.createOrder("AAA/ZZZ", "buy", "50", "2").catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    exchange.close();
    expect(await late).toBeInstanceOf(TypeError);
    expect(vi.getTimerCount()).toBe(0);
    expect(open()).toEqual([]);
  });
});
