import type { MarketSpec, SimulatedExchangeOptions } from "o2-react/testing";
import { describe, expect, test } from "vitest";
import { fixedClock, stillExchange, unit } from "./support.ts";
import { cancel, order, readyTrader, settle } from "./trader.ts";

/** Price in whole quote units, quantity in whole base units. */
const ROUND: MarketSpec = {
  base: { symbol: "fAAA", decimals: 9, max_precision: 0 },
  quote: { symbol: "fZZZ", decimals: 9, max_precision: 0 },
  startPrice: 100n * unit,
};

const setUp = async (spec: Partial<MarketSpec> = {}, options: SimulatedExchangeOptions = {}) => {
  const clock = fixedClock();
  const exchange = stillExchange({ wire: "likely", now: clock.now, markets: [{ ...ROUND, ...spec }], ...options });
  const [market] = exchange.markets;
  const trader = await readyTrader(exchange, clock.now());
  const [ada] = exchange.accounts;
  const act = (...actions: object[]) => trader.act([{ market_id: market.market_id, actions }]);
  const held = (asset: string) =>
    exchange.balances({ ContractId: trader.account }).find(({ asset_id }) => asset_id === asset)!;
  const rest = (side: "buy" | "sell", price: bigint, quantity: bigint) =>
    exchange.place(ada, { marketId: market.market_id, side, price: price * unit, quantity: quantity * unit });
  return { exchange, market, trader, act, held, rest, clock, base: market.base.asset, quote: market.quote.asset };
};

const buy = (price: bigint, quantity: bigint, type?: unknown) => order("Buy", price * unit, quantity * unit, type);
const sell = (price: bigint, quantity: bigint, type?: unknown) => order("Sell", price * unit, quantity * unit, type);
const BOUNDS = { max_price: `${1_000n * unit}`, min_price: "1" };
const txId = expect.stringMatching(/^0x[0-9a-f]{64}$/);

describe("accounts", () => {
  test("an owner who is unknown is 200 with nulls; the account is opened once; the faucet gives once a minute", async () => {
    const { trader, clock, exchange } = await setUp();
    const other = `0x${"b".repeat(64)}`;
    const unknown = await trader.ask("GET", `/v1/accounts?owner=${other}`);
    expect(unknown).toEqual({ status: 200, body: { trade_account_id: null, trade_account: null, session: null } });
    const created = await trader.ask("POST", "/v1/accounts", { identity: { Address: other } });
    expect(created).toMatchObject({ status: 200, body: { trade_account_id: txId, nonce: "0" } });
    expect(await trader.ask("POST", "/v1/accounts", { identity: { Address: other } })).toEqual(created);
    const known = await trader.ask("GET", `/v1/accounts?owner=${other}`);
    expect(known.body).toMatchObject({ trade_account: { nonce: "0", owner: { Address: other } }, session: null });
    const byContract = await trader.ask("POST", "/v1/accounts", { identity: { ContractId: other } });
    expect(byContract.body.trade_account_id).not.toBe(created.body.trade_account_id);
    const contract = created.body.trade_account_id;
    const mint = () => trader.ask("POST", "/api/testnet/mint-v2", { contract });
    expect((await mint()).body).toEqual({ message: expect.any(String) });
    expect(exchange.balances({ ContractId: contract })).toHaveLength(2);
    expect((await mint()).body).toEqual({ error: expect.stringContaining("60 s") });
    clock.advance(60_000);
    expect((await mint()).body).toHaveProperty("message");
    const listed = await trader.ask("POST", "/analytics/v1/whitelist", { tradeAccount: contract });
    expect(listed.body).toEqual({ success: true, tradeAccount: contract, alreadyWhitelisted: true });
  });

  test("a withdrawal takes what the trading account holds, not what is locked or in a book", async () => {
    const { exchange, trader, act, held, rest, quote, base } = await setUp();
    rest("buy", 100n, 5n);
    await act(sell(100n, 5n));
    await act(buy(50n, 2n));
    const before = held(quote).trading_account_balance;
    expect(held(quote).order_books[exchange.markets[0].contract_id]).toMatchObject({ unlocked: 500n * unit });
    expect((await trader.withdraw(quote, before + 1n)).body).toEqual({
      message: expect.stringContaining("NotEnoughBalance"),
      reason: "NotEnoughBalance",
      receipts: [],
    });
    expect((await trader.withdraw(quote, 0n)).body).toMatchObject({ reason: "AmountIsZero" });
    const nonce = await trader.nonce();
    expect(await trader.withdraw(quote, before)).toEqual({ status: 200, body: { tx_id: txId } });
    expect(held(quote).trading_account_balance).toBe(0n);
    expect(await trader.nonce()).toBe(nonce + 1n);
    expect((await trader.withdraw(base, 1n, { nonce: "1" })).body.message).toContain("Nonce in the request");
    const totals = exchange.totals().map((total) => total.locked + total.unlocked + total.fees - total.deposited);
    expect(totals).toEqual(totals.map(() => 0n));
  });
});

describe("sessions", () => {
  test("are opened by nonce, shown with the account, replaced by the next, and end", async () => {
    const { exchange, market, trader, act, clock } = await setUp();
    const expiry = BigInt(clock.now() / 1_000 + 60);
    const opened = await trader.openSession([market.contract_id], expiry);
    expect(opened).toEqual({
      status: 200,
      body: {
        tx_id: txId,
        trade_account_id: trader.account,
        contract_ids: [market.contract_id],
        session_id: { Address: trader.session },
        session_expiry: String(expiry),
      },
    });
    expect(exchange.nonce({ ContractId: trader.account })).toBe(2n);
    const shown = await trader.ask("GET", `/v1/accounts?trade_account_id=${trader.account}`);
    expect(shown.body.session).toEqual({
      session_id: { Address: trader.session },
      expiry: String(expiry),
      contract_ids: [market.contract_id],
    });
    expect((await act(buy(50n, 1n))).status).toBe(200);
    const other = { session_id: { Address: `0x${"6".repeat(64)}` } };
    await trader.openSession([market.contract_id], expiry, other);
    expect(await act(buy(50n, 1n))).toMatchObject({
      status: 400,
      body: { code: 4001, message: "Invalid session address" },
    });
    await trader.openSession([market.contract_id], expiry);
    clock.advance(60_000);
    expect((await act(buy(50n, 1n))).body).toEqual({ code: 4001, message: "Expired session" });
  });

  test("are refused by the chain when they are over already or for nothing; preflight errors leave the nonce", async () => {
    const { market, trader, clock } = await setUp();
    const now = BigInt(clock.now() / 1_000);
    expect((await trader.openSession([market.contract_id], now)).body).toMatchObject({ reason: "SessionInThePast" });
    expect((await trader.openSession([], now + 60n)).body).toMatchObject({ reason: "NoApprovedContractIdsProvided" });
    const nonce = await trader.nonce();
    const stale = await trader.openSession([market.contract_id], now + 60n, { nonce: "0" });
    expect(stale.body).toMatchObject({ code: 1001, message: expect.stringContaining("Nonce in the request") });
    const unsigned = await trader.openSession([market.contract_id], now + 60n, { signature: { Secp256k1: "0x12" } });
    expect(unsigned.body).toMatchObject({ code: 4000 });
    const stranger = await trader.openSession([market.contract_id], now + 60n, { contract_id: `0x${"7".repeat(64)}` });
    expect(stranger).toMatchObject({ status: 404, body: { code: 4002 } });
    expect(await trader.nonce()).toBe(nonce);
  });

  test("act only in their own order books", async () => {
    const { exchange, trader, clock } = await setUp({}, { markets: undefined });
    const [first, second] = exchange.markets;
    await trader.openSession([first.contract_id], BigInt(clock.now() / 1_000 + 60));
    const refused = await trader.act([{ market_id: second!.market_id, actions: [settle(trader.account)] }]);
    expect(refused.body).toMatchObject({ code: 4001, message: expect.stringContaining("Contract not allowed") });
  });
});

describe("batches", () => {
  test("place, cancel and settle; orders lists what was created", async () => {
    const { exchange, market, trader, act, rest } = await setUp();
    rest("sell", 100n, 3n);
    const placed = await act(settle(trader.account), buy(100n, 5n), buy(90n, 1n, "PostOnly"));
    expect(placed).toMatchObject({ status: 200, body: { tx_id: txId } });
    expect(placed.body).not.toHaveProperty("reason");
    expect(placed.body.orders).toMatchObject([
      {
        side: "buy",
        price: String(100n * unit),
        quantity_fill: String(3n * unit),
        close: false,
        partially_filled: true,
      },
      { order_type: "PostOnly", close: false },
    ]);
    const cancelled = await act(cancel(placed.body.orders[0].order_id));
    expect(cancelled.body).toEqual({ tx_id: txId, orders: [] });
    const silent = await trader.act([{ market_id: market.market_id, actions: [buy(80n, 1n)] }], {
      collect_orders: false,
    });
    expect(silent.body).toEqual({ tx_id: txId });
    expect(exchange.orders({ ContractId: trader.account }, { open: true })).toHaveLength(2);
  });

  test("are all or nothing: one refused action undoes the others, and the nonce moves all the same", async () => {
    const { exchange, market, trader, act, rest } = await setUp();
    rest("sell", 100n, 3n);
    const mine = (await act(buy(80n, 1n))).body.orders[0].order_id;
    const before = [exchange.depth(market.market_id), exchange.trades(market.market_id), exchange.totals()];
    const nonce = await trader.nonce();
    const refused = await act(cancel(mine), buy(100n, 2n), buy(120n, 1n, "PostOnly"));
    expect(refused).toEqual({
      status: 400,
      body: { message: expect.stringContaining("OrderPartiallyFilled"), reason: "OrderPartiallyFilled", receipts: [] },
    });
    expect([exchange.depth(market.market_id), exchange.trades(market.market_id), exchange.totals()]).toEqual(before);
    expect(await trader.nonce()).toBe(nonce + 1n);
  });

  test.each([
    ["off the tick", [order("Buy", unit + 1n, 200n * unit)], "PricePrecision"],
    ["a price of zero", [order("Buy", 0n, unit)], "InvalidOrderArgs"],
    ["a quantity of zero", [order("Buy", unit, 0n)], "InvalidOrderArgs"],
    ["below the least value, sells too", [order("Sell", 100n * unit, unit / 200n)], "InvalidInputAmount"],
    ["that would cross as PostOnly", [buy(101n, 1n, "PostOnly")], "OrderPartiallyFilled"],
    ["too large to be filled at once", [buy(101n, 50n, "FillOrKill")], "OrderNotFilled"],
    [
      "bounds the wrong way round",
      [buy(101n, 1n, { BoundedMarket: { max_price: "1", min_price: "2" } })],
      "InvalidMarketOrderArgs",
    ],
    ["a cancel of no order", [cancel(`0x${"9".repeat(64)}`)], "OrderNotFound"],
  ])("revert with the chain's reason: %s", async (_, actions, reason) => {
    const { act, rest } = await setUp();
    rest("sell", 101n, 3n);
    expect((await act(...actions)).body).toMatchObject({ reason, receipts: [] });
  });

  test("a fraction of a quote unit is refused, unless the book allows it; the least value itself passes", async () => {
    const quote = { symbol: "fZZZ", decimals: 9, max_precision: 9 };
    const base = { symbol: "fAAA", decimals: 9, max_precision: 9 };
    const { act } = await setUp({ quote, base });
    const fraction = order("Buy", 999_999_999n, 1_500_000_000n);
    expect((await act(fraction)).body).toMatchObject({ reason: "FractionalPrice" });
    expect((await act(order("Buy", 200_000_000n, 5_000_000_000n))).status).toBe(200);
    expect((await act(order("Buy", 100_000_000n, 5_000_000_000n))).body).toMatchObject({
      reason: "InvalidInputAmount",
    });
    const allowing = await setUp({ quote, base, allowsFractions: true });
    expect((await allowing.act(fraction)).status).toBe(200);
  });

  test("a book may take no Market orders; a BoundedMarket order it takes", async () => {
    const { act, rest } = await setUp({ takesMarketOrders: false });
    rest("sell", 100n, 5n);
    expect((await act(buy(100n, 1n, "Market"))).body).toMatchObject({ reason: "InvalidMarketOrder" });
    const bounded = { BoundedMarket: { max_price: `${100n * unit}`, min_price: "1" } };
    expect((await act(buy(100n, 1n, bounded))).status).toBe(200);
  });

  test.each([
    ["dust stays with the book", 10n * unit, undefined],
    ["a unit more comes back", 10n * unit - 1n, undefined],
    ["dust of a bounded market order stays as well", 10n * unit, "BoundedMarket"],
    ["a unit more of a bounded market order comes back", 10n * unit - 1n, "BoundedMarket"],
  ])("of what a buy does not spend %s", async (_, dust, type) => {
    const { exchange, act, held, rest, quote } = await setUp({ dust });
    rest("sell", 99n, 10n);
    const before = held(quote).total_unlocked;
    // Ten were offered at 100 and taken at 99, so ten units of quote are left over.
    const { body } = await act(buy(100n, 10n, type && { BoundedMarket: BOUNDS }));
    expect(body).toHaveProperty("tx_id");
    const isKept = dust === 10n * unit;
    expect(before - held(quote).total_unlocked).toBe((isKept ? 1_000n : 990n) * unit);
    expect(held(quote).total_locked).toBe(0n);
    const { deposited, locked, unlocked, fees } = exchange.totals().find(({ asset_id }) => asset_id === quote)!;
    expect(fees).toBe(isKept ? 10n * unit : 0n);
    expect(locked + unlocked + fees).toBe(deposited);
  });

  test("a buy that rests keeps locked what its rest needs; only what is beyond that is left over", async () => {
    const { act, held, rest, quote } = await setUp({ dust: 4n * unit });
    rest("sell", 99n, 5n);
    const before = held(quote).total_unlocked;
    expect((await act(buy(100n, 10n))).status).toBe(200);
    expect(held(quote).total_locked).toBe(500n * unit);
    expect(before - held(quote).total_unlocked).toBe((495n + 500n) * unit);
  });

  test("the price window is per cent of the last trade, floored, both ends included, for every type", async () => {
    const { act, rest } = await setUp({ price_window: 10 });
    expect((await act(buy(500n, 1n))).status).toBe(200);
    rest("sell", 500n, 1n);
    const bounded = { BoundedMarket: { max_price: "1", min_price: "1" } };
    expect((await act(buy(449n, 1n))).body).toMatchObject({ reason: "PriceExceedsRange" });
    expect((await act(buy(449n, 1n, bounded))).body).toMatchObject({ reason: "PriceExceedsRange" });
    expect((await act(buy(450n, 1n))).status).toBe(200);
    expect((await act(sell(551n, 1n))).body).toMatchObject({ reason: "PriceExceedsRange" });
    expect((await act(sell(550n, 1n))).status).toBe(200);
  });

  test("another's order: NotOrderOwner; one that is filled: the batch reverts, or as an alternative passes it over", async () => {
    const { act, rest } = await setUp();
    const foreign = rest("sell", 200n, 1n);
    expect((await act(cancel(foreign.order_id))).body).toMatchObject({ reason: "NotOrderOwner" });
    const mine = (await act(buy(100n, 1n))).body.orders[0].order_id;
    rest("sell", 100n, 1n);
    expect((await act(cancel(mine))).body).toMatchObject({ reason: "OrderNotFound" });
    const alt = await setUp({}, { wire: { cancelClosed: "ignored" } });
    const closed = (await alt.act(buy(100n, 1n))).body.orders[0].order_id;
    alt.rest("sell", 100n, 1n);
    expect((await alt.act(cancel(closed), buy(90n, 1n))).status).toBe(200);
  });

  test("an order is paid from the trading account: proceeds of a book only after its SettleBalance", async () => {
    const { exchange, market, trader, act, held, rest, base, quote } = await setUp();
    const all = held(quote).trading_account_balance;
    rest("buy", 100n, 10n);
    await act(sell(100n, 10n));
    const price = all / unit + 500n;
    expect((await act(buy(price, 1n))).body).toMatchObject({ code: 7005 });
    const nonce = await trader.nonce();
    expect((await act(settle(trader.account), buy(price, 1n))).status).toBe(200);
    expect(await trader.nonce()).toBe(nonce + 1n);
    expect(held(quote).order_books[market.contract_id]).toMatchObject({ locked: price * unit, unlocked: 0n });
    // A cancel returns the amount to the trading account at once, not to the book.
    const [open] = exchange.orders({ ContractId: trader.account }, { open: true });
    await act(cancel(open!.order_id));
    expect(held(quote)).toMatchObject({ total_locked: 0n, trading_account_balance: all + 1_000n * unit });
    expect(held(base).total_locked).toBe(0n);
  });

  test("a market buy spends price × quantity, be it for more than the quantity; an empty book gives all back", async () => {
    const { act, rest, held, quote, base } = await setUp();
    rest("sell", 50n, 5n);
    const before = [held(quote).total_unlocked, held(base).total_unlocked];
    const { body } = await act(buy(100n, 2n, "Market"));
    expect(body.orders).toMatchObject([{ close: true, quantity_fill: String(4n * unit) }]);
    expect(before[0]! - held(quote).total_unlocked).toBe(200n * unit);
    expect(held(base).total_unlocked - before[1]!).toBe(4n * unit);
    await act(buy(50n, 1n, "FillOrKill"));
    const money = held(quote).total_unlocked;
    expect((await act(buy(100n, 2n, "Market"))).body.orders).toMatchObject([
      { close: true, cancel: true, quantity_fill: "0" },
    ]);
    expect(held(quote).total_unlocked).toBe(money);
  });

  test("fees: parts per million of what is received, floored; a taker's once on all it takes", async () => {
    const base = { symbol: "fAAA", decimals: 9, max_precision: 9 };
    const quote = { symbol: "fZZZ", decimals: 6, max_precision: 6 };
    const spec = { base, quote, taker_fee: 100n, maker_fee: 0n, min_order: 1n, startPrice: 1_000_000n };
    const { exchange, market, trader, act, held, base: asset } = await setUp(spec);
    const [ada] = exchange.accounts;
    for (const quantity of [5_999n, 5_999n]) {
      const price = 1_000_000_000n;
      exchange.place(ada, { marketId: market.market_id, side: "sell", price, quantity });
    }
    await act(order("Buy", 1_000_000_000n, 11_998n));
    // 11,998 × 100 / 10^6 is 1.1998, floored once. If it were floored for each match, it would be 0.
    expect(held(asset).order_books[market.contract_id]).toMatchObject({ unlocked: 11_997n, fee: 1n });
    expect(trader.account).not.toBe("");
  });

  test("their limits and what cannot be read: 7003, 7004, 1002, 2000, 4000", async () => {
    const { act, trader, market } = await setUp();
    const code = async (answer: ReturnType<typeof act>) => (await answer).body.code;
    expect(await code(act())).toBe(7003);
    expect(await code(trader.act([]))).toBe(7003);
    expect(await code(act(...Array.from({ length: 6 }, () => settle(trader.account))))).toBe(7004);
    expect(await code(act(order("Buy" as "Buy", 1n, 1n, "Whatever")))).toBe(1002);
    expect(await code(act({ CreateOrder: { side: "buy", price: "1", quantity: "1", order_type: "Spot" } }))).toBe(1002);
    expect(await code(act({ Dance: {} }))).toBe(1002);
    expect(await code(trader.act([{ market_id: `0x${"3".repeat(64)}`, actions: [settle(trader.account)] }]))).toBe(
      2000,
    );
    const turbo = { market_id: market.market_id, actions: [settle(trader.account)], turbo: true };
    expect((await trader.act([turbo])).body.message).toContain("margin venue");
    expect(
      await code(trader.act([{ market_id: market.market_id, actions: [settle(trader.account)] }], { signature: {} })),
    ).toBe(4000);
    expect(await trader.nonce()).toBe(1n);
  });

  test("the nonce stays after a revert where the alternative is asked for; reverts may be coded", async () => {
    const { trader, act, rest } = await setUp({}, { wire: { revertNonce: "stays", reverts: "coded" } });
    rest("sell", 100n, 1n);
    const nonce = await trader.nonce();
    const refused = await act(buy(100n, 2n, "FillOrKill"));
    expect(refused.body).toEqual({ code: 1000, message: expect.stringContaining("OrderNotFilled") });
    expect(await trader.nonce()).toBe(nonce);
  });
});
