// Unusable input is rejected with a typed error that says what was wrong, what was expected and how to fix it.
import {
  findMarket,
  O2InputError,
  O2LimitError,
  O2Rest,
  O2WebSocket,
  parsePrice,
  parseQuantity,
  RESOLUTIONS,
  type Resolution,
} from "o2-react/client";
import { prefetch } from "o2-react/server";
import { createExchange } from "o2-react/testing";
import { describe, expect, it } from "vitest";
import { serve } from "../support/served.ts";

const CONFIG = { wsUrl: "ws://127.0.0.1:9/v1/ws" };
const ID = `0x${"ab".repeat(32)}`;

describe("addresses and options", () => {
  it.each([undefined, null, 7, "", "api.o2.app/v1/ws", "https://api.o2.app/v1/ws", "ws://", "ws://host/#part"])(
    "wsUrl %o",
    (wsUrl) => {
      expect(() => new O2WebSocket({ wsUrl: wsUrl as string })).toThrow(O2InputError);
      expect(() => new O2WebSocket({ wsUrl: wsUrl as string })).toThrow(
        /config\.wsUrl: .* Expected an absolute ws:\/\/ or wss:\/\/ address/,
      );
    },
  );

  it("no config at all", () => {
    expect(() => new O2WebSocket(undefined as never)).toThrow(O2InputError);
  });

  it.each(["pingInterval", "deadAfter", "minReconnectDelay"])("%s of zero, or not a number", (name) => {
    expect(() => new O2WebSocket(CONFIG, { [name]: 0 })).toThrow(O2InputError);
    expect(() => new O2WebSocket(CONFIG, { [name]: Number.NaN })).toThrow(
      new RegExp(`${name}: NaN cannot be used. Expected 1 ms or more, or Infinity for never`),
    );
  });
});

describe("what to follow", () => {
  const ws = new O2WebSocket(CONFIG);

  it.each(["", "FUEL/USDC", "0x12", `${ID}0`, `0x${"g".repeat(64)}`, 12, null, undefined])("market id %o", (id) => {
    for (const call of ["streamDepth", "streamTrades", "unsubscribeDepth", "unsubscribeTrades"] as const) {
      expect(() => ws[call](id as string)).toThrow(O2InputError);
      expect(() => ws[call](id as string)).toThrow(/is not a market id\. Expected 32 bytes of hex/);
    }
  });

  it.each(["1", "0", "", "20", "1000000000000000000000", "1e3", 10])("wire precision %o", (precision) => {
    expect(() => ws.streamDepth(ID, precision as string)).toThrow(O2InputError);
    expect(() => ws.streamDepth(ID, precision as string)).toThrow(/Expected a power of ten as a string/);
  });

  it.each([["0x12"], [{}], [{ ContractId: "0x12" }], [null], [{ Address: 4 }]])("identity %o", (identity) => {
    for (const call of ["streamOrders", "streamBalances", "streamNonce", "unsubscribeBalances"] as const) {
      expect(() => ws[call]([identity as string])).toThrow(O2InputError);
      expect(() => ws[call]([identity as string])).toThrow(/is not an identity\. Expected \{ ContractId/);
    }
  });

  it("an empty identity list", () => {
    for (const call of ["streamOrders", "streamBalances", "streamNonce"] as const) {
      expect(() => ws[call]([])).toThrow(O2InputError);
      expect(() => ws[call]([])).toThrow(/the list is empty\. Expected at least one identity/);
    }
  });

  it("more than ten identities; one given twice counts once", () => {
    const ids = Array.from({ length: 11 }, (_, index) => `0x${String(index).padStart(64, "0")}`);
    for (const call of ["streamOrders", "streamBalances", "streamNonce"] as const) {
      expect(() => ws[call](ids)).toThrow(O2LimitError);
      expect(() => ws[call](ids)).toThrow(/11 were given: the server takes at most 10/);
    }
    void ws.streamOrders([...ids.slice(0, 10), ids[0]!.toUpperCase().replace("0X", "")]).return();
  });
});

describe("what code can read of an error", () => {
  const [market] = createExchange().markets;
  const thrown = (run: () => unknown): unknown => {
    try {
      run();
    } catch (error) {
      return error;
    }
    throw new Error("nothing was thrown");
  };
  const ws = new O2WebSocket(CONFIG);
  const both = { ContractId: ID, Address: ID };

  it.each<[string, () => unknown, object]>([
    [
      "a trade account and a wallet at once",
      () => ws.streamOrders([both]),
      { parameter: "identities", code: "conflict", value: both, allowed: ["ContractId", "Address"] },
    ],
    [
      "an identity that is none",
      () => ws.streamNonce(["0x12"]),
      { parameter: "identities", code: "malformed", value: "0x12" },
    ],
    [
      "a wallet on the margin venue",
      () => ws.streamOrders([{ Address: ID }], { venue: "turbo" }),
      { parameter: "identities", code: "conflict", value: { Address: ID } },
    ],
    ["no identity", () => ws.streamNonce([]), { parameter: "identities", code: "outOfRange" }],
    ["a market that is none", () => ws.streamTrades("FUEL"), { parameter: "market", code: "malformed", value: "FUEL" }],
    [
      "a market that is not there",
      () => findMarket([market], "A/B"),
      { parameter: "market", code: "unknown", value: "A/B", allowed: [market.pair] },
    ],
    [
      "a pair of two markets",
      () => findMarket([market, { ...market, market_id: ID }], market.pair),
      { parameter: "market", code: "conflict", allowed: [market.market_id, ID] },
    ],
    [
      "a precision that is none",
      () => ws.streamDepth(ID, "1"),
      { parameter: "wirePrecision", code: "outOfRange", value: "1", allowed: expect.arrayContaining(["10", "100"]) },
    ],
    [
      "a price finer than the tick",
      () => parsePrice(market, "0.0121756", { locale: "en-US" }),
      { parameter: "price", code: "tooPrecise", value: "0.0121756", allowed: [12_175_000n] },
    ],
    [
      "a quantity finer than the step",
      () => parseQuantity(market, "1.2345", { locale: "en-US" }),
      { parameter: "quantity", code: "tooPrecise", allowed: [1_234_000_000n] },
    ],
    [
      "a price that is no number",
      () => parsePrice(market, "cheap"),
      { parameter: "price", code: "malformed", value: "cheap" },
    ],
    ["a price below zero", () => parsePrice(market, "-1"), { parameter: "price", code: "outOfRange", value: "-1" }],
  ])("%s", (_, run, fields) => {
    const error = thrown(run);
    expect(error).toBeInstanceOf(O2InputError);
    expect(error).toMatchObject(fields);
    expect((error as Error).message).toMatch(/Expected|Pass the id|Round it/);
  });

  it("a length of candles that is none, before anything is read", async () => {
    const rest = new O2Rest("http://127.0.0.1:9", { fetch: () => Promise.reject(new Error("it was read")) });
    const error = thrown(() => rest.bars({ market: ID, resolution: "7m" as Resolution, from: 0, to: 1 }));
    expect(error).toMatchObject({ parameter: "resolution", code: "unknown", value: "7m", allowed: RESOLUTIONS });
    expect((error as Error).message).toContain("Expected one of 1s, 1m, 2m, 3m,");
    const candles = [{ market: ID, resolution: "1y" as Resolution }];
    const fetch = async () => new Response('{"markets":[]}');
    const config = { ...CONFIG, apiBase: "http://127.0.0.1:9" };
    await expect(prefetch({ config, candles, fetch })).rejects.toMatchObject({ code: "unknown", value: "1y" });
  });
});

it("bad input sends nothing and disturbs no other reader", async () => {
  const { client, exchange, requests } = await serve();
  const ws = await client().connect();
  const id = exchange.markets[0]!.market_id;
  const reader = ws.streamDepth(id);
  await reader.next();
  requests();
  expect(() => ws.streamDepth(id, "7")).toThrow(O2InputError);
  expect(() => ws.streamOrders([])).toThrow(O2InputError);
  expect(() => ws.streamTrades("nope")).toThrow(O2InputError);
  exchange.tick(100);
  expect((await reader.next()).done).toBe(false);
  expect(requests()).toEqual([]);
});
