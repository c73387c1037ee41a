// The types of the hooks. `tsc` checks the promises: at run time nothing here is called.
import {
  type Balance,
  type BestPrices,
  type Connection,
  type Depth,
  type DepthEvent,
  type DepthRow,
  type FeedHandle,
  type Identity,
  type Market,
  type MarketSummary,
  type O2Error,
  type O2Feed,
  O2Provider,
  type O2ProviderProps,
  type O2State,
  type Order,
  type OrderChange,
  type Portfolio,
  type Result,
  type Trade,
  useBalances,
  useBestPrices,
  useBestPricesOf,
  useConnection,
  useDepth,
  useDepthEvents,
  useNonce,
  useO2Feed,
  useO2Store,
  useOrderEvents,
  useOrders,
  usePortfolio,
  useTickers,
  useTradeEvents,
  useTrades,
} from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { expectTypeOf, test } from "vitest";

declare const market: string;
declare const account: string;
declare const identity: Identity;

/** Checked, never called. */
const checked = (_: () => unknown): void => undefined;

test("the result is a union that narrows on status", () => {
  checked(() => {
    const result = useDepth({ market });
    expectTypeOf(result).toEqualTypeOf<Result<Depth>>();
    expectTypeOf(result.data).toEqualTypeOf<Depth | undefined>();
    switch (result.status) {
      case "idle":
        expectTypeOf(result.data).toEqualTypeOf<undefined>();
        expectTypeOf(result.error).toEqualTypeOf<undefined>();
        expectTypeOf(result.isStale).toEqualTypeOf<false>();
        break;
      case "pending":
        expectTypeOf(result.data).toEqualTypeOf<undefined>();
        expectTypeOf(result.error).toEqualTypeOf<O2Error | undefined>();
        expectTypeOf(result.retryAt).toEqualTypeOf<number | undefined>();
        break;
      case "live":
        expectTypeOf(result.data).toEqualTypeOf<Depth>();
        expectTypeOf(result.error).toEqualTypeOf<undefined>();
        break;
      case "stale":
        expectTypeOf(result.data).toEqualTypeOf<Depth>();
        expectTypeOf(result.error).toEqualTypeOf<O2Error | undefined>();
        expectTypeOf(result.isStale).toEqualTypeOf<true>();
        break;
      case "error":
        expectTypeOf(result.data).toEqualTypeOf<undefined>();
        expectTypeOf(result.error).toEqualTypeOf<O2Error>();
        break;
      default:
        expectTypeOf(result).toBeNever();
    }
    if (result.isStale) expectTypeOf(result.data).toEqualTypeOf<Depth>();
    if (result.data) expectTypeOf(result.status).toEqualTypeOf<"live" | "stale">();
  });
});

test("each hook's data has its type, amounts are bigint", () => {
  checked(() => {
    expectTypeOf(useDepth({ market }).data).toEqualTypeOf<Depth | undefined>();
    expectTypeOf(useBestPrices({ market }).data).toEqualTypeOf<BestPrices | undefined>();
    expectTypeOf(useTrades({ market }).data).toEqualTypeOf<readonly Trade[] | undefined>();
    expectTypeOf(useOrders({ identities: account }).data).toEqualTypeOf<readonly Order[] | undefined>();
    expectTypeOf(useBalances({ identities: account }).data).toEqualTypeOf<readonly Balance[] | undefined>();
    expectTypeOf(useNonce({ identity: account }).data).toEqualTypeOf<bigint | undefined>();
    expectTypeOf(
      useOrderEvents({ identities: null, since: 0 }, (change) => expectTypeOf(change).toEqualTypeOf<OrderChange>()),
    ).toBeVoid();
    expectTypeOf(useTradeEvents({ market }, (trade) => expectTypeOf(trade).toEqualTypeOf<Trade>())).toBeVoid();
    useDepthEvents({ market }, (event) => {
      expectTypeOf(event).toEqualTypeOf<DepthEvent>();
      expectTypeOf(event.data).toEqualTypeOf<Depth | undefined>();
      if (event.status === "live") expectTypeOf(event.data).toEqualTypeOf<Depth>();
      expectTypeOf(event.changes[0]?.row).toEqualTypeOf<DepthRow | undefined>();
    });
    expectTypeOf(useDepthEvents({ market: null }, () => undefined)).toBeVoid();
    expectTypeOf(useConnection()).toExtend<Connection>();
    expectTypeOf(useConnection().reconnect).toEqualTypeOf<() => void>();
    expectTypeOf(useO2Feed()).toEqualTypeOf<FeedHandle>();
    expectTypeOf(useO2Feed().feed).toEqualTypeOf<O2Feed | undefined>();
    expectTypeOf(useO2Store((state) => state.connection)).toEqualTypeOf<O2State["connection"]>();
  });
  expectTypeOf<DepthRow>().toEqualTypeOf<{
    readonly price: bigint;
    readonly quantity: bigint;
    readonly total: bigint;
  }>();
  expectTypeOf<BestPrices["mid"]>().toEqualTypeOf<bigint | undefined>();
  expectTypeOf<Trade["price" | "quantity" | "total"]>().toBeBigInt();
  expectTypeOf<Balance["total_unlocked" | "total_locked" | "trading_account_balance"]>().toBeBigInt();
});

test("a live nonce may be unknown still", () => {
  checked(() => {
    const nonce = useNonce({ identity });
    if (nonce.status === "live") expectTypeOf(nonce.data).toEqualTypeOf<bigint | undefined>();
  });
});

test("select gives the data its type, with its parameter inferred", () => {
  checked(() => {
    expectTypeOf(useDepth({ market, select: (depth) => depth.bids.length }).data).toEqualTypeOf<number | undefined>();
    expectTypeOf(useBestPrices({ market, select: ({ mid }) => mid }).data).toEqualTypeOf<bigint | undefined>();
    expectTypeOf(useTrades({ market, select: (trades) => trades.map(({ price }) => price) }).data).toEqualTypeOf<
      bigint[] | undefined
    >();
    expectTypeOf(useOrders({ identities: account, select: ([newest]) => newest }).data).toEqualTypeOf<
      Order | undefined
    >();
    expectTypeOf(useNonce({ identity, select: (nonce) => nonce + 1n }).data).toEqualTypeOf<bigint | undefined>();
    const chosen = useBalances({ identities: account, select: (balances) => ({ count: balances.length }) });
    if (chosen.status === "live") expectTypeOf(chosen.data).toEqualTypeOf<{ count: number }>();
  });
});

test("identities are one or many, of ids and of identities; a market is an id or carries one; nullish is idle", () => {
  checked(() => {
    useOrders({ identities: account });
    useOrders({ identities: identity });
    useOrders({ identities: [account, identity] });
    useOrders({ identities: [account, identity] as const });
    useOrders({ identities: null });
    useBalances({ identities: undefined });
    useOrders({ identities: account, market: { market_id: market }, state: "all" });
    useDepth({ market: null });
    useDepth({ market: { market_id: market } });
    useTrades({ market: undefined, enabled: false });
    // @ts-expect-error a number is no market
    useDepth({ market: 7 });
    // @ts-expect-error the market must be given, if only as undefined
    useDepth({});
    // @ts-expect-error a bigint is no count
    useDepth({ market, levels: 5n });
    // @ts-expect-error there is no such state
    useOrders({ identities: account, state: "done" });
    // @ts-expect-error one nonce, one identity
    useNonce({ identity: [account] });
  });
});

test("results are read-only", () => {
  checked(() => {
    const { data } = useDepth({ market });
    // @ts-expect-error rows are read-only
    data?.bids.push({ price: 1n, quantity: 1n, total: 1n });
    // @ts-expect-error the result is read-only
    useDepth({ market }).status = "live";
    // @ts-expect-error only the feed writes its store
    useO2Feed().store.setState({});
  });
});

test("a provider takes a network, a config or a feed", () => {
  checked(() => {
    const feed = createO2Feed({ network: "testnet" });
    return (
      <>
        <O2Provider network="mainnet">text</O2Provider>
        <O2Provider config={{ wsUrl: "wss://x.y/v1/ws" }} linger={0} onError={(error) => error.message} />
        <O2Provider feed={feed} />
        {/* @ts-expect-error there is no such network */}
        <O2Provider network="mars" />
        {/* @ts-expect-error a given feed has been made with its options */}
        <O2Provider feed={feed} network="testnet" />
        {/* @ts-expect-error a config needs the feed's address */}
        <O2Provider config={{ apiBase: "https://x.y" }} />
      </>
    );
  });
  expectTypeOf<{ feed: O2Feed }>().toExtend<O2ProviderProps>();
  expectTypeOf<{ network: "testnet"; maxTrades: number }>().toExtend<O2ProviderProps>();
});

test("many markets have a list of results that is as long as that of the markets, where its length is known", () => {
  checked(() => {
    const [one, two] = useBestPricesOf({ markets: ["FUEL/USDC", null] });
    expectTypeOf(one).toEqualTypeOf<Result<BestPrices>>();
    expectTypeOf(two).toEqualTypeOf<Result<BestPrices>>();
    const many = useTickers({ markets: [] as readonly Market[] });
    expectTypeOf(many).toEqualTypeOf<readonly Result<MarketSummary>[]>();
    const perhaps = useTickers({ markets: undefined as readonly Market[] | undefined, select: ({ last }) => last });
    expectTypeOf(perhaps[0]).toEqualTypeOf<Result<bigint | undefined> | undefined>();
    // @ts-expect-error a list has no third place where the markets have none
    useBestPricesOf({ markets: [market, market] })[2];
    // @ts-expect-error a market is no number
    useBestPricesOf({ markets: [7] });
    expectTypeOf(usePortfolio({ identities: account, quote: account })).toEqualTypeOf<Result<Portfolio>>();
    // @ts-expect-error values are in some asset
    usePortfolio({ identities: account });
  });
});
