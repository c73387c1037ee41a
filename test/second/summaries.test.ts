// The days of all markets and trade accounts, against a server that shares nothing with the client.
import { expect, it } from "vitest";
import type { Spelling } from "../../lab/second/spelling.ts";
import { meet } from "../support/second.ts";

it.each<Spelling>([{}, { ticker: "alt" }, { trades: "alt" }])(
  "%j: a followed market's day has each trade",
  async (spelling) => {
    const { exchange, feed, pass, errors } = await meet(spelling);
    const [market, other] = exchange.markets.map(({ market_id }) => market_id) as [string, string];
    feed.retain([{ channel: "marketSummaries" }, { channel: "trades", market }]);
    await pass(2_000);
    for (let round = 0; round < 10; round += 1) {
      await pass(7_000);
      const { all } = feed.store.getState().marketSummaries;
      const day = all?.data?.find(({ market_id }) => market_id === market);
      expect([all?.isLive, errors]).toEqual([true, []]);
      const newest = feed.store.getState().trades[market]?.data?.[0];
      expect(day?.last).toBe(newest?.price);
    }
    // Without a trade since the last read, both say the same.
    exchange.stop();
    await pass(80_000);
    const { all } = feed.store.getState().marketSummaries;
    for (const id of [market, other]) {
      const trades = exchange.trades(id);
      const day = all?.data?.find(({ market_id }) => market_id === id);
      expect(day?.volume).toBe(trades.reduce((sum, { quantity }) => sum + quantity, 0n));
      expect(day?.last).toBe(trades.at(-1)?.price);
      // The other ticker has no day, and the other summary does not name its market.
      if (spelling.ticker === "alt") continue;
      const prices = trades.map(({ price }) => price);
      expect(day?.high).toBe(prices.reduce((most, price) => (price > most ? price : most)));
      expect(day?.low).toBe(prices.reduce((least, price) => (price < least ? price : least)));
    }
  },
);

it("a server that wants a market to be named: an error says what would do", async () => {
  const { feed, pass } = await meet({ unnamed: "alt" });
  feed.retain([{ channel: "marketSummaries" }]);
  await pass(2_000);
  const { all } = feed.store.getState().marketSummaries;
  expect(all).toMatchObject({ data: undefined, isLive: false, error: { name: "O2RestError", code: 1001 } });
  expect(all?.error?.message).toContain("useTicker");
});

it.each<Spelling>([{}, { nonceAction: "alt" }, { margin: "alt" }])(
  "%j: an account is what it is there",
  async (spelling) => {
    const { exchange, feed, pass } = await meet(spelling);
    const [account] = exchange.accounts;
    const child = `0x${"3".repeat(64)}`;
    exchange.addChild(account, child);
    feed.retain([{ channel: "account", identity: { Address: account.owner } }]);
    await pass(2_000);
    const entry = () => feed.store.getState().account[`Address:${account.owner}`];
    const key = `0x${"5".repeat(64)}`;
    const known = { exists: true, trade_account_id: account.id, owner: { Address: account.owner } } as const;
    expect(entry()?.data).toMatchObject({ ...known, session: undefined });
    exchange.stop();
    exchange.startSession(account, key, 1_900_000_000);
    await pass(3_000);
    expect(entry()).toMatchObject({
      isLive: true,
      data: {
        ...known,
        nonce: exchange.nonce(account),
        session: { session_id: { Address: key }, expiry: 1_900_000_000n, contract_ids: [] },
        margin_accounts: spelling.margin === "alt" ? [{ contract_id: child, index: 0 }] : undefined,
      },
    });
  },
);
