// A subscription of trades, orders, balances or a nonce that ends without a word is noticed over REST, at the shipped
// defaults.
import type { Account, SimulatedExchange } from "o2-react/testing";
import { afterEach, describe, expect, inject, it, vi } from "vitest";
import { audited, bid, CHANNELS, MINUTE } from "../support/audited.ts";

const OF_IDENTITIES = CHANNELS.slice(1);

afterEach(() => vi.unstubAllGlobals());

describe("a subscription that ends in silence", () => {
  it.each(CHANNELS)("of %s is found, made anew and true again; the others are not disturbed", async (channel) => {
    const { exchange, errors, pass, wrong, stale, doubted, subscribes, act, names } = await audited();
    exchange.faults.forget(channel);
    act();
    await pass(5_000);
    const [name = ""] = names.filter((one) => one.startsWith(channel));
    // Nothing reveals it.
    expect([wrong(), stale()]).toEqual([[name], []]);
    let minutes = 0;
    for (; wrong().length > 0 && minutes < 10; minutes += 0.1) await pass(MINUTE / 10);
    // Each read of balances covers one of four assets, and two of them changed.
    expect(minutes).toBeLessThan(channel === "balances" ? 4 : 1.5);
    expect([...doubted.keys()]).toEqual([name]);
    expect(doubted.get(name)).toContain("subscribed to anew");
    expect(subscribes()).toBe(1);
    await pass(10 * MINUTE);
    expect([wrong(), stale(), subscribes(), errors]).toEqual([[], [], 1, []]);
  });

  it.each(OF_IDENTITIES)("of %s serves several identities: all are true again", async (channel) => {
    const { exchange, errors, pass, wrong, stale, subscribes, act } = await audited({
      whom: ({ accounts }) => accounts.map(({ identity }) => identity),
    });
    exchange.faults.forget(channel);
    act();
    bid(exchange, exchange.accounts[2]);
    await pass(5_000);
    expect(wrong().length).toBeGreaterThan(1);
    expect(stale()).toEqual([]);
    await pass(4 * MINUTE);
    expect([wrong(), stale(), subscribes(), errors]).toEqual([[], [], 1, []]);
  });

  it.each(OF_IDENTITIES)("of %s of a wallet is found", async (channel) => {
    const { exchange, errors, pass, wrong, stale, subscribes, act } = await audited({
      whom: ({ accounts: [{ owner }] }) => [{ Address: owner }],
    });
    exchange.faults.forget(channel);
    act();
    await pass(5_000);
    expect([wrong().length, stale()]).toEqual([1, []]);
    await pass(4 * MINUTE);
    expect([wrong(), stale(), subscribes(), errors]).toEqual([[], [], 1, []]);
  });

  it.each([
    ["cancelled", (exchange, ada, order) => exchange.cancel(ada, order)],
    ["filled in part", (exchange, ada, order) => exchange.fill(ada, order, 10n ** 9n)],
    ["placed in another market", (exchange, ada) => bid(exchange, ada, 2)],
  ] satisfies [string, (exchange: SimulatedExchange, ada: Account, order: string) => unknown][])(
    "of orders is found though a single order was %s",
    async (_, change) => {
      const { exchange, pass, wrong, ada, order } = await audited();
      exchange.faults.forget("orders");
      change(exchange, ada, order);
      await pass(5_000);
      expect(wrong()).toHaveLength(1);
      await pass(1.5 * MINUTE);
      expect(wrong()).toEqual([]);
    },
  );

  it("of orders is found where the server does not list those of all markets at once: market by market", async () => {
    let refused = 0;
    const { exchange, pass, wrong, stale, subscribes, ada } = await audited({
      answer: (url, ask) => {
        if (url.pathname !== "/v1/orders" || url.searchParams.has("market_id")) return ask();
        refused += 1;
        return Promise.resolve(Response.json({ code: 1001, message: "market_id is required" }, { status: 400 }));
      },
    });
    exchange.faults.forget("orders");
    bid(exchange, ada, 2);
    await pass(5_000);
    expect(wrong()).toHaveLength(1);
    // The first audit is refused. Then each audit reads one of three markets. Fills read too: two reads of orders, one
    // of balances.
    await pass(6 * MINUTE);
    expect([wrong(), stale(), subscribes(), refused]).toEqual([[], [], 1, 1 + 3]);
  });

  // The second exchange has no deposits.
  it.skipIf(inject("server") === "second")(
    "of balances is found though it is the first of an asset that came",
    async () => {
      const owners: Account[] = [];
      const { exchange, pass, wrong, names } = await audited({
        whom: (made) => {
          owners.push(made.createAccount("Edsger"));
          return owners.map(({ identity }) => identity);
        },
      });
      exchange.faults.forget("balances");
      exchange.deposit(owners[0]!, exchange.markets[1]!.base.asset, 5n);
      await pass(5_000);
      expect(wrong()).toEqual(names.filter((name) => name.startsWith("balances")));
      await pass(5 * MINUTE);
      expect(wrong()).toEqual([]);
    },
  );

  it("while the page is hidden is found when it is shown again; nothing is read meanwhile", async () => {
    const { exchange, reads, pass, wrong, stale, act } = await audited();
    const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });
    vi.stubGlobal("document", page);
    exchange.faults.forget("nonce");
    act();
    await pass(10 * MINUTE);
    expect([reads, stale(), wrong().length]).toEqual([[], [], 1]);
    page.visibilityState = "visible";
    await pass(1.5 * MINUTE);
    expect(wrong()).toEqual([]);
  });
});

describe("nothing is read", () => {
  it("of what only lingers, and of what nobody holds", async () => {
    const { reads, pass, release } = await audited({ linger: 5 * MINUTE });
    release();
    await pass(4 * MINUTE);
    expect(reads).toEqual([]);
    await pass(10 * MINUTE);
    expect(reads).toEqual([]);
  });

  it("while the link is silent or down", async () => {
    const { exchange, reads, pass } = await audited({ deadAfter: 60 * MINUTE });
    exchange.faults.stall();
    await pass(10 * MINUTE);
    exchange.faults.refuse();
    exchange.faults.drop();
    await pass(10 * MINUTE);
    expect(reads).toEqual([]);
  });

  it("with auditInterval: false, or after close() until connect()", async () => {
    const off = await audited({ auditInterval: false });
    await off.pass(30 * MINUTE);
    expect(off.reads).toEqual([]);
    off.feed.close();
    const { feed, reads, pass } = await audited();
    feed.close();
    await pass(30 * MINUTE);
    expect(reads).toEqual([]);
    feed.connect();
    await pass(1_000);
    reads.length = 0;
    await pass(2 * MINUTE);
    expect(reads.length).toBeGreaterThan(3);
  });
});
