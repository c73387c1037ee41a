// Topics without a subscription: they are prefetched on a server, rejected if they cannot be followed, and each error
// belongs to its own topic.
import { createO2Feed } from "o2-react/feed";
import { prefetch } from "o2-react/server";
import { expect, it } from "vitest";
import { simulate } from "../support/simulated.ts";

it("the days of all markets come with the first paint, stale, and are live once they were read here", async () => {
  const { exchange, feed: first, pass } = await simulate();
  first.close();
  const { config, WebSocket, fetch } = exchange;
  const reading = prefetch({ config, fetch, marketSummaries: true });
  await pass(100);
  const initialData = JSON.parse(JSON.stringify(await reading));
  const feed = createO2Feed({ config, WebSocket, fetch, initialData });
  const entry = () => feed.store.getState().marketSummaries.all;
  const last = exchange.markets.map(({ market_id }) => [market_id, exchange.lastTrade(market_id)?.price]);
  expect(entry()).toMatchObject({ isLive: false, isComplete: true });
  expect(entry()?.data?.map((day) => [day.market_id, day.last])).toEqual(last);
  const release = feed.retain([{ channel: "marketSummaries" }]);
  feed.connect();
  await pass(1_000);
  expect(entry()?.isLive).toBe(true);
  release();
  await pass(10_000);
  expect(entry()).toBeUndefined();
  feed.close();
});

it("an account beyond the ten identities of a connection is stale, and says why", async () => {
  const { exchange, feed, pass } = await simulate({ auditInterval: false });
  const others = Array.from({ length: 10 }, (_, index) => exchange.createAccount(`Guest ${index}`));
  const [ada] = exchange.accounts;
  feed.retain(others.map(({ identity }) => ({ channel: "nonce", identity })));
  await pass(500);
  const release = feed.retain([{ channel: "account", identity: { Address: ada.owner } }]);
  await pass(1_000);
  const { account } = feed.store.getState();
  expect(account[`Address:${ada.owner}`]).toMatchObject({
    isLive: false,
    data: { exists: true, trade_account_id: ada.id },
    error: { name: "O2LimitError" },
  });
  release();
});

it("ids are accepted in any spelling, and an invalid one is rejected before anything is read", async () => {
  const { exchange, feed, reads, pass } = await simulate({ auditInterval: false });
  const [ada] = exchange.accounts;
  reads.length = 0;
  expect(() => feed.retain([{ channel: "account", identity: { Address: "0x12" } }])).toThrow("is not an identity");
  feed.retain([{ channel: "account", identity: { ContractId: ada.id.slice(2).toUpperCase() } }]);
  await pass(1_000);
  expect(feed.store.getState().account[`ContractId:${ada.id}`]?.isLive).toBe(true);
  expect(new Set(reads)).toEqual(new Set(["/v1/accounts"]));
});
