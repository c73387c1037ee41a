// Margin accounts and tiers in the store: they are prefetched on a server, rejected if they cannot be followed, and
// never older than updates that came during their read.
import { createO2Feed } from "o2-react/feed";
import { prefetch } from "o2-react/server";
import type { MarginScript } from "o2-react/testing";
import { expect, it } from "vitest";
import { marginScript, tierOf } from "../support/margin.ts";
import { simulate } from "../support/simulated.ts";

/** A feed of an exchange with a margin account of Ada's. */
async function simulateMargin(options: Parameters<typeof simulate>[0] = {}) {
  const simulated = await simulate({ auditInterval: false, ...options });
  const { exchange } = simulated;
  const [ada] = exchange.accounts;
  const child = exchange.openMarginAccount(ada);
  const tell = (balances?: MarginScript["balances"]) =>
    exchange.turbo().setMarginState(child, marginScript(exchange.markets, ada.id, balances && { balances }));
  tell();
  return { ...simulated, ada, child, tell };
}

it("they come with the first paint, stale, and are live once they were read here", async () => {
  const { exchange, feed: first, pass, ada, child } = await simulateMargin();
  first.close();
  const tier = tierOf(exchange.markets);
  exchange.turbo().setMarginTiers([tier]);
  const { config, WebSocket, fetch } = exchange;
  const marginAccount = [{ account: child }, { account: 0, parent: ada.id }];
  const reading = prefetch({ config, fetch, marginAccount, marginTiers: true });
  await pass(100);
  const initialData = JSON.parse(JSON.stringify(await reading));
  const feed = createO2Feed({ config, WebSocket, fetch, initialData });
  const entries = () => {
    const { marginAccount, marginTiers } = feed.store.getState();
    return [marginAccount[child], marginAccount[`${ada.id}:0`], marginTiers.all];
  };
  for (const entry of entries()) expect(entry).toMatchObject({ isLive: false, isComplete: true });
  const [byId, byPlace, tiers] = entries().map((entry) => entry?.data);
  expect(byId).toMatchObject({
    exists: true,
    margin_account: child,
    positions: { length: 3 },
    risk: { isFrozen: false },
  });
  expect(byPlace).toEqual(byId);
  expect(tiers).toEqual([tier]);
  const release = feed.retain([
    { channel: "marginAccount", account: child },
    { channel: "marginAccount", account: 0, parent: ada.id },
    { channel: "marginTiers" },
  ]);
  feed.connect();
  await pass(5_000);
  expect(entries().map((entry) => entry?.isLive)).toEqual([true, true, true]);
  release();
  await pass(10_000);
  expect(entries()).toEqual([undefined, undefined, undefined]);
  feed.close();
});

it("an update of an account's orders during a read makes that read outdated", async () => {
  let held: (() => void)[] | undefined;
  const { exchange, feed, pass, child, tell } = await simulateMargin({
    fetch: async (input, init) => {
      const answer = await exchange.fetch(input, init);
      if (held && String(input).includes("/margin/state")) await new Promise<void>((go) => held?.push(go));
      return answer;
    },
  });
  const turbo = exchange.turbo();
  const [market] = exchange.markets;
  const account = turbo.createAccount("A margin account", { [market.base.asset]: 10n ** 18n }, child);
  feed.retain([{ channel: "marginAccount", account: child }]);
  await pass(5_000);
  const entry = () => feed.store.getState().marginAccount[child];
  expect(entry()).toMatchObject({ isLive: true, data: { balances: { length: 3 } } });
  const answers: (() => void)[] = [];
  held = answers;
  while (answers.length === 0) await pass(500);
  // The answer is from before the order, and arrives after it.
  tell([]);
  const { market_id: marketId, tick, scale: quantity } = market;
  turbo.place(account, { marketId, side: "sell", price: tick * 10n ** 6n, quantity });
  await pass(200);
  held = undefined;
  for (const go of answers) go();
  await pass(200);
  expect(entry()).toMatchObject({ isLive: false, data: { balances: { length: 3 } } });
  await pass(3_000);
  expect(entry()).toMatchObject({ isLive: true, data: { balances: [] } });
});

it("an account beyond the ten identities of a connection is stale, and says why", async () => {
  const { exchange, feed, pass, child } = await simulateMargin();
  const others = Array.from({ length: 10 }, (_, index) => exchange.turbo().createAccount(`Guest ${index}`));
  feed.retain(others.map(({ identity }) => ({ channel: "orders", venue: "turbo", identity })));
  await pass(500);
  feed.retain([{ channel: "marginAccount", account: child }]);
  await pass(5_000);
  expect(feed.store.getState().marginAccount[child]).toMatchObject({
    isLive: false,
    data: { exists: true, margin_account: child },
    error: { name: "O2LimitError" },
  });
});

it("ids are accepted in any spelling, and an invalid one is rejected before anything is read", async () => {
  const { feed, reads, pass, ada, child } = await simulateMargin();
  reads.length = 0;
  for (const topic of [
    { account: "0x12" },
    { account: 0 },
    { account: -1, parent: child },
    { account: child, parent: "" },
  ] as const)
    expect(() => feed.retain([{ channel: "marginAccount", ...topic }])).toThrow(/^(account|parent): /);
  expect(reads).toEqual([]);
  feed.retain([
    { channel: "marginAccount", account: child.slice(2).toUpperCase(), parent: ada.id.toUpperCase().slice(2) },
  ]);
  await pass(5_000);
  expect(feed.store.getState().marginAccount[`${ada.id}:${child}`]?.isLive).toBe(true);
});

it("tiers that did not change keep their reference", async () => {
  const { exchange, feed, pass } = await simulateMargin();
  const [one, other] = [tierOf(exchange.markets), tierOf(exchange.markets, { tier_id: 4n })];
  exchange.turbo().setMarginTiers([one, other]);
  feed.retain([{ channel: "marginTiers" }]);
  await pass(2_000);
  const tiers = () => feed.store.getState().marginTiers.all?.data ?? [];
  const [, before] = tiers();
  exchange.turbo().setMarginTiers([other]);
  await pass(65_000);
  expect(tiers()).toHaveLength(1);
  expect(tiers()[0]).toBe(before);
});

it("without REST it is an error that says so", async () => {
  const { exchange, pass } = await simulateMargin();
  const { wsUrl } = exchange.config;
  const feed = createO2Feed({ config: { wsUrl }, WebSocket: exchange.WebSocket });
  feed.retain([{ channel: "marginTiers" }]);
  feed.connect();
  await pass(500);
  expect(feed.store.getState().marginTiers.all?.error?.message).toMatch(/margin tiers/);
  feed.close();
});
