// A market's day, in the spellings of tickers and summaries, and an account's session and margin accounts.
import { describe, expect, it } from "vitest";
import { account } from "./parseAccount.ts";
import { summary } from "./parseSummary.ts";

const ID = `0x${"ab".repeat(32)}`;
const OTHER = `0x${"cd".repeat(32)}`;
const TICKER = {
  market_id: ID.slice(2).toUpperCase(),
  high: "110",
  low: "90",
  bid: "99",
  open: "95",
  close: "100",
  last: "100",
  previous_close: "95",
  change: "5",
  percentage: "5.26",
  average: "97.5",
  base_volume: "1000",
  quote_volume: "100000",
  timestamp: "1750000000123",
};
const NO_DAY = { open: undefined, high: undefined, low: undefined, change: undefined, changeBasisPoints: undefined };

describe("a day", () => {
  it("of a ticker, exact to the unit", () => {
    expect(summary(TICKER)).toEqual({
      market_id: ID,
      last: 100n,
      open: 95n,
      high: 110n,
      low: 90n,
      change: 5n,
      changeBasisPoints: 526n,
      volume: 1000n,
      timestamp: 1_750_000_000_123,
    });
  });

  it.each([
    [{ open: null }, 95n, 5n, 526n],
    [{ open: null, change: "-5.00" }, 105n, -5n, -476n],
    [{ open: null, change: 5 }, 95n, 5n, 526n],
    [{ open: null, change: null }, undefined, undefined, 526n],
    [{ open: null, change: "0.5", percentage: "-0.009" }, undefined, undefined, 0n],
    [{ open: null, change: null, percentage: 1.15 }, undefined, undefined, 115n],
    [{ open: null, change: null, percentage: "-12.3" }, undefined, undefined, -1230n],
    [{ open: null, change: null, percentage: 1e-7 }, undefined, undefined, 0n],
    [{ open: null, change: null, percentage: null, change_24h: "5" }, undefined, undefined, 500n],
  ])("of a ticker with %j", (more, open, change, changeBasisPoints) => {
    expect(summary({ ...TICKER, ...more })).toMatchObject({ open, change, changeBasisPoints });
  });

  it("of a summary, whose volume is in an asset that nobody knows", () => {
    const raw = {
      market_id: ID,
      high_price: "110",
      low_price: "90",
      last_price: "100",
      volume_24h: "7",
      change_24h: "-5.26",
    };
    const day = { last: 100n, high: 110n, low: 90n, changeBasisPoints: -526n };
    expect(summary(raw)).toMatchObject({ ...day, open: undefined, change: undefined, volume: undefined });
  });

  it("of the other ticker and the other summary", () => {
    const volumes = { base_volume: "1000", quote_volume: "1" };
    expect(summary({ market_id: ID, last_price: "100", best_bid: "1", ...volumes })).toMatchObject({
      last: 100n,
      volume: 1000n,
      ...NO_DAY,
    });
    const raw = {
      price: "100",
      price_change_percent_24h: "1.5",
      highest_price_24h: "110",
      lowest_price_24h: "90",
      ...volumes,
    };
    expect(summary(raw)).toMatchObject({
      market_id: undefined,
      last: 100n,
      high: 110n,
      low: 90n,
      changeBasisPoints: 150n,
    });
  });

  it("without a trade in it has its volume and the last price before", () => {
    expect(summary({ ...TICKER, base_volume: "0" })).toMatchObject({ last: 100n, volume: 0n, ...NO_DAY });
    expect(summary({ ...TICKER, last: "0", base_volume: 0 })).toMatchObject({ last: undefined, volume: 0n, ...NO_DAY });
  });

  it.each([
    [{ last: "1.5" }, "a price is not a whole number"],
    [{ base_volume: "-1" }, "base_volume is negative"],
    [{ market_id: "?" }, "market_id is not a hex id"],
    [{ open: null, change: null, percentage: "much" }, "a change in percent is not a number: much"],
  ])("with %j is refused", (more, message) => {
    expect(() => summary({ ...TICKER, ...more })).toThrow(message);
  });
});

describe("an account", () => {
  const known = { trade_account_id: ID, trade_account: { nonce: "7", owner: { Address: OTHER } } };
  const session = { session_id: { Address: OTHER }, expiry: "1752592000", contract_ids: [ID.slice(2)] };

  it.each([
    [session, 1_752_592_000n, [ID]],
    [{ session_id: OTHER, expiry: 1_752_592_000 }, 1_752_592_000n, []],
    [{ ...session, expiry: "18446744073709551615" }, 18_446_744_073_709_551_615n, [ID]],
  ])("with the session %j", (raw, expiry, contract_ids) => {
    const read = account({ ...known, session: raw });
    expect(read.session).toEqual({ session_id: { Address: OTHER }, expiry, contract_ids });
  });

  it.each([
    [{ session_id: "?", expiry: 1 }, "session.session_id is not an object"],
    [{ session_id: OTHER, expiry: "soon" }, "session.expiry is not a whole number"],
    [{ session_id: OTHER, expiry: 1, contract_ids: 5 }, "session.contract_ids is not a list"],
  ])("with the session %j is refused", (raw, message) => {
    expect(() => account({ ...known, session: raw })).toThrow(message);
  });

  it.each([
    [undefined, undefined],
    [null, undefined],
    [[], []],
    [
      [ID, OTHER],
      [
        { contract_id: ID, index: 0 },
        { contract_id: OTHER, index: 1 },
      ],
    ],
    [[{ contract_id: OTHER, index: "3" }], [{ contract_id: OTHER, index: 3 }]],
    [[{ margin_account: ID }], [{ contract_id: ID, index: 0 }]],
    [[{ name: "?" }], undefined],
    [{ count: 2 }, undefined],
  ])("with the margin accounts %j", (margin_accounts, expected) => {
    expect(account({ ...known, margin_accounts }).margin_accounts).toEqual(expected);
  });
});
