// The reads of the margin venue: complete, in each spelling, malformed, rejected, and unknown.
import { marginFigures, O2InputError, O2Rest } from "o2-react/client";
import { createExchange, type SimulatedExchangeOptions } from "o2-react/testing";
import { describe, expect, it } from "vitest";
import { marginScript, tierOf } from "../support/margin.ts";

const ID = `0x${"8".repeat(64)}`;
const ASSET = `0x${"a".repeat(64)}`;

function reading(options: SimulatedExchangeOptions = {}) {
  const exchange = createExchange(options);
  const [ada] = exchange.accounts;
  const child = exchange.openMarginAccount(ada);
  exchange.turbo().setMarginState(child, marginScript(exchange.markets, ada.id));
  exchange.turbo().setMarginTiers([tierOf(exchange.markets)]);
  const rest = new O2Rest(exchange.config.apiBase, { fetch: exchange.fetch, retries: 0 });
  return { exchange, ada, child, rest };
}

/** A rest whose every answer is this text. */
function answering(body: unknown, status = 200): O2Rest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new O2Rest("https://o2.simulated", { fetch: async () => new Response(text, { status }), retries: 0 });
}

/** The least members of an account, as a server may spell it. */
const least = {
  margin_account: "AB",
  parent: { ContractId: ASSET },
  index: "1",
  now: 1_768_000_000,
  collateral_decimals: "6",
  balances: [],
  prices: [],
};
const session = { collateral: "5", drawn_quote: 1, debt: null, fees_accrued: "0" };
const tier = {
  tier_id: 1,
  line: "1000",
  k: "100",
  maintenance: "20",
  open_buffer: "50",
  threshold: "120",
  price_band_bps: 1_000,
};

describe("what is read is what the exchange has", () => {
  it.each<SimulatedExchangeOptions>([
    {},
    { wire: "alt" },
    { wire: { amounts: "number", ids: "upper", members: "more" } },
  ])("%j: an account, its id by its place, and the tiers", async (options) => {
    const { rest, exchange, ada, child } = reading(options);
    const { session: said, ...script } = marginScript(exchange.markets, ada.id);
    const state = await rest.marginState({ account: child });
    expect(state).toMatchObject({
      margin_account: child,
      ...script,
      session: { ...said, version: expect.stringMatching(/^V[12]$/) },
    });
    expect(await rest.marginChild({ parent: ada.id, index: 0 })).toBe(child);
    expect(await rest.marginTiers()).toMatchObject([tierOf(exchange.markets)]);
  });

  it("undefined if the exchange does not know the id, whatever status it answers with", async () => {
    const { rest } = reading();
    expect(await rest.marginState({ account: ID })).toBeUndefined();
    const message = "Unknown margin account 0x8";
    expect(await answering({ code: 1001, message }).marginState({ account: ID })).toBeUndefined();
    expect(await answering({ error: message }, 400).marginState({ account: ID })).toBeUndefined();
    expect(await answering(message, 404).marginState({ account: ID })).toBeUndefined();
  });
});

describe("spellings", () => {
  it("the least that is an account", async () => {
    expect(await answering(least).marginState({ account: ID })).toEqual({
      margin_account: "0xab",
      parent: { ContractId: ASSET },
      index: 1,
      pool: undefined,
      now: 1_768_000_000n,
      collateral_decimals: 6,
      session: undefined,
      tier: undefined,
      rollover: undefined,
      balances: [],
      prices: [],
    });
  });

  it.each([
    [{ V1: session }, "V1"],
    [{ V2: session }, "V2"],
    [{ V3: session }, "V3"],
    [session, undefined],
  ])("a session in %j", async (wrapped, version) => {
    const state = await answering({ ...least, session: wrapped }).marginState({ account: ID });
    expect(state?.session).toMatchObject({ version, collateral: 5n, drawn_quote: 1n, debt: [], isPerpetual: false });
  });

  it.each([[[[ASSET.slice(2).toUpperCase(), "7"]]], [{ [ASSET]: 7 }]])("debts as %j", async (debt) => {
    const state = await answering({ ...least, session: { V2: { ...session, debt } } }).marginState({ account: ID });
    expect(state?.session?.debt).toEqual([{ asset_id: ASSET, amount: 7n }]);
  });

  it.each(['"18446744073709551615"', "18446744073709551615"])("a session without an end, as %s", async (end) => {
    const text = JSON.stringify({ ...least, session: { V2: { ...session, expires_at: "END" } } }).replace('"END"', end);
    const state = await answering(text).marginState({ account: ID });
    expect(state?.session).toMatchObject({ expires_at: 18_446_744_073_709_551_615n, isPerpetual: true });
  });

  it("a price without a word on its staleness is stale", async () => {
    const price = { asset_id: ASSET, bid: "1", ask: "1", asset_decimals: 9 };
    const state = await answering({ ...least, prices: [price, { ...price, stale: false }] }).marginState({
      account: ID,
    });
    expect(state?.prices.map(({ stale }) => stale)).toEqual([true, false]);
  });

  it.each([{ tiers: [tier] }, [tier]])("tiers as %j", async (body) => {
    expect(await answering(body).marginTiers()).toMatchObject([
      { tier_id: 1n, line: 1_000n, assets: [], turbo: undefined },
    ]);
  });
});

describe("what cannot be read is an error that names the place", () => {
  it.each([
    [{ ...least, now: undefined }, "now is not a whole number"],
    [{ ...least, balances: undefined }, "balances is not a list"],
    [{ ...least, balances: [{ asset_id: ASSET, on_account: "-1" }] }, "balances[0].on_account is negative"],
    [{ ...least, session: { V2: { ...session, debt: [7] } } }, "session.debt is not a list"],
    [{ ...least, session: { V2: { ...session, collateral: "1.5" } } }, "session.collateral is not a whole number: 1.5"],
    [{ ...least, tier: { ...tier, k: null } }, "tier.k is not a whole number"],
    [{ ...least, prices: [{ asset_id: ASSET, bid: "1", asset_decimals: 9 }] }, "prices[0].ask is not a whole number"],
    [[], "the answer is not an object"],
  ])("%j", async (body, message) => {
    await expect(answering(body).marginState({ account: ID })).rejects.toThrow(message);
  });

  it("a tier, and another account's place", async () => {
    await expect(answering([{}]).marginTiers()).rejects.toThrow("tiers[0].tier_id is not a whole number");
    const other = { contract_id: ID, index: 2 };
    await expect(answering(other).marginChild({ parent: ID, index: 1 })).rejects.toThrow("it is of another index");
  });

  it("a network without the venue", async () => {
    const { exchange } = reading();
    const none = createExchange({ margin: false });
    const rest = new O2Rest(none.config.apiBase, { fetch: none.fetch, retries: 0 });
    for (const read of [
      () => rest.marginState({ account: ID }),
      () => rest.marginTiers(),
      () => rest.marginChild({ parent: ID, index: 0 }),
    ])
      await expect(read()).rejects.toMatchObject({
        name: "O2RestError",
        status: 404,
        message: expect.stringMatching(/^The network does not answer for its margin venue, and may have none: GET/),
      });
    exchange.close();
  });

  it("an invalid place, before anything is requested", () => {
    expect(() => answering("").marginChild({ parent: ID, index: -1 })).toThrow(O2InputError);
    expect(() => answering("").marginChild({ parent: ID, index: 256 })).toThrow(
      "Expected a whole number from 0 to 255",
    );
  });
});

it("the figures are computed with the venue's collateral asset", async () => {
  const { rest, exchange, child } = reading();
  const state = await rest.marginState({ account: child });
  const collateral_asset_id = exchange.markets[0].quote.asset;
  const figures = state && marginFigures(state, { collateral_asset_id, stress_band_bps: undefined });
  expect(figures?.risk).toMatchObject({ equity: 388_000_000_000n - 7n, isFrozen: false });
});
