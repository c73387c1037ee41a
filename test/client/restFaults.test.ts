// Failing REST reads: which are tried again, which error is thrown, and which input is rejected before any request.
import { O2InputError, O2Rest, O2RestError, type RestOptions } from "o2-react/client";
import type { RestFault } from "o2-react/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failure, page } from "../support/rest.ts";

const market = `0x${"8".repeat(64)}`;

describe("in fake time", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const settle = (): Promise<unknown> => vi.runAllTimersAsync();

  it.each<[string, RestFault]>([
    ["429", { status: 429 }],
    ["code 1003 whatever the status", { status: 200, body: { code: 1003, message: "slow down" } }],
    ["500", { status: 500 }],
    ["503 with a page of HTML", { status: 503, html: "<html>maintenance</html>" }],
    ["408", { status: 408 }],
    ["no answer", { fail: true }],
    ["an answer too late", { delay: 10_001 }],
  ])("%s is tried again, after half a second to a second and then twice that", async (_, fault) => {
    const { exchange, rest, asked } = page();
    exchange.faults.rest({ ...fault, times: 2 });
    const read = rest.markets();
    await settle();
    expect(await read).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = asked.map((time) => time % 10_000);
    expect(first).toBe(0);
    expect(second).toBeGreaterThanOrEqual(500);
    expect(second).toBeLessThanOrEqual(1_000);
    expect(third - second).toBeGreaterThanOrEqual(1_000);
    expect(third - second).toBeLessThanOrEqual(2_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each<[string, RestFault, Partial<O2RestError>]>([
    [
      "GET /v1/markets was refused (429, code 1003): rate limit exceeded",
      { status: 429 },
      { status: 429, code: 1003, isTransient: true },
    ],
    [
      "GET /v1/markets was refused (500, code 1000): a simulated error 500",
      { status: 500 },
      { status: 500, code: 1000, isTransient: true },
    ],
    [
      'GET /v1/markets was refused (502): it answered "<html>Bad gateway</html>"',
      { html: "<html>Bad gateway</html>" },
      { status: 502, code: undefined, isTransient: true },
    ],
    [
      "GET /v1/markets failed: fetch failed.",
      { fail: true },
      { status: undefined, code: undefined, isTransient: true },
    ],
    ["GET /v1/markets was not answered within 10000 ms.", { delay: 60_000 }, { status: undefined, isTransient: true }],
  ])("given up after two more: %s", async (message, fault, fields) => {
    const { exchange, rest, asked } = page();
    exchange.faults.rest({ ...fault, times: 100 });
    const failed = failure(rest.markets());
    await settle();
    const error = await failed;
    expect(error).toBeInstanceOf(O2RestError);
    expect(error).toMatchObject({ message, ...fields });
    expect(asked).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  const notFound = { status: 404, body: { code: 2000, message: "no such market" } };
  it.each<[string, RestFault, Partial<O2RestError>]>([
    ["was refused (404, code 2000): no such market", notFound, { status: 404, code: 2000 }],
    ["was refused (400): it gave no message", { status: 400, body: {} }, { status: 400, code: undefined }],
    [
      'was answered with "<!doctype html> <title>Sign in</title> <…" where JSON was expected.',
      { status: 200, html: "<!doctype html>\n<title>Sign in</title>\n<form></form>" },
      { status: 200 },
    ],
    ['was answered with "{"trades":[{"trade_id":"1"," where', { status: 200, html: '{"trades":[{"trade_id":"1",' }, {}],
    ["was answered with nothing where JSON was expected.", { status: 200, html: "" }, { status: 200 }],
    ["was answered in an unknown shape: the answer is not an object.", { body: "hello" }, { status: 200 }],
    ["was answered in an unknown shape: trades is not a list.", { body: { trades: {} } }, {}],
    ["was answered in an unknown shape: trades[0] is not an object.", { body: [null] }, {}],
    ["unknown shape: trades[0].side is neither buy nor sell.", { body: [{ trade_id: "1", side: "up" }] }, {}],
    [
      "unknown shape: trades[0].price is not a whole number: 1.5.",
      { body: [{ trade_id: "1", side: "buy", price: 1.5 }] },
      {},
    ],
  ])("not tried again: %s", async (message, fault, fields) => {
    const { exchange, rest, asked } = page();
    exchange.faults.rest({ ...fault, times: 100 });
    const failed = failure(rest.trades({ market }));
    await settle();
    const error = await failed;
    expect(error).toBeInstanceOf(O2RestError);
    expect(error).toMatchObject({ isTransient: false, ...fields });
    expect((error as O2RestError).message).toMatch(/^GET \/v1\/trades was /);
    expect((error as O2RestError).message).toContain(message);
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Parameters<typeof failingRead>[0], RegExp]>([
    ["depth", { body: { orders: {} } }, /orders has neither buys nor sells/],
    ["depth", { body: {} }, /orders is not an object/],
    ["depth", { body: { orders: { buys: [{ price: "1", quantity: "-1" }], sells: [] } } }, /quantity is negative/],
    ["markets", { body: { markets: [{ base: {}, quote: {} }] } }, /markets\[0\]\.base\.decimals/],
    ["bars", { body: { bars: [{ time: "now" }] } }, /bars\[0\]\.time is not a whole number: now/],
    ["orders", { body: { orders: [{ order_id: "?" }] } }, /orders\[0\]\.order_id is not a hex id/],
    ["balance", { body: { total_locked: "-1" } }, /balance\.total_locked is negative/],
    ["account", { body: { trade_account_id: "0x1", trade_account: { nonce: "?" } } }, /nonce is not a whole number/],
    ["account", { body: { trade_account_id: "0x1", trade_account: 5 } }, /trade_account is not an object/],
    ["account", { body: { surprise: true } }, /trade_account_id is not a hex id/],
    ["ticker", { body: [] }, /the answer is not an object/],
  ])("a wrong shape of %s says which part is wrong", async (name, fault, message) => {
    expect(await failingRead(fault, name)).toMatchObject({
      name: "O2RestError",
      message: expect.stringMatching(message),
    });
  });

  it("only a 404 means that there is no account: a server that fails without a code proves nothing", async () => {
    expect(await failingRead({ status: 500, body: {}, times: 9 }, "account")).toMatchObject({ status: 500 });
    expect(await failingRead({ status: 500, body: {}, times: 9 }, "balance")).toMatchObject({ status: 500 });
  });

  async function failingRead(fault: RestFault, name: string): Promise<unknown> {
    const { exchange, rest } = page();
    exchange.faults.rest(fault);
    const identity = { ContractId: market };
    const reads: Record<string, () => Promise<unknown>> = {
      depth: () => rest.depth({ market }),
      markets: () => rest.markets(),
      bars: () => rest.bars({ market, resolution: "1m", from: 0, to: 1 }),
      orders: () => rest.orders({ market, identity }),
      balance: () => rest.balance({ asset: market, identity }),
      account: () => rest.account({ identity }),
      ticker: () => rest.ticker({ market }),
    };
    const failed = failure(reads[name]!());
    await settle();
    return failed;
  }

  it("a 404 means no balance only when the API itself answers it: a proxy's page is an error", async () => {
    const { exchange, rest } = page();
    const balance = { asset: market, identity: { ContractId: market } };
    for (const none of [{ body: {} }, { body: { code: 4002, message: "no such account" } }, { html: "" }]) {
      exchange.faults.rest({ status: 404, ...none });
      const read = rest.balance(balance);
      await settle();
      expect(await read).toMatchObject({ total_unlocked: 0n, order_books: {} });
    }
    for (const wrong of [{ html: "default backend - 404" }, { body: { code: 2000, message: "no such market" } }]) {
      exchange.faults.rest({ status: 404, ...wrong });
      const failed = failure(rest.balance(balance));
      await settle();
      expect(await failed).toMatchObject({ name: "O2RestError", status: 404 });
    }
  });

  it("retries can be set for all reads and for one", async () => {
    const { exchange, rest, asked } = page({ retries: 1 });
    exchange.faults.rest({ status: 500, times: 100 });
    const reads = [failure(rest.markets()), failure(rest.markets({ retries: 0 }))];
    await settle();
    await Promise.all(reads);
    expect(asked).toHaveLength(3);
    expect(await failure(rest.markets({ retries: -1 }))).toMatchObject({ name: "O2InputError", parameter: "retries" });
  });

  it("the time an answer may take begins when it is asked for, not while it waits for its turn", async () => {
    const { rest } = page({ maxRequests: 1, requestTimeout: 100, retries: 0 }, 30);
    const reads = [rest.markets(), rest.markets(), rest.markets()];
    await settle();
    expect(await Promise.all(reads)).toHaveLength(3);
  });

  it("a fetch that knows nothing of signals is given up in time, and its place is free", async () => {
    let calls = 0;
    const fetch: typeof globalThis.fetch = () => {
      calls += 1;
      return new Promise(() => undefined);
    };
    const { rest } = page({ fetch, maxRequests: 1, requestTimeout: 100, retries: 0 });
    const reads = [failure(rest.markets()), failure(rest.markets())];
    await settle();
    expect(await reads[1]).toMatchObject({ message: "GET /v1/markets was not answered within 100 ms." });
    expect(calls).toBe(2);
  });
});

it.each([0, 1.5, -1, 51, Number.NaN, Infinity])("a page of %d trades is rejected before any request", async (count) => {
  const { rest, asked } = page();
  const wrong = expect.objectContaining({ name: "O2InputError", parameter: "count" });
  expect(() => rest.trades({ market, count })).toThrow(wrong);
  if (count !== 51) expect(() => rest.orders({ market, identity: { ContractId: market }, count })).toThrow(wrong);
  expect(asked).toEqual([]);
});

describe("bad options", () => {
  it.each([
    ...["", "api.testnet.o2.app", "/v1", "ws://host", "ftp://host", "http://", "https://[", undefined, null],
    // Such a base would put the path of a read into the query or the fragment.
    ...["https://host?key=1", "https://host/o2?key=1", "https://host/o2#x", "https://host#x"],
  ])("the base %j is refused", (base) => {
    expect(() => new O2Rest(base as string)).toThrow(O2InputError);
    expect(() => new O2Rest(base as string)).toThrow(/^config\.apiBase: .* Expected an absolute http/);
  });

  it.each<[RestOptions, string]>([
    [{ maxRequests: 0 }, "maxRequests: 0 cannot be used. Expected a whole number from 1, or Infinity for no end"],
    [{ retries: -1 }, "retries: -1 cannot be used. Expected a whole number from 0, or Infinity for no end"],
    [{ retries: Number.NaN }, "retries: NaN cannot be used. Expected a whole number from 0, or Infinity for no end"],
    [{ requestTimeout: 0 }, "requestTimeout: 0 cannot be used. Expected 1 ms or more, or Infinity for never"],
  ])("%o is refused", (options, message) => {
    expect(() => new O2Rest("https://host", options)).toThrow(O2InputError);
    expect(() => new O2Rest("https://host", options)).toThrow(message);
  });
});

it.each(["[", '{"a":'])(
  "an answer that is nested deeper than the stack is an O2RestError like any other (%s)",
  async (open) => {
    const nested = `${open.repeat(50_000)}1${(open === "[" ? "]" : "}").repeat(50_000)}`;
    const body = `{"last_price":${nested},"best_bid":"1","best_ask":"1"}`;
    const rest = new O2Rest("http://x", { retries: 0, fetch: async () => new Response(body) });
    await expect(rest.ticker({ market: `0x${"1".repeat(64)}` })).rejects.toBeInstanceOf(O2RestError);
  },
);

it("an error repeats only the beginning of a server's long text", async () => {
  const body = JSON.stringify({ code: 1001, message: "9".repeat(5_000) });
  const rest = new O2Rest("http://x", { retries: 0, fetch: async () => new Response(body, { status: 400 }) });
  const error: Error = await rest.markets().then(
    () => new Error("it was read"),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(O2RestError);
  expect(error.message).toContain("9".repeat(100));
  expect(error.message.length).toBeLessThan(300);
});
