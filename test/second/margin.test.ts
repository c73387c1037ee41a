// Margin accounts and tiers, against a server that shares nothing with the client.
import { expect, it } from "vitest";
import type { MarginFacts } from "../../lab/second/margin.ts";
import type { Spelling } from "../../lab/second/spelling.ts";
import { meet } from "../support/second.ts";

const CHILD = `0x${"3".repeat(64)}`;
const ONE = 10n ** 18n;
const UNIT = 10n ** 9n;

/**
 * An exchange with a margin account: 500 units of collateral, half of them drawn, and 10 units short of the first
 * asset.
 */
async function meetMargin(spelling: Spelling) {
  const met = await meet(spelling);
  const { exchange } = met;
  const [{ base, quote }] = exchange.markets;
  const tier = {
    number: 1,
    line: 1_000n * UNIT,
    k: 100n * UNIT,
    maintenance: 20n * UNIT,
    buffer: 50n * UNIT,
    threshold: 120n * UNIT,
    band: 1_000,
    losses: [1_500, 1_000, 500, 0],
    assets: [base.asset],
  };
  const facts: MarginFacts = {
    parent: exchange.accounts[0].id,
    index: 0,
    decimals: quote.decimals,
    holdings: [
      { asset: quote.asset, decimals: quote.decimals, coins: 450n * UNIT, locked: 50n * UNIT, debt: 250n * UNIT },
      {
        asset: base.asset,
        decimals: base.decimals,
        coins: 0n,
        locked: 0n,
        debt: 10n * UNIT,
        prices: { bid: 4n * ONE, ask: 5n * ONE, isOld: true },
      },
    ],
    session: { collateral: 200n * UNIT, drawn: 250n * UNIT, fees: 1n },
    tier,
    rollovers: 1,
  };
  exchange.margin.collateral = quote.asset;
  exchange.margin.accounts.set(CHILD, facts);
  exchange.margin.tiers = [tier];
  return { ...met, facts, tier };
}

it.each<Spelling>([{}, { session: "alt", tiers: "alt" }, { additions: "alt", errors: "alt" }])(
  "%j: a margin account is what it is there, by either name, and so are the tiers",
  async (spelling) => {
    const { exchange, feed, pass, facts } = await meetMargin(spelling);
    const [{ base, quote }] = exchange.markets;
    const { parent } = facts;
    feed.retain([
      { channel: "marginAccount", account: CHILD },
      { channel: "marginAccount", account: 0, parent },
      { channel: "marginTiers" },
    ]);
    await pass(5_000);
    const { marginAccount, marginTiers } = feed.store.getState();
    const [byId, byPlace] = [marginAccount[CHILD], marginAccount[`${parent}:0`]];
    for (const entry of [byId, byPlace])
      expect(entry).toMatchObject({
        isLive: true,
        data: {
          margin_account: CHILD,
          session: {
            isPerpetual: true,
            debt: [
              { asset_id: quote.asset, amount: 250n * UNIT },
              { asset_id: base.asset, amount: 10n * UNIT },
            ],
          },
          positions: [
            { asset_id: quote.asset, quantity: 250n * UNIT },
            { asset_id: base.asset, quantity: -10n * UNIT, value: -50n * UNIT },
          ],
          // 200 + 500 - 250 - 1n - 50, and a tenth more for the short asset; the second line of the table, for a line
          // of 1,000.
          risk: {
            equity: 400n * UNIT - 1n,
            value: 500n * UNIT - 1n,
            stressedValue: 495n * UNIT - 1n,
            liquidationLine: 900n * UNIT,
            isLiquidatable: true,
            freezeLine: 930n * UNIT,
            isFrozen: true,
            stalePrices: [base.asset],
          },
        },
      });
    expect(marginTiers.all).toMatchObject({
      isLive: true,
      data: [
        { tier_id: 1n, line: 1_000n * UNIT, assets: [base.asset], turbo: { max_loss_bps: [1_500n, 1_000n, 500n, 0n] } },
      ],
    });
  },
);

it("one that is not known there is none, and there once it is", async () => {
  const { exchange, feed, pass, facts } = await meetMargin({});
  const other = `0x${"4".repeat(64)}`;
  feed.retain([{ channel: "marginAccount", account: other }]);
  await pass(2_000);
  const entry = () => feed.store.getState().marginAccount[other];
  expect(entry()).toMatchObject({ isLive: true, data: { exists: false } });
  exchange.margin.accounts.set(other, { ...facts, index: 1 });
  await pass(15_000);
  expect(entry()).toMatchObject({ isLive: true, data: { exists: true, index: 1 } });
});

it("without the venue it is an error, and nothing of it is asked for", async () => {
  const { feed, pass } = await meet({});
  feed.retain([{ channel: "marginTiers" }]);
  await pass(2_000);
  const { all } = feed.store.getState().marginTiers;
  expect(all).toMatchObject({
    data: undefined,
    error: { name: "O2InputError", parameter: "network", code: "unknown" },
  });
});
