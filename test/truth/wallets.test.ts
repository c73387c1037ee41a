// A wallet's orders and balances are true, whether the server's frames name the wallet or the trade account behind it.
import type { Identity } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import type { Account, SimulatedExchange } from "o2-react/testing";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { ALWAYS, audited, bid } from "../support/audited.ts";
import { createExchange } from "../support/servers.ts";
import { simulate } from "../support/simulated.ts";

const CHANNELS = ["orders", "balances"] as const;

/** Makes the server name accounts by their trade account alone. The second exchange has one name for each, and keeps it. */
function nameAccounts(exchange: SimulatedExchange, accounts: readonly Account[] = exchange.accounts): void {
  if (inject("server") === "second") return;
  const named = (text: string): string =>
    accounts.reduce(
      (next, { id, owner }) =>
        next.replaceAll(new RegExp(`\\{"Address":"(0x)?${owner.slice(2)}"\\}`, "gi"), `{"ContractId":"${id}"}`),
      text,
    );
  for (const channel of CHANNELS) exchange.faults.corrupt(`subscribe_${channel}`, named, ALWAYS);
}

const walletOf = ({ owner }: Account): Identity => ({ Address: owner });

describe.each<[string, (exchange: SimulatedExchange) => readonly Identity[]]>([
  ["alone", () => []],
  ["beside another account", ({ accounts: [, other] }) => [other!.identity]],
  ["beside another wallet", ({ accounts: [, other] }) => [walletOf(other!)]],
  ["beside its own trade account", ({ accounts: [own] }) => [own.identity]],
])("a wallet %s", (_, beside) => {
  it.each(["the wallet", "its trade account"])("is followed where the server names %s", async (named) => {
    const { exchange, feed, ada, pass, wrong, stale, act, errors } = await audited({
      auditInterval: false,
      whom: (made) => {
        if (named === "its trade account") nameAccounts(made);
        return [walletOf(made.accounts[0]), ...beside(made)];
      },
    });
    act();
    for (let round = 0; round < 10; round += 1) {
      bid(exchange, ada, 1);
      bid(exchange, exchange.accounts[1]!, 1);
      await pass(500);
      expect([wrong(), stale(), errors]).toEqual([[], [], []]);
    }
    exchange.faults.drop();
    bid(exchange, ada, 2);
    await pass(10_000);
    bid(exchange, ada, 1);
    await pass(500);
    expect([wrong(), stale()]).toEqual([[], []]);
    // Under the requested name, whatever name the server uses.
    const shown = feed.store.getState().balances[`Address:${ada.owner}`]?.data ?? [];
    expect(new Set(shown.map(({ identity }) => JSON.stringify(identity)))).toEqual(
      new Set([JSON.stringify(walletOf(ada))]),
    );
  });
});

// The second exchange cannot give an account to a wallet later.
it.skipIf(inject("server") === "second")(
  "a newcomer's wallet beside another account has nothing; its account is found by an audit, and followed from then on",
  async () => {
    const { exchange, feed, pass } = await simulate({}, { latency: 20 });
    const twin = createExchange();
    const { owner } = twin.createAccount("Edsger");
    twin.close();
    feed.retain(
      CHANNELS.flatMap((channel) =>
        [{ Address: owner }, exchange.accounts[0].identity].map((identity) => ({ channel, identity })),
      ),
    );
    await pass(5_000);
    const entries = () => CHANNELS.map((channel) => feed.store.getState()[channel][`Address:${owner}`]);
    expect(entries().map((entry) => entry?.isLive)).toEqual([true, true]);
    expect(entries()[0]?.data).toEqual([]);
    const edsger = exchange.createAccount("Edsger", { [exchange.markets[0].quote.asset]: 10n ** 30n });
    expect(edsger.owner).toBe(owner);
    nameAccounts(exchange, [edsger]);
    const order = bid(exchange, edsger);
    await pass(90_000);
    expect(entries()[0]).toMatchObject({ isLive: true, data: [{ order_id: order, close: false }] });
    exchange.cancel(edsger, order);
    await pass(500);
    expect(entries()[0]).toMatchObject({ isLive: true, data: [{ order_id: order, close: true }] });
  },
);

// The same as above.
it.skipIf(inject("server") === "second")(
  "a wallet's nonce that was told to it alone stays when its orders, followed beside others, find its account",
  async () => {
    const { exchange, feed, pass } = await simulate({}, { latency: 20 });
    const twin = createExchange();
    const { owner } = twin.createAccount("Edsger");
    twin.close();
    const wallet: Identity = { Address: owner };
    feed.retain([
      { channel: "nonce", identity: wallet },
      { channel: "orders", identity: wallet },
      { channel: "orders", identity: exchange.accounts[0].identity },
    ]);
    await pass(5_000);
    const edsger = exchange.createAccount("Edsger", { [exchange.markets[0].quote.asset]: 10n ** 30n });
    nameAccounts(exchange, [edsger]);
    const order = bid(exchange, edsger);
    const { nonce } = feed.store.getState();
    const key = `Address:${owner}`;
    await pass(500);
    const shown = () => feed.store.getState().nonce[key];
    expect([nonce[key]?.isLive, shown()?.data]).toEqual([true, exchange.nonce(edsger)]);
    for (let second = 0; second < 90; second += 1) {
      await pass(1_000);
      expect(shown()).toMatchObject({ isLive: true, data: exchange.nonce(edsger) });
    }
    expect(feed.store.getState().orders[key]).toMatchObject({ isLive: true, data: [{ order_id: order }] });
  },
);

describe("while it is not known which trade account is behind a wallet", () => {
  it.each([false, true])("nothing of another account is shown as the wallet's (the reads fail: %s)", async (fail) => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false }, { latency: 20 });
    nameAccounts(exchange);
    const [ada, other] = exchange.accounts as unknown as [Account, Account];
    const lasts = { times: fail ? ALWAYS : 6, ...(fail ? { status: 503 } : { delay: 2_000 }) };
    exchange.faults.rest({ path: "/v1/accounts", ...lasts });
    feed.retain(
      CHANNELS.flatMap((channel) => [walletOf(ada), other.identity].map((identity) => ({ channel, identity }))),
    );
    const shown = () => {
      const { orders, balances } = feed.store.getState();
      const key = `Address:${ada.owner}`;
      return { orders: orders[key], balances: balances[key] };
    };
    const foreign: unknown[] = [];
    const mine = new Set(exchange.orders(ada).map(({ order_id }) => order_id));
    for (let round = 0; round < 20; round += 1) {
      mine.add(bid(exchange, ada));
      bid(exchange, other, 1);
      await pass(200);
      const { orders, balances } = shown();
      foreign.push(...(orders?.data ?? []).filter(({ order_id }) => !mine.has(order_id)));
      const theirs = new Set(exchange.balances(other).map(({ total_locked }) => total_locked));
      const isTheirs = (locked: bigint) => locked > 0n && theirs.has(locked);
      foreign.push(...(balances?.data ?? []).filter(({ total_locked }) => isTheirs(total_locked)));
      if (fail) expect([orders?.isLive, balances?.isLive]).not.toContain(true);
    }
    expect(foreign).toEqual([]);
    if (fail) return;
    await pass(5_000);
    const { orders, balances } = shown();
    expect([orders?.isLive, balances?.isLive]).toEqual([true, true]);
    const open = new Set(orders?.data?.filter(({ close }) => !close).map(({ order_id }) => order_id));
    expect(open).toEqual(new Set(exchange.orders(ada, { open: true }).map(({ order_id }) => order_id)));
  });

  it("no news of its balances is lost to those of another account in the same asset", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false }, { latency: 20 });
    const [ada, grace, other] = exchange.accounts as unknown as [Account, Account, Account];
    // If one account cannot be read, the first attempt fails. The next attempt keeps the others' results.
    exchange.faults.rest({ path: "/v1/accounts", times: 1, status: 503 });
    const identities = [walletOf(ada), grace.identity, other.identity];
    feed.retain(identities.map((identity) => ({ channel: "balances", identity })));
    await pass(200);
    // In the same assets, the wallet's own first.
    for (const account of [ada, grace, other]) bid(exchange, account);
    await pass(20_000);
    const { isLive, data = [] } = feed.store.getState().balances[`Address:${ada.owner}`] ?? {};
    expect(isLive).toBe(true);
    for (const { asset_id, total_locked, total_unlocked } of exchange.balances(ada))
      expect.soft(data.find((each) => each.asset_id === asset_id)).toMatchObject({ total_locked, total_unlocked });
  });

  it("the orders of a stranger that were shown, as stale, are gone once it is known", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false }, { latency: 20 });
    nameAccounts(exchange);
    const [ada] = exchange.accounts as unknown as [Account];
    exchange.faults.rest({ path: "/v1/accounts", times: 3, status: 503 });
    feed.retain([{ channel: "orders", identity: walletOf(ada) }]);
    await pass(100);
    const mine = bid(exchange, ada);
    const stranger = {
      ...{
        order_id: `0x${"07".repeat(32)}`,
        market_id: exchange.markets[0].market_id,
        side: "buy",
        order_type: "Spot",
      },
      ...{ price: "100", quantity: "5000", quantity_fill: "0", timestamp: String(Date.now()), close: false },
      owner: { ContractId: `0x${"5e".repeat(32)}` },
    };
    exchange.faults.garbage(JSON.stringify({ action: "subscribe_orders", orders: [stranger] }));
    const shown = () => feed.store.getState().orders[`Address:${ada.owner}`];
    const ids = () => shown()?.data?.map(({ order_id }) => order_id) ?? [];
    await pass(100);
    if (ids().length > 0) expect(shown()?.isLive).toBe(false);
    // Longer than the client searches for an order that REST does not know.
    for (let second = 0; second < 90; second += 1) {
      await pass(1_000);
      if (shown()?.isLive) expect(ids()).not.toContain(stranger.order_id);
    }
    expect(shown()).toMatchObject({ isLive: true, isComplete: true });
    expect(ids()).toContain(mine);
  });

  it.each([true, false])(
    "without REST it is live where it is alone, and stale beside others (alone: %s)",
    async (alone) => {
      const { exchange, feed: other, pass } = await simulate({ auditInterval: false });
      other.close();
      nameAccounts(exchange);
      const [ada, grace] = exchange.accounts as unknown as [Account, Account];
      const feed = createO2Feed({ config: { wsUrl: exchange.config.wsUrl }, WebSocket: exchange.WebSocket });
      onTestFinished(() => feed.close());
      feed.connect();
      const identities = [walletOf(ada), ...(alone ? [] : [grace.identity])];
      feed.retain(CHANNELS.flatMap((channel) => identities.map((identity) => ({ channel, identity }))));
      await pass(1_000);
      const order = bid(exchange, ada);
      await pass(500);
      const { orders, balances } = feed.store.getState();
      const key = `Address:${ada.owner}`;
      expect([orders[key]?.isLive, balances[key]?.isLive]).toEqual([alone, alone]);
      expect(orders[key]?.data?.map(({ order_id }) => order_id)).toEqual(alone ? [order] : []);
    },
  );
});
