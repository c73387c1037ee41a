// @vitest-environment happy-dom
// A margin account, existing or not: its positions and risk, each true or stale; and the tiers.
import { act, render } from "@testing-library/react";
import {
  type MarginAccount,
  O2InputError,
  type UseMarginAccountParams,
  useMarginAccount,
  useMarginTiers,
  useOrders,
} from "o2-react";
import type { MarginScript, SimulatedExchangeOptions } from "o2-react/testing";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { marginScript, NEVER, tierOf } from "../support/margin.ts";
import { FRAME, openPage, pass, record, retryAhead, settle, steps } from "../support/react.tsx";

const MINUTE = 60_000;
const UNIT = 10n ** 9n;
const WALLET = `0x${"7".repeat(64)}`;

/** A page that records its reads of the margin venue. The exchange has a margin account of Ada's without data. */
function openMargin(options: SimulatedExchangeOptions = {}) {
  const page = openPage(options);
  const { exchange, Provider } = page;
  const [ada] = exchange.accounts;
  const child = exchange.openMarginAccount(ada);
  const reads: string[] = [];
  const counted: typeof globalThis.fetch = (input, init) => {
    const { pathname, search } = new URL(String(input));
    if (pathname.startsWith("/v1/margin")) reads.push(pathname.slice("/v1/margin/".length) + search);
    return exchange.fetch(input, init);
  };
  const Page = ({ children }: { children?: ReactNode }) => <Provider fetch={counted}>{children}</Provider>;
  const script = (change: Partial<MarginScript> = {}) => marginScript(exchange.markets, ada.id, change);
  const tell = (change: Partial<MarginScript> = {}) => exchange.turbo().setMarginState(child, script(change));
  return {
    ...page,
    Page,
    ada,
    child,
    reads,
    script,
    tell,
    margin: record((params: UseMarginAccountParams) => useMarginAccount(params)),
    tiers: record(() => useMarginTiers()),
  };
}

/**
 * React 18.0 runs the effects of a render within `act` once that is over. The list of markets is known in the first,
 * and the topic is held in the second.
 */
async function settled(): Promise<void> {
  for (let time = 0; time < 2; time += 1) await act(() => settle());
}

const known = ({ last }: { readonly last: { readonly data: MarginAccount | undefined } }) => {
  if (!last.data?.exists) throw new Error("there is no margin account");
  return last.data;
};

test.each([
  {},
  { marginSession: "V1", marginDebt: "map", amounts: "number", ids: "bare" },
  { marginSession: "V1", marginDebt: "map", ids: "upper", restErrors: "ok" },
] as const)("%j: it equals the exchange's, with its positions and risk, stale first and then live", async (wire) => {
  const { Page, tell, script, child, exchange, margin } = openMargin({ wire });
  const [first, second] = exchange.markets as unknown as readonly {
    base: { asset: string };
    quote: { asset: string };
  }[];
  tell();
  render(
    <Page>
      <margin.Probe params={{ account: child }} />
    </Page>,
  );
  expect(margin.last.status).toBe("pending");
  await settled();
  await act(() => pass(2_000));
  expect(margin.last).toMatchObject({ status: "live", complete: true });
  const { version, ...session } = script().session ?? {};
  expect(known(margin)).toMatchObject({
    exists: true,
    margin_account: child,
    ...script(),
    session: { ...session, version: "marginSession" in wire ? "V1" : "V2" },
    now: BigInt(Math.floor(Date.now() / 1_000)) - 1n,
    positions: [
      { asset_id: first?.quote.asset, quantity: 300n * UNIT, value: 300n * UNIT },
      { asset_id: first?.base.asset, quantity: 100n * UNIT, value: 200n * UNIT },
      { asset_id: second?.base.asset, quantity: -4n * UNIT, value: -12n * UNIT },
    ],
    // 200 + 300 - 300 - 7n + 200 - 12, and a tenth worse on both positions.
    risk: {
      equity: 388n * UNIT - 7n,
      value: 488n * UNIT - 7n,
      liquidationLine: 120n * UNIT,
      isLiquidatable: false,
      stressedValue: 488n * UNIT - 7n - 20n * UNIT - (12n * UNIT) / 10n,
      freezeLine: 150n * UNIT,
      isFrozen: false,
      stalePrices: [],
    },
  });
  expect(known(margin).session).toMatchObject({ expires_at: NEVER, isPerpetual: true });
  // A read from before the account's orders were followed is not live, because an order may have been filled between
  // the two.
  expect(steps(margin.renders.map(({ result }) => result.status))).toEqual(["pending", "stale", "live"]);
});

test("an account that the exchange does not know yet is none, and there within fifteen seconds of its opening", async () => {
  const { Page, tell, child, margin, sent, reads } = openMargin();
  render(
    <Page>
      <margin.Probe params={{ account: child }} />
    </Page>,
  );
  await settled();
  expect([margin.last.status, margin.last.data]).toEqual(["live", { exists: false }]);
  expect(sent()).toEqual([]);
  await act(() => pass(MINUTE));
  expect([margin.last.status, reads.length]).toEqual(["live", expect.toSatisfy((count: number) => count <= 7)]);
  tell();
  await act(() => pass(15_000));
  expect(margin.last).toMatchObject({ status: "live", data: { exists: true, margin_account: child } });
});

test("it is found by its parent and its place, and the id is asked for once", async () => {
  const { Page, tell, ada, child, margin, reads } = openMargin();
  tell();
  render(
    <Page>
      <margin.Probe params={{ account: 0, parent: { ContractId: ada.id.slice(2).toUpperCase() } }} />
    </Page>,
  );
  await settled();
  await act(() => pass(30_000));
  expect(margin.last).toMatchObject({ status: "live", data: { margin_account: child, index: 0 } });
  expect(reads[0]).toBe(`next-account?parent_contract=${ada.id}&index=0`);
  expect(new Set(reads.slice(1))).toEqual(new Set([`state?account=${child}`]));
});

test("after a change of its orders it is read again at once, and stale until then", async () => {
  const { Page, exchange, tell, ada, child, margin } = openMargin();
  const turbo = exchange.turbo();
  turbo.tick(300);
  const [market] = exchange.markets;
  const account = turbo.createAccount("A margin account", { [market.base.asset]: 10n ** 15n }, child);
  tell();
  render(
    <Page>
      <margin.Probe params={{ account: child, parent: ada.id }} />
    </Page>,
  );
  await settled();
  await act(() => pass(5_000));
  expect(margin.last.status).toBe("live");
  const before = margin.renders.length;
  tell({ index: 0, balances: [] });
  turbo.place(account, {
    marketId: market.market_id,
    side: "sell",
    price: market.tick * 10n ** 6n,
    quantity: market.scale,
  });
  // In separate frames, because React 18.0 shows only the last state of those within one act.
  for (let frame = 0; frame < 6; frame += 1) await act(() => pass(FRAME));
  await act(() => pass(3_000));
  expect(margin.last.status).toBe("live");
  expect(known(margin).balances).toEqual([]);
  // No live render had the earlier balances once the order was told.
  const after = margin.renders.slice(before).map(({ result }) => result);
  expect(after[0]?.status).toBe("stale");
  for (const result of after)
    if (result.status === "live" && result.data.exists) expect(result.data.balances).toEqual([]);
});

test("an account that trades all the time is read once a second at most", async () => {
  const { Page, exchange, tell, child, margin, reads } = openMargin();
  const turbo = exchange.turbo();
  const [market] = exchange.markets;
  const account = turbo.createAccount("A margin account", { [market.base.asset]: 10n ** 18n }, child);
  tell();
  render(
    <Page>
      <margin.Probe params={{ account: child }} />
    </Page>,
  );
  await settled();
  await act(() => pass(5_000));
  const before = reads.length;
  for (let round = 0; round < 100; round += 1) {
    turbo.place(account, {
      marketId: market.market_id,
      side: "sell",
      price: market.tick * 10n ** 6n,
      quantity: market.scale,
    });
    await act(() => pass(100));
  }
  expect(reads.length - before).toBeLessThanOrEqual(12);
  await act(() => pass(3_000));
  expect(margin.last.status).toBe("live");
});

test("orders that do not change it never delay its next read", async () => {
  const { Page, exchange, tell, child, margin, reads } = openMargin();
  const turbo = exchange.turbo();
  const [market] = exchange.markets;
  const account = turbo.createAccount("A margin account", { [market.base.asset]: 10n ** 18n }, child);
  tell();
  render(
    <Page>
      <margin.Probe params={{ account: child }} />
    </Page>,
  );
  await settled();
  const order = {
    marketId: market.market_id,
    side: "sell",
    price: market.tick * 10n ** 6n,
    quantity: market.scale,
  } as const;
  const trade = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      turbo.place(account, order);
      await act(() => pass(1_000));
    }
  };
  await trade(60);
  const before = reads.length;
  await trade(60);
  // Every ten seconds, and a little more at random.
  expect(reads.length - before).toBeGreaterThanOrEqual(4);
});

test("it is stale while the link is down, and live again once it was read after the gap", async () => {
  const { Page, exchange, tell, child, margin, tiers } = openMargin();
  tell();
  exchange.turbo().setMarginTiers([tierOf(exchange.markets)]);
  render(
    <Page>
      <margin.Probe params={{ account: child }} />
      <tiers.Probe params={null} />
    </Page>,
  );
  await settled();
  await act(() => pass(5_000));
  expect([margin.last.status, tiers.last.status]).toEqual(["live", "live"]);
  exchange.faults.drop();
  await act(() => pass(FRAME));
  expect([margin.last.status, tiers.last.status]).toEqual(["stale", "stale"]);
  const before = margin.renders.length;
  // It was liquidated meanwhile, and no frame of the feed tells that.
  await act(() => pass(500));
  tell({ session: undefined, tier: undefined, balances: [] });
  exchange.turbo().setMarginTiers([]);
  await act(() => pass(8_000));
  expect([margin.last.status, tiers.last]).toEqual(["live", expect.objectContaining({ status: "live", data: [] })]);
  expect(known(margin)).toMatchObject({ positions: [], risk: undefined });
  for (const { result } of margin.renders.slice(before))
    if (result.status === "live" && result.data.exists) expect(result.data.session).toBeUndefined();
});

test("prices that the exchange says are stale are named, and one that is missing leaves no risk", async () => {
  const { Page, exchange, tell, script, child, margin } = openMargin();
  const prices = script().prices ?? [];
  tell({ prices: prices.map((price, index) => ({ ...price, stale: index === 1 })) });
  render(
    <Page>
      <margin.Probe params={{ account: child }} />
    </Page>,
  );
  await settled();
  expect(known(margin).risk?.stalePrices).toEqual([exchange.markets[1]?.base.asset]);
  tell({ prices: prices.slice(0, 1) });
  await act(() => pass(15_000));
  expect(known(margin).risk).toBeUndefined();
  expect(known(margin).positions.map(({ value }) => value)).toEqual([300n * UNIT, 200n * UNIT, undefined]);
});

test("the stress band of the venue goes before that of the tier", async () => {
  const { Page, exchange, tell, child, margin } = openMargin();
  exchange.turbo().setStressBand(0n);
  tell();
  render(
    <Page>
      <margin.Probe params={{ account: child }} />
    </Page>,
  );
  await settled();
  expect(known(margin).risk?.stressedValue).toBe(known(margin).risk?.value);
});

test.each(["object", "array"] as const)(
  "the tiers, which a server gives as %s, are all there, each the same while it is",
  async (marginTiers) => {
    const { Page, exchange, tiers, reads } = openMargin({ wire: { marginTiers } });
    const [plain, prepaid] = [
      tierOf(exchange.markets),
      tierOf(exchange.markets, {
        tier_id: 4n,
        turbo: {
          forfeit_collateral: true,
          max_loss_bps: [1_500n, 1_000n, 500n, 0n],
          rollover_profit_bps: 100n,
          max_rollovers: 3n,
          rollover_window_seconds: 3_600n,
          term_seconds: 86_400n,
        },
      }),
    ];
    exchange.turbo().setMarginTiers([plain, prepaid]);
    render(
      <Page>
        <tiers.Probe params={null} />
      </Page>,
    );
    await settled();
    expect(tiers.last).toMatchObject({ status: "live", complete: true, data: [plain, prepaid] });
    const [before] = tiers.last.data ?? [];
    exchange.turbo().setMarginTiers([plain, { ...prepaid, enabled: false }]);
    await act(() => pass(65_000));
    expect(tiers.last).toMatchObject({ status: "live", data: [plain, { enabled: false }] });
    expect(tiers.last.data?.[0]).toBe(before);
    expect(reads).toEqual(["tiers", "tiers"]);
  },
);

test("while it cannot be read it is pending, with the error and the next attempt, and recovers by itself", async () => {
  const { Page, exchange, tell, child, margin } = openMargin();
  tell();
  exchange.faults.rest({ path: "/v1/margin/state", fail: true, times: 2 });
  render(
    <Page>
      <margin.Probe params={{ account: child }} />
    </Page>,
  );
  await settled();
  expect(margin.last).toMatchObject({ status: "pending", error: { name: "O2RestError" } });
  expect(retryAhead(margin)).toBeGreaterThan(0);
  await act(() => pass(10_000));
  expect(margin.last).toMatchObject({ status: "live", data: { exists: true } });
});

test("without a component nothing is read, and its orders are not followed", async () => {
  const { Page, tell, child, margin, reads, sent } = openMargin();
  tell();
  const tree = (params: UseMarginAccountParams | undefined) => (
    <Page>{params && <margin.Probe params={params} />}</Page>
  );
  const { rerender } = render(tree({ account: null }));
  await settled();
  expect([margin.last.status, reads]).toEqual(["idle", []]);
  rerender(tree({ account: child }));
  await settled();
  rerender(tree(undefined));
  await act(() => pass(10_000));
  const asked = sent().filter(({ action }) => action?.endsWith("_orders"));
  expect(asked.map(({ action, turbo }) => [action, turbo])).toEqual([
    ["subscribe_orders", true],
    ["unsubscribe_orders", true],
  ]);
  const { length } = reads;
  await act(() => pass(10 * MINUTE));
  expect(reads.length).toBe(length);
});

test("orders on spot of an account with the same id do not affect it", async () => {
  const { Page, exchange, tell, child, margin, reads } = openMargin();
  const [market] = exchange.markets;
  const spot = exchange.createAccount("The same id", { [market.base.asset]: 10n ** 18n }, child);
  const orders = record(() => useOrders({ identities: child }));
  tell();
  render(
    <Page>
      <margin.Probe params={{ account: child }} />
      <orders.Probe params={null} />
    </Page>,
  );
  await settled();
  await act(() => pass(5_000));
  expect([margin.last.status, orders.last.status]).toEqual(["live", "live"]);
  const before = reads.length;
  exchange.place(spot, {
    marketId: market.market_id,
    side: "sell",
    price: market.tick * 10n ** 6n,
    quantity: market.scale,
  });
  await act(() => pass(1_000));
  expect(orders.last.data).toHaveLength(1);
  expect([margin.last.status, reads.length]).toEqual(["live", before]);
});

test.each([
  [{ account: 0 }, "parent", "malformed", undefined, /missing beside account: 0.*Pass that trade account as parent/],
  [
    { account: { Address: WALLET } },
    "account",
    "conflict",
    undefined,
    /is a wallet, where a margin account is expected/,
  ],
  [
    { account: WALLET, parent: { Address: WALLET } },
    "parent",
    "conflict",
    undefined,
    /is a wallet, where a trade account/,
  ],
  [{ account: WALLET, parent: WALLET }, "account", "conflict", undefined, /it is the parent itself/],
  [{ account: 1.5, parent: WALLET }, "account", "outOfRange", undefined, /1.5 is not a count. Expected a whole number/],
  [{ account: 256, parent: WALLET }, "account", "outOfRange", undefined, /from 0 to 255/],
  [{ account: "0x12" }, "account", "malformed", undefined, /"0x12" is not a margin account. Expected 32 bytes of hex/],
  [{ account: WALLET, parent: "0x12" }, "parent", "malformed", undefined, /"0x12" is not a trade account/],
])(
  "%j is an error that names valid input, and nothing is sent for it",
  async (params, parameter, code, allowed, message) => {
    const { Page, margin, reads, sent } = openMargin();
    render(
      <Page>
        <margin.Probe params={params as UseMarginAccountParams} />
      </Page>,
    );
    await settled();
    const { status, error } = margin.last;
    expect(status).toBe("error");
    expect(error).toBeInstanceOf(O2InputError);
    expect(error).toMatchObject({ code, allowed, parameter });
    expect(error?.message).toMatch(message);
    expect([reads, sent()]).toEqual([[], []]);
  },
);

test("an account of another parent is an error that names the right one", async () => {
  const { Page, exchange, tell, ada, child, margin } = openMargin();
  const [, grace] = exchange.accounts;
  tell();
  render(
    <Page>
      <margin.Probe params={{ account: child, parent: grace.id }} />
    </Page>,
  );
  await settled();
  expect(margin.last).toMatchObject({
    status: "error",
    error: { name: "O2InputError", parameter: "parent", code: "conflict", allowed: [ada.id] },
  });
});

test("a network without the venue is an error before anything of it is requested", async () => {
  const { Provider, exchange, errors, sent } = openPage({ margin: false });
  const reads: string[] = [];
  const counted: typeof globalThis.fetch = (input, init) => {
    reads.push(new URL(String(input)).pathname);
    return exchange.fetch(input, init);
  };
  const margin = record((params: UseMarginAccountParams) => useMarginAccount(params));
  const tiers = record(() => useMarginTiers());
  render(
    <Provider fetch={counted}>
      <margin.Probe params={{ account: WALLET }} />
      <tiers.Probe params={null} />
    </Provider>,
  );
  await settled();
  for (const { last } of [margin, tiers]) {
    expect(last).toMatchObject({
      status: "error",
      error: { name: "O2InputError", parameter: "venue", code: "unknown" },
    });
    expect(last.error?.message).toMatch(/not a venue of this network, whose list of markets names no margin/);
  }
  expect([new Set(reads), errors, sent()]).toEqual([new Set(["/v1/markets"]), [], []]);
});

test("a network that does not say whether it has the venue, and does not know its paths, is an error that says so", async () => {
  const { exchange, Provider } = openPage({ margin: false });
  const bare: typeof globalThis.fetch = async (input, init) => {
    const answer = await exchange.fetch(input, init);
    if (new URL(String(input)).pathname !== "/v1/markets") return answer;
    const { markets } = (await answer.json()) as { readonly markets: unknown };
    return new Response(JSON.stringify(markets), { headers: { "content-type": "application/json" } });
  };
  const tiers = record(() => useMarginTiers());
  render(
    <Provider fetch={bare}>
      <tiers.Probe params={null} />
    </Provider>,
  );
  await settled();
  expect(tiers.last).toMatchObject({ status: "error", error: { name: "O2RestError", status: 404 } });
  expect(tiers.last.error?.message).toMatch(/does not answer for its margin venue, and may have none/);
});
