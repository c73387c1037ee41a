// The figures of a margin account, each worked out by hand.
import { describe, expect, it } from "vitest";
import type { MarginBalance, MarginPrice, MarginSession, MarginState, MarginTier } from "./entities.ts";
import { marginFigures } from "./marginFigures.ts";

const USD = "0x01";
const FUEL = "0x02";
const ETH = "0x03";
const ONE = 10n ** 18n;

const balance = (asset_id: string, change: Partial<MarginBalance> = {}): MarginBalance => ({
  asset_id,
  on_account: 0n,
  received: 0n,
  locked: 0n,
  settled: 0n,
  debt: 0n,
  ...change,
});
const price = (asset_id: string, bid: bigint, ask: bigint, change: Partial<MarginPrice> = {}): MarginPrice => ({
  asset_id,
  bid,
  ask,
  asset_decimals: 9,
  timestamp: 0n,
  stale: false,
  ...change,
});

const session = { collateral: 1_000n, drawn_quote: 300n, fees_accrued: 7n } as MarginSession;
const tier = {
  line: 1_000n,
  k: 100n,
  maintenance: 20n,
  open_buffer: 50n,
  threshold: 120n,
  price_band_bps: 1_000n,
} as MarginTier;
const losses = [1_500n, 1_000n, 500n, 0n];
const prepaid = { ...tier, turbo: { max_loss_bps: losses } } as unknown as MarginTier;

const state = (change: object = {}): MarginState =>
  ({ collateral_decimals: 9, session, tier, balances: [], prices: [], ...change }) as unknown as MarginState;
const venue = { collateral_asset_id: USD, stress_band_bps: undefined };
const figures = (change: object = {}, of: Parameters<typeof marginFigures>[1] = venue) =>
  marginFigures(state(change), of);

describe("positions", () => {
  it("are all there is of an asset less the debt, and negative when short", () => {
    const balances = [
      balance(FUEL, { on_account: 10n, received: 20n, locked: 30n, settled: 40n, debt: 5n }),
      balance(ETH, { on_account: 1n, debt: 8n }),
      balance(USD, { on_account: 3n }),
    ];
    const prices = [price(FUEL, 2n * ONE, 3n * ONE), price(ETH, 2n * ONE, 3n * ONE)];
    expect(figures({ balances, prices }).positions).toEqual([
      { asset_id: FUEL, quantity: 95n, value: 190n },
      { asset_id: ETH, quantity: -7n, value: -21n },
      { asset_id: USD, quantity: 3n, value: 3n },
    ]);
  });

  it("are valued against the holder: a long one is rounded down, a short one up", () => {
    const half = [price(FUEL, ONE / 2n, ONE / 2n)];
    const worthOf = (change: Partial<MarginBalance>) =>
      figures({ balances: [balance(FUEL, change)], prices: half }).positions[0]?.value;
    expect([worthOf({ on_account: 3n }), worthOf({ debt: 3n }), worthOf({ debt: 4n }), worthOf({})]).toEqual([
      1n,
      -2n,
      -2n,
      0n,
    ]);
  });

  it.each([
    // 4 FUEL at 2.5 dollars are 10 dollars, whatever either has of decimals.
    [9, 6, 4n * 10n ** 9n, 10n * 10n ** 6n],
    [9, 9, 4n * 10n ** 9n, 10n * 10n ** 9n],
    [18, 6, 4n * 10n ** 18n, 10n * 10n ** 6n],
    [0, 19, 4n, 10n * 10n ** 19n],
  ])("of an asset with %i decimals are in the %i of the collateral", (decimals, collateral, quantity, value) => {
    const prices = [price(FUEL, (ONE * 5n) / 2n, ONE * 3n, { asset_decimals: decimals })];
    const change = { balances: [balance(FUEL, { on_account: quantity })], prices, collateral_decimals: collateral };
    expect(figures(change).positions[0]?.value).toBe(value);
  });
});

describe("risk", () => {
  it("has the equity of collateral, coins and positions, less what was drawn and the fees", () => {
    const balances = [
      balance(USD, { on_account: 500n, received: 20n, locked: 30n, settled: 4n, debt: 77n }),
      balance(FUEL, { on_account: 100n }),
      balance(ETH, { debt: 10n }),
    ];
    const prices = [price(FUEL, 2n * ONE, 3n * ONE), price(ETH, 4n * ONE, 5n * ONE)];
    // 1000 + 554 - 300 - 7 + 200 - 50: the debt in the collateral asset is what was drawn.
    expect(figures({ balances, prices }).risk).toMatchObject({ equity: 1_397n, value: 1_497n });
  });

  it.each<readonly [string, object, bigint, bigint]>([
    ["the tier's threshold", { tier }, 120n, 150n],
    ["the same without rollovers", { tier: prepaid }, 120n, 150n],
    [
      "the same where no loss is allowed",
      { tier: { ...tier, turbo: { max_loss_bps: [0n, 0n] } }, rollover: { rollovers_used: 0n } },
      120n,
      150n,
    ],
    ["the line less the loss on prepaid terms", { tier: prepaid, rollover: { rollovers_used: 0n } }, 850n, 880n],
    ["less of it with each rollover", { tier: prepaid, rollover: { rollovers_used: 1n } }, 900n, 930n],
    ["the last one beyond the table", { tier: prepaid, rollover: { rollovers_used: 9n } }, 1_000n, 1_030n],
    [
      "never below zero",
      { tier: { ...tier, turbo: { max_loss_bps: [10_001n] } }, rollover: { rollovers_used: 0n } },
      0n,
      30n,
    ],
  ])("draws the lines at %s", (_, change, liquidationLine, freezeLine) => {
    expect(figures(change).risk).toMatchObject({ liquidationLine, freezeLine });
  });

  it.each([
    // V is 793 + cash: equal to the line is liquidatable, equal to the other one is not frozen.
    [120n - 793n, true, true],
    [121n - 793n, false, true],
    [149n - 793n, false, true],
    [150n - 793n, false, false],
  ])("with %i more than V of nothing: liquidatable %s, frozen %s", (more, isLiquidatable, isFrozen) => {
    const changed = { ...session, collateral: 1_000n + more };
    expect(figures({ session: changed }).risk).toMatchObject({ isLiquidatable, isFrozen });
  });

  it("freezes at prices that are worse by the venue's stress band, or by the tier's band where it says none", () => {
    const balances = [balance(FUEL, { on_account: 100n }), balance(ETH, { debt: 10n })];
    const prices = [price(FUEL, 2n * ONE, 3n * ONE), price(ETH, 4n * ONE, 5n * ONE)];
    const stressed = (band: bigint | undefined) =>
      figures({ balances, prices }, { ...venue, stress_band_bps: band }).risk?.stressedValue;
    // 793 + 180 - 55, 793 + 200 - 50, and 793 + 199.98 - 50.005 rounded down.
    expect([stressed(undefined), stressed(0n), stressed(1n)]).toEqual([918n, 943n, 941n]);
  });

  it("is unknown without a session, a tier, the collateral asset, or the price of a position", () => {
    const balances = [balance(FUEL, { on_account: 1n })];
    expect(figures({ session: undefined }).risk).toBeUndefined();
    expect(figures({ tier: undefined }).risk).toBeUndefined();
    expect(figures({}, { collateral_asset_id: undefined, stress_band_bps: undefined }).risk).toBeUndefined();
    expect(marginFigures(state(), undefined).risk).toBeUndefined();
    expect(figures({ balances })).toEqual({
      positions: [{ asset_id: FUEL, quantity: 1n, value: undefined }],
      risk: undefined,
    });
    expect(figures({ balances: [balance(FUEL)] }).risk).toBeDefined();
  });

  it("names the positions whose price is stale, and no others", () => {
    const balances = [balance(FUEL, { on_account: 1n }), balance(ETH), balance(USD, { on_account: 1n })];
    const old = { stale: true };
    const prices = [price(FUEL, ONE, ONE, old), price(ETH, ONE, ONE, old), price(USD, ONE, ONE, old)];
    expect(figures({ balances, prices }).risk?.stalePrices).toEqual([FUEL]);
    expect(figures({ balances, prices: [price(FUEL, ONE, ONE)] }).risk?.stalePrices).toEqual([]);
  });
});
