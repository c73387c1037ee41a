// @vitest-environment happy-dom
// Cold starts: what a page knew when it was left, out of a storage, until the feed confirms it.
import { act, render } from "@testing-library/react";
import {
  dehydrate,
  type FeedHandle,
  type GivenSeed,
  O2Provider,
  O2Seed,
  useBalances,
  useBestPricesOf,
  useCandles,
  useDepth,
  useMarkets,
  useNonce,
  useO2Feed,
  useOrders,
  usePortfolio,
  useTickers,
  useTrades,
} from "o2-react";
import { expect, test } from "vitest";
import { LINGER, marketsOf, openPage, pass, passInParts, record, settle, trueDepth } from "../support/react.tsx";

const HOUR = 3_600_000;

/** A page that shows a bit of everything, and what it stores when it is left. */
function openDesk() {
  const page = openPage();
  const { exchange, Provider } = page;
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  let feed: FeedHandle | undefined;
  const desk = record(() => {
    feed = useO2Feed();
    return {
      book: useDepth({ market: "FUEL/USDC", levels: 5 }),
      trades: useTrades({ market }),
      candles: useCandles({ market }),
      markets: useMarkets(),
      orders: useOrders({ identities: ada.id }),
      balances: useBalances({ identities: ada.id }),
      nonce: useNonce({ identity: ada.id }),
    };
  });
  /** Shows the desk until all of it is live, and leaves it. */
  const visit = async (options?: Parameters<typeof dehydrate>[1]): Promise<string> => {
    const view = render(
      <Provider>
        <desk.Probe params={null} />
      </Provider>,
    );
    await act(() => pass(2_000));
    exchange.tick(50);
    await act(() => settle());
    for (const { status } of Object.values(desk.last)) expect(status).toBe("live");
    const text = JSON.stringify(dehydrate(feed as FeedHandle, options));
    view.unmount();
    await pass(3 * LINGER);
    desk.renders.length = 0;
    return text;
  };
  const silence = (): void => {
    exchange.faults.refuse();
    exchange.faults.rest({ fail: true, times: Number.POSITIVE_INFINITY });
  };
  return { ...page, market, ada, desk, visit, silence };
}

test.each(["initialData", "O2Seed"])(
  "the text that was stored is shown by %s in the first render, as stale with its age, and then live",
  async (way) => {
    const { exchange, Provider, market, ada, desk, visit, errors } = openDesk();
    const text = await visit({ accounts: true });
    const left = Date.now() - 3 * LINGER;
    const [book, nonce] = [trueDepth(exchange, market, 1, 5), exchange.nonce(ada)];
    await pass(HOUR);
    exchange.tick(300);
    render(
      way === "O2Seed" ? (
        <Provider>
          <O2Seed data={text}>
            <desk.Probe params={null} />
          </O2Seed>
        </Provider>
      ) : (
        <Provider initialData={text}>
          <desk.Probe params={null} />
        </Provider>
      ),
    );
    const first = desk.renders[0]?.result;
    expect(first).toMatchObject({ book: { data: book }, nonce: { data: nonce } });
    for (const { status, updatedAt = 0 } of Object.values(first ?? {})) {
      expect(status).toBe("stale");
      // It was live when it was stored, however long before that it had changed.
      expect(Math.abs(left - updatedAt)).toBeLessThan(3_000);
    }
    expect(first?.orders.data?.length).toBeGreaterThan(0);
    await act(() => pass(3_000));
    for (const { status } of Object.values(desk.last)) expect(status).toBe("live");
    expect(desk.last.book.data).toEqual(trueDepth(exchange, market, 1, 5));
    expect(errors).toEqual([]);
  },
);

test("without a network all of it stays, as stale", async () => {
  const { Provider, desk, visit, silence } = openDesk();
  const text = await visit({ accounts: true });
  silence();
  render(
    <Provider initialData={text}>
      <desk.Probe params={null} />
    </Provider>,
  );
  await act(() => pass(60_000));
  for (const { status, data } of Object.values(desk.last))
    expect([status, data === undefined]).toEqual(["stale", false]);
});

test.each(["initialData", "O2Seed"])(
  "many markets and the value of an account are shown by %s, too, whole and as stale",
  async (way) => {
    const { exchange, Provider, ada, silence } = openDesk();
    const markets = marketsOf(exchange);
    exchange.tick(300);
    let feed: FeedHandle | undefined;
    const board = record(() => {
      feed = useO2Feed();
      return {
        portfolio: usePortfolio({ identities: ada.id, quote: exchange.markets[0].quote.asset }),
        tickers: useTickers({ markets }),
        best: useBestPricesOf({ markets }),
      };
    });
    const Board = <board.Probe params={null} />;
    const view = render(<Provider>{Board}</Provider>);
    await passInParts(2_000);
    const { portfolio, tickers, best } = board.last;
    const dataOf = (results: readonly { readonly data?: unknown }[]) => results.map(({ data }) => data);
    expect([portfolio, ...tickers, ...best].map(({ status }) => status)).toEqual(
      Array(1 + 2 * markets.length).fill("live"),
    );
    const text = JSON.stringify(dehydrate(feed as FeedHandle, { accounts: true }));
    view.unmount();
    await pass(3 * LINGER);
    board.renders.length = 0;
    silence();
    render(
      way === "O2Seed" ? (
        <Provider>
          <O2Seed data={text}>{Board}</O2Seed>
        </Provider>
      ) : (
        <Provider initialData={text}>{Board}</Provider>
      ),
    );
    const first = board.renders[0]?.result;
    expect(first?.portfolio).toMatchObject({ status: "stale", complete: true, data: portfolio.data });
    expect(first?.tickers.map(({ status }) => status)).toEqual(markets.map(() => "stale"));
    expect(dataOf(first?.tickers ?? [])).toEqual(dataOf(tickers));
    expect(first?.best.map(({ status }) => status)).toEqual(markets.map(() => "stale"));
    expect(dataOf(first?.best ?? [])).toEqual(dataOf(best));
    await act(() => settle());
  },
);

test("a quiet book is as old as the last message, not as its last change", async () => {
  const { exchange, Provider, market } = openDesk();
  const [ada] = exchange.accounts;
  const { market_id: other, startPrice: price, step } = exchange.markets[1]!;
  let feed: FeedHandle | undefined;
  const page = record(() => {
    feed = useO2Feed();
    useDepth({ market: other });
    return useDepth({ market });
  });
  const Page = <page.Probe params={null} />;
  const view = render(<Provider>{Page}</Provider>);
  await act(() => settle());
  const changed = page.last.updatedAt ?? 0;
  await act(() => pass(40_000));
  exchange.place(ada, { marketId: other, side: "buy", price: price / 2n, quantity: 1_000n * step });
  await act(() => settle());
  const said = Date.now();
  await act(() => pass(3_000));
  expect(page.last).toMatchObject({ status: "live", updatedAt: changed });
  const text = JSON.stringify(dehydrate(feed as FeedHandle));
  view.unmount();
  await pass(3 * LINGER);
  page.renders.length = 0;
  exchange.faults.refuse();
  render(<Provider initialData={text}>{Page}</Provider>);
  expect(page.renders[0]?.result.status).toBe("stale");
  expect(Math.abs((page.renders[0]?.result.updatedAt ?? 0) - said)).toBeLessThan(2_000);
  await act(() => settle());
});

test("by itself nothing of an account is in it, by no name", async () => {
  const { ada, visit, desk, Provider, silence } = openDesk();
  const text = await visit();
  expect(text).not.toContain(ada.id.slice(2));
  expect(text).not.toContain(ada.owner.slice(2));
  const { state } = JSON.parse(text);
  const kept = Object.keys(state).filter((part) => Object.keys(state[part]).length > 0 || part === "now");
  expect(kept.sort()).toEqual(["candles", "depth", "markets", "now", "trades"]);
  silence();
  render(
    <Provider initialData={text}>
      <desk.Probe params={null} />
    </Provider>,
  );
  const { book, orders, nonce, balances } = desk.renders[0]?.result ?? {};
  expect([book, orders, nonce, balances].map((each) => each?.status)).toEqual([
    "stale",
    "pending",
    "pending",
    "pending",
  ]);
  await act(() => settle());
});

test("no proof, error or retry of the feed that was left is in it", async () => {
  const { visit } = openDesk();
  const { state } = JSON.parse(await visit({ accounts: true }));
  const { now: _, markets, ...topics } = state as Record<string, Record<string, object>>;
  const entries = [markets ?? {}, ...Object.values(topics).flatMap((channel) => Object.values(channel))];
  const fields = new Set(entries.flatMap((entry) => Object.keys(entry)));
  expect(fields.size).toBeGreaterThan(4);
  const known = ["data", "isComplete", "updatedAt", "topic", "levels", "limit", "triggers", "hasMargin"];
  expect([...fields].filter((name) => !known.includes(name))).toEqual([]);
});

test("a network that only its config knows is named by its address, without what is secret in it, and no other takes it", async () => {
  const { exchange, options, market, errors } = openDesk();
  const config = { ...exchange.config, wsUrl: "wss://o2.example/ws?token=secret" };
  let feed: FeedHandle | undefined;
  const book = record(() => {
    feed = useO2Feed();
    return useDepth({ market }).status;
  });
  const page = (wsUrl: string, initialData?: GivenSeed) => (
    <O2Provider {...options} key={wsUrl} config={{ ...config, wsUrl }} initialData={initialData}>
      <book.Probe params={undefined} />
    </O2Provider>
  );
  const view = render(page(config.wsUrl));
  await act(() => settle());
  const stored = dehydrate(feed as FeedHandle);
  expect(stored.network).toBe("wss://o2.example/ws");
  expect(JSON.stringify(stored)).not.toContain("secret");
  exchange.faults.refuse();
  const first = (): string | undefined => book.renders[0]?.result;
  for (const [wsUrl, status] of [
    ["wss://o2.example/ws?token=next", "stale"],
    ["wss://other.example/ws", "pending"],
    ["wss://api.o2.app/v1/ws", "pending"],
  ] as const) {
    book.renders.length = 0;
    view.rerender(page(wsUrl, JSON.stringify(stored)));
    expect([wsUrl, first()]).toEqual([wsUrl, status]);
  }
  expect(errors.filter(({ name }) => name === "O2InputError")).toEqual([
    expect.objectContaining({
      parameter: "initialData",
      code: "conflict",
      value: "wss://o2.example/ws",
      allowed: ["wss://other.example/ws"],
    }),
    expect.objectContaining({ parameter: "initialData", code: "conflict", allowed: ["mainnet"] }),
  ]);
});
