// Parallel nonces as far as they are known: they do not move the account's nonce, each can be used once, and only the
// window over REST shows them.
import { describe, expect, test } from "vitest";
import { fixedClock, rawLink, stillExchange } from "./support.ts";
import { order, readyTrader } from "./trader.ts";

/** Bits 0 to 7: the bit; 8 to 135: the word; 136 to 167: the expiry; 168 to 175: the lane. */
const nonceOf = ({ bit = 0n, word = 0n, expiry = 0n, lane = 0n }): string =>
  String(bit | (word << 8n) | (expiry << 136n) | (lane << 168n));

const setUp = async (parallelNonces = true) => {
  const clock = fixedClock();
  const exchange = stillExchange({ wire: "likely", now: clock.now, parallelNonces });
  const [market] = exchange.markets;
  const trader = await readyTrader(exchange, clock.now());
  const expiry = BigInt(Math.floor(clock.now() / 1_000)) + 60n;
  const { tick, step, startPrice } = market;
  const price = (startPrice / 2n / tick) * tick;
  const actUnder = (nonce: string, at = price) =>
    trader.act([{ market_id: market.market_id, actions: [order("Buy", at, step * 1_000_000n)] }], { nonce });
  const windowOf = async (lane: number) => {
    const query = `trade_account_id=${trader.account}&nonce_session_id=${lane}`;
    return (await trader.ask("GET", `/v1/accounts/window?${query}`)).body;
  };
  return { exchange, trader, clock, expiry, price, actUnder, windowOf };
};

describe("a parallel nonce", () => {
  test("is good once, whatever came before it, and shows in the window of its lane alone", async () => {
    const { exchange, trader, expiry, actUnder, windowOf } = await setUp();
    const link = rawLink(exchange);
    link.send({ action: "subscribe_nonce", identities: [{ ContractId: trader.account }] });
    const before = exchange.nonce({ ContractId: trader.account });
    expect(await windowOf(2)).toEqual({ nonce_session_id: "2", base: "0", slots: [] });
    expect((await actUnder(nonceOf({ bit: 5n, word: 3n, expiry, lane: 2n }))).body).toHaveProperty("orders");
    expect((await actUnder(nonceOf({ bit: 1n, word: 3n, expiry, lane: 2n }))).body).toHaveProperty("tx_id");
    expect((await actUnder(nonceOf({ bit: 127n, expiry, lane: 2n }))).status).toBe(200);
    expect((await windowOf(2)).slots).toEqual([
      { word_position: "0", bitmap: String(1n << 127n) },
      { word_position: "3", bitmap: String((1n << 5n) | (1n << 1n)) },
    ]);
    expect((await windowOf(0)).slots).toEqual([]);
    // Used even under another expiry, because the expiry does not count.
    const again = await actUnder(nonceOf({ bit: 5n, word: 3n, expiry: expiry + 9n, lane: 2n }));
    expect(again.body).toMatchObject({ reason: "AlreadyUsed" });
    expect(exchange.nonce({ ContractId: trader.account })).toBe(before);
    expect(link.of("subscribe_nonce")).toEqual([]);
    expect(exchange.orders({ ContractId: trader.account }, { open: true })).toHaveLength(3);
  });

  test.each([
    ["is expired", { expiry: -60n }],
    ["has a bit that no word has", { bit: 128n }],
    ["has a word outside of the window", { word: 8n }],
    ["has a lane that there is not", { lane: 5n }],
  ])("that %s is not usable, and nothing is done", async (_, wrong) => {
    const { exchange, trader, expiry, actUnder } = await setUp();
    const { status, body } = await actUnder(
      nonceOf({ ...wrong, expiry: expiry + (("expiry" in wrong && wrong.expiry) || 0n) }),
    );
    expect([status, body.code, body.message]).toEqual([400, 1001, "Parallel nonce is not usable"]);
    expect(exchange.orders({ ContractId: trader.account })).toEqual([]);
  });

  test("is used up by a batch that reverts, as the account's own nonce is", async () => {
    const { price, expiry, actUnder, windowOf } = await setUp();
    const nonce = nonceOf({ expiry });
    expect((await actUnder(nonce, price + 1n)).body).toMatchObject({ reason: "PricePrecision" });
    expect((await windowOf(0)).slots).toEqual([{ word_position: "0", bitmap: "1" }]);
    expect((await actUnder(nonce)).body).toMatchObject({ reason: "AlreadyUsed" });
  });

  test("reverts with Revert(123) where accounts cannot use any, which only trying tells", async () => {
    const { exchange, trader, expiry, actUnder, windowOf } = await setUp(false);
    expect((await actUnder(nonceOf({ expiry }))).body).toMatchObject({ reason: "Revert(123)" });
    expect((await windowOf(0)).slots).toEqual([]);
    expect(exchange.orders({ ContractId: trader.account })).toEqual([]);
  });

  test("of more than 256 bits, and a sequential one that is not the next, are refused as before", async () => {
    const { actUnder } = await setUp();
    expect((await actUnder(String(1n << 256n))).body).toMatchObject({ code: 1002 });
    expect((await actUnder("77")).body.message).toMatch(/^Nonce in the request/);
  });
});

test.each(["call", "calls", "upgrade"])("POST /v1/accounts/%s is known, limited, and not carried out", async (name) => {
  const exchange = stillExchange({ wire: "likely", rateLimits: 1 });
  const ask = () =>
    exchange.fetch(`${exchange.config.apiBase}/v1/accounts/${name}`, {
      method: "POST",
      headers: { "O2-Owner-Id": `0x${"a".repeat(64)}` },
      body: "{}",
    });
  for (let times = 0; times < 10; times += 1) {
    const answer = await ask();
    expect([answer.status, (await answer.json()).code]).toEqual([400, 1001]);
  }
  const limited = await ask();
  expect([limited.status, (await limited.json()).code]).toEqual([429, 1003]);
});
