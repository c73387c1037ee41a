// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { type Balance, type UseBalancesParams, useBalances } from "o2-react";
import type { Account } from "o2-react/testing";
import { expect, test } from "vitest";
import { firstMarket, openPage, record, settle } from "../support/react.tsx";

const recordBalances = () => record((params: UseBalancesParams) => useBalances(params));
/** The balances by asset. Each traded asset is listed, even with nothing of it. */
const byAsset = (balances: readonly Balance[] | undefined = []) =>
  balances
    .filter(({ total_locked, total_unlocked }) => total_locked + total_unlocked > 0n)
    .sort((a, b) => (a.asset_id < b.asset_id ? -1 : 1));

test("shows the exchange's balances, through deposits, locks and fills", async () => {
  const { exchange, trade, show } = openPage();
  const { market_id: marketId, base, quote, step } = firstMarket(exchange);
  const zoe = exchange.createAccount("Zoe");
  const balances = recordBalances();
  await show(<balances.Probe params={{ identities: zoe.identity }} />);
  expect([balances.last.status, byAsset(balances.last.data)]).toEqual(["live", []]);
  exchange.deposit(zoe, base.asset, 10n ** 24n);
  exchange.deposit(zoe, quote.asset, 10n ** 24n);
  await settle();
  expect(byAsset(balances.last.data)).toEqual(byAsset(exchange.balances(zoe)));
  const { price } = exchange.depth(marketId).bids[3]!;
  exchange.place(zoe, { marketId, side: "buy", price, quantity: step * 1_000_000n });
  await settle();
  expect(balances.last.data?.find(({ asset_id }) => asset_id === quote.asset)?.total_locked).toBeGreaterThan(0n);
  expect(byAsset(balances.last.data)).toEqual(byAsset(exchange.balances(zoe)));
  await trade(100, 20);
  expect(byAsset(balances.last.data)).toEqual(byAsset(exchange.balances(zoe)));
});

test("shows one asset where one is asked for, in any spelling", async () => {
  const { exchange, show } = openPage();
  const { base, quote } = firstMarket(exchange);
  const zoe = exchange.createAccount("Zoe");
  const one = recordBalances();
  await show(<one.Probe params={{ identities: zoe.id, asset: base.asset.slice(2).toUpperCase() }} />);
  exchange.deposit(zoe, base.asset, 5n);
  exchange.deposit(zoe, quote.asset, 7n);
  await settle();
  expect(one.last.data).toEqual(exchange.balances(zoe).filter(({ asset_id }) => asset_id === base.asset));
  const before = one.renders.length;
  exchange.deposit(zoe, quote.asset, 7n);
  await settle();
  expect(one.renders.length).toBe(before);
});

test("another asset is answered at once, from the held data", async () => {
  const { exchange, Provider } = openPage();
  const { base, quote } = firstMarket(exchange);
  const zoe = exchange.createAccount("Zoe");
  const one = recordBalances();
  const page = (asset: string) => (
    <Provider>
      <one.Probe params={{ identities: zoe.id, asset }} />
    </Provider>
  );
  const { rerender } = render(page(base.asset));
  await settle();
  exchange.deposit(zoe, base.asset, 5n);
  exchange.deposit(zoe, quote.asset, 7n);
  await settle();
  rerender(page(quote.asset));
  expect(one.last.data).toMatchObject([{ asset_id: quote.asset, total_unlocked: 7n }]);
});

test("keeps amounts above 2^53 exact", async () => {
  const { exchange, show } = openPage({ ticks: 0 });
  const { base } = firstMarket(exchange);
  const zoe = exchange.createAccount("Zoe");
  const balances = recordBalances();
  await show(<balances.Probe params={{ identities: zoe.id }} />);
  const amount = 2n ** 64n - 1n;
  exchange.deposit(zoe, base.asset, amount);
  await settle();
  expect(byAsset(balances.last.data)).toMatchObject([{ total_unlocked: amount, trading_account_balance: amount }]);
  exchange.deposit(zoe, base.asset, 2n);
  await settle();
  expect(byAsset(balances.last.data)).toMatchObject([{ total_unlocked: amount + 2n }]);
});

test("hooks with different identities share one subscription of the union, and each sees only its own", async () => {
  const { exchange, sent, trade, show } = openPage();
  const [ada, grace] = exchange.accounts;
  const hers = recordBalances();
  const others = recordBalances();
  const both = recordBalances();
  await show(
    <>
      <hers.Probe params={{ identities: ada.id }} />
      <others.Probe params={{ identities: { Address: grace.owner } }} />
      <both.Probe params={{ identities: [ada.id, { Address: grace.owner }] }} />
    </>,
  );
  expect(sent()).toEqual([{ action: "subscribe_balances", identities: [ada.identity, { Address: grace.owner }] }]);
  await trade(60, 20);
  // An entry carries the requested identity.
  const owned = (account: Account, balances: readonly Balance[] | undefined, identity = account.identity) => {
    const said = new Set(balances?.map(({ asset_id }) => asset_id));
    const truth = exchange.balances(account).filter(({ asset_id }) => said.has(asset_id));
    return byAsset(truth.map((balance) => ({ ...balance, identity })));
  };
  expect(hers.last.data?.length).toBeGreaterThan(0);
  expect(others.last.data?.length).toBeGreaterThan(0);
  expect(byAsset(hers.last.data)).toEqual(owned(ada, hers.last.data));
  expect(byAsset(others.last.data)).toEqual(owned(grace, others.last.data, { Address: grace.owner }));
  expect(both.last.data).toEqual([...(hers.last.data ?? []), ...(others.last.data ?? [])]);
});
