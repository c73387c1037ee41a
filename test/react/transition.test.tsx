// @vitest-environment happy-dom
// A transition that waits for another market, or for other parameters, does not disturb the data that is still shown.
import { act, render } from "@testing-library/react";
import {
  O2Provider,
  useBalances,
  useBestPrices,
  useBestPricesOf,
  useMarket,
  useOrders,
  usePortfolio,
  useTickers,
  useTrades,
} from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { StrictMode, Suspense, startTransition, useState } from "react";
import { describe, expect, onTestFinished, test } from "vitest";
import { firstMarket, marketsOf, openPage, pass, passInParts, settle } from "../support/react.tsx";

test("a pending transition to another market does not render the present one with every commit", async () => {
  const { exchange, Provider } = openPage();
  const [market, other] = marketsOf(exchange);
  const never = new Promise<void>(() => undefined);
  let renders = 0;
  let waits = 0;
  let choose: (id: string) => void = () => undefined;
  function Wait({ isOn }: { isOn: boolean }) {
    if (isOn) {
      waits += 1;
      throw never; // Suspends in React 18 too.
    }
    return null;
  }
  function Prices({ id }: { id: string }) {
    const { data } = useBestPrices({ market: id });
    if (id === market) renders += 1;
    return (
      <>
        {String(data?.bid)}
        <Wait isOn={id === other} />
      </>
    );
  }
  function Page() {
    const [id, setId] = useState<string>(market);
    choose = (next) => startTransition(() => setId(next));
    return (
      <Suspense>
        <Prices id={id} />
      </Suspense>
    );
  }
  render(
    <Provider>
      <Page />
    </Provider>,
  );
  await act(() => settle());
  /** Number of renders of the present market while only its deepest level changes. */
  const rendersOfTenChanges = async (): Promise<number> => {
    renders = 0;
    for (let change = 0; change < 10; change += 1) {
      exchange.faults.garbage(
        JSON.stringify({
          action: "subscribe_depth_update",
          market_id: market,
          changes: { buys: [{ price: "10", quantity: "5" }], sells: [] },
        }),
      );
      await act(() => pass(50));
    }
    return renders;
  };
  expect(await rendersOfTenChanges()).toBe(0);
  await act(async () => {
    choose(other);
    await pass(50);
  });
  expect(waits).toBeGreaterThan(0);
  expect(await rendersOfTenChanges()).toBe(0);
});

/** A hook with two sets of parameters that ask for the same topics. */
interface Change {
  readonly name: string;
  readonly use: (page: { market: string; account: string; assets: readonly string[] }, choice: 0 | 1) => unknown;
}

const LIMITS = [10, 20] as const;

const changes: readonly Change[] = [
  { name: "limit", use: ({ market }, choice) => useTrades({ market, limit: LIMITS[choice] }).data },
  {
    name: "limit, above what was read",
    use: ({ market }, choice) => useTrades({ market, limit: [10, 200][choice] }).data,
  },
  {
    name: "state",
    use: ({ account }, choice) => useOrders({ identities: account, state: choice ? "closed" : "open" }).data,
  },
  {
    name: "asset",
    use: ({ account, assets }, choice) => useBalances({ identities: account, asset: assets[choice] }).data,
  },
  {
    name: "limit, beside a `select` that each render makes anew",
    use: ({ market }, choice) => useTrades({ market, limit: LIMITS[choice], select: (trades) => [...trades] }).data,
  },
  {
    name: "value that `select` closes over",
    use: ({ market }, choice) => useTrades({ market, select: (trades) => trades.slice(0, LIMITS[choice]) }).data,
  },
  {
    name: "order of many markets",
    use: ({ market }, choice) => useBestPricesOf({ markets: choice ? [null, market] : [market, null] }),
  },
  {
    name: "order of many tickers, beside a `select` that each render makes anew",
    use: ({ market }, choice) =>
      useTickers({ markets: choice ? [null, market] : [market, null], select: (day) => ({ ...day }) }),
  },
  {
    name: "value that the `select` of a portfolio closes over",
    use: ({ account, assets: [, quote] }, choice) =>
      usePortfolio({ identities: account, quote, select: ({ assets }) => ({ ...assets[choice] }) }).data,
  },
  {
    name: "value that the `select` of a market closes over",
    use: ({ market }, choice) =>
      useMarket({ market, select: ({ base, quote }) => ({ ...[base, quote][choice] }) }).data,
  },
];

describe.each([
  ["", false],
  [", in StrictMode", true],
])("while a transition to another parameter of the same topics is pending%s", (_, isStrict) => {
  /** A page with a hook whose transition to its second parameters does not end. */
  async function pending({ use }: Change) {
    const { exchange, options } = openPage({ ticks: 1_500 });
    const [market, other] = marketsOf(exchange);
    const { base, quote } = firstMarket(exchange);
    const page = { market, account: exchange.accounts[0]!.id, assets: [base.asset, quote.asset] };
    const feed = createO2Feed({ ...options, auditInterval: false });
    onTestFinished(() => feed.close());
    const never = new Promise<void>(() => undefined);
    const renders: { readonly choice: 0 | 1; readonly data: unknown }[] = [];
    let begin: () => void = () => undefined;
    function Wait({ isOn }: { isOn: boolean }) {
      if (isOn) throw never;
      return null;
    }
    function Hook() {
      const [{ choice }, choose] = useState<{ readonly choice: 0 | 1 }>({ choice: 0 });
      begin = () => startTransition(() => choose({ choice: 1 }));
      renders.push({ choice, data: use(page, choice) });
      return <Wait isOn={choice === 1} />;
    }
    const tree = () => {
      const shown = (
        <O2Provider feed={feed}>
          <Suspense>
            <Hook />
          </Suspense>
        </O2Provider>
      );
      return isStrict ? <StrictMode>{shown}</StrictMode> : shown;
    };
    const { rerender } = render(tree());
    feed.retain([{ channel: "depth", market: other, precision: 1 }]);
    await passInParts(1_000);
    await act(async () => begin());
    const [first, second] = [0, 1].map((choice) => renders.findLast((one) => one.choice === choice)?.data);
    expect(first).toBeDefined();
    expect(second).toBeDefined();
    expect(second).not.toEqual(first);
    renders.length = 0;
    /** Ten commits of the store about a book that the hook does not show. */
    const commit = async (): Promise<void> => {
      let commits = 0;
      const stop = feed.store.subscribe(() => (commits += 1));
      for (let quantity = 1; quantity <= 10; quantity += 1) {
        const update = { buys: [{ price: "10", quantity: String(quantity) }], sells: [] };
        exchange.faults.garbage(
          JSON.stringify({ action: "subscribe_depth_update", market_id: other, changes: update }),
        );
        await act(() => pass(50));
      }
      stop();
      expect(commits).toBeGreaterThanOrEqual(10);
    };
    return {
      renders,
      first,
      second,
      commit,
      /** Renders for another reason, and begins the transition again. */
      again: () => act(async () => rerender(tree())),
      /** Begins the transition again, and renders nothing else. */
      beginAnew: () => act(async () => begin()),
    };
  }

  test.each(changes)("commits that do not concern the hook render nothing: another $name", async (change) => {
    const { commit, renders, again, beginAnew } = await pending(change);
    await commit();
    expect(renders).toEqual([]);
    await again();
    for (let count = 0; count < 4; count += 1) {
      renders.length = 0;
      await beginAnew();
      expect(new Set(renders.map(({ choice }) => choice))).toEqual(new Set([1]));
      renders.length = 0;
      await commit();
      expect(renders).toEqual([]);
    }
  });

  test.each(changes)("renders for other reasons have the same object as before: another $name", async (change) => {
    const { renders, again, beginAnew, first, second } = await pending(change);
    for (let count = 0; count < 3; count += 1) {
      for (let times = 0; times < 3; times += 1) await beginAnew();
      await again();
    }
    expect(new Set(renders.map(({ choice }) => choice))).toEqual(new Set([0, 1]));
    for (const { choice, data } of renders) expect(data).toBe(choice === 0 ? first : second);
  });
});
