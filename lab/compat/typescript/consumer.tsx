// A page, a script and a test as users write them, checked by each TypeScript and never run. test/compat/typescript
// checks that each hook is used here.
import {
  type Balance,
  type Bar,
  type BestPrices,
  type Depth,
  type DepthRow,
  dehydrate,
  type Fill,
  Flash,
  formatPrice,
  type Identity,
  type MarginAccount,
  type MarginTier,
  type Market,
  type MarketSummary,
  O2Error,
  O2Provider,
  O2Seed,
  type O2State,
  type Order,
  type OrderChange,
  type Result,
  type Ticker,
  type Trade,
  type TradeAccount,
  type TriggerOrder,
  useAccount,
  useAction,
  useBalances,
  useBestPrices,
  useBestPricesOf,
  useCandles,
  useCandlesOf,
  useConnection,
  useDepth,
  useDepthEvents,
  useFills,
  useFlash,
  useMarginAccount,
  useMarginTiers,
  useMarket,
  useMarketSummaries,
  useMarkets,
  useNonce,
  useO2Feed,
  useO2Store,
  useOrderEstimate,
  useOrderEvents,
  useOrderForm,
  useOrders,
  usePortfolio,
  useTicker,
  useTickers,
  useTradeEvents,
  useTrades,
} from "o2-react";
import { type DepthUpdate, NETWORKS, O2Rest, O2WebSocket, OrderBook } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { prefetch } from "o2-react/server";
import {
  type ActionsResponse,
  type ClientSession,
  createExchange,
  type ExchangeMarket,
  simulatedClient,
  simulatedWallet,
  type TradingClient,
  TradingClientError,
} from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import { type RenderWithO2Result, renderWithO2 } from "o2-react/testing/react";
import { createOrderArgs, type OrderEstimate, orderForm, type Tone } from "o2-react/trading";
import { memo, type ReactElement, type ReactNode } from "react";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Takes a value of exactly this type: `is<bigint>()(value)`. */
declare function is<Expected>(): <Actual>(
  value: Actual,
  ...proof: Same<Actual, Expected> extends true ? [] : [never]
) => void;

declare const market: string;
declare const account: string;
declare const identity: Identity;

export function Hooks(): ReactElement {
  const depth = useDepth({ market, precision: 3, levels: 10 });
  is<Result<Depth>>()(depth);
  is<Depth | undefined>()(depth.data);
  switch (depth.status) {
    case "idle":
    case "pending":
      is<undefined>()(depth.data);
      break;
    case "live":
      is<Depth>()(depth.data);
      is<undefined>()(depth.error);
      break;
    case "stale":
      is<Depth>()(depth.data);
      is<O2Error | undefined>()(depth.error);
      break;
    case "error":
      is<O2Error>()(depth.error);
      break;
    default:
      is<never>()(depth);
  }
  if (depth.isStale) is<bigint | undefined>()(depth.data.spread);

  is<BestPrices | undefined>()(useBestPrices({ market }).data);
  is<readonly Trade[] | undefined>()(useTrades({ market, limit: 5 }).data);
  const orders = useOrders({ identities: [account, identity], market, state: "closed" });
  is<readonly Order[] | undefined>()(orders.data);
  is<readonly TriggerOrder[] | undefined>()(orders.standaloneTriggers);
  is<readonly Fill[] | undefined>()(useFills({ identities: account, market }).data);
  is<OrderEstimate | undefined>()(
    useOrderEstimate({ market: useMarket({ market }).data, order: { side: "buy", price: 1n, quantity: 1n } }).data,
  );
  is<Depth | undefined>()(useDepth({ market, frequency: "500ms" }).data);
  is<readonly Balance[] | undefined>()(useBalances({ identities: account }).data);
  is<bigint | undefined>()(useNonce({ identity }).data);
  is<readonly Bar[] | undefined>()(useCandles({ market, resolution: "1h" }).data);
  is<Ticker | undefined>()(useTicker({ market }).data);
  is<bigint | undefined>()(useBestPricesOf({ markets: [market] })[0].data?.bid);
  is<readonly Bar[] | undefined>()(useCandlesOf({ markets: [market], resolution: "15m" })[0].data);
  is<Tone | undefined>()(useFlash(1n).tone);
  is<MarketSummary | undefined>()(useTickers({ markets: [market] })[0].data);
  is<bigint | undefined>()(usePortfolio({ identities: null, quote: null }).data?.total);
  is<readonly Market[] | undefined>()(useMarkets().data);
  is<Market | undefined>()(useMarket({ market }).data);
  is<readonly MarketSummary[] | undefined>()(useMarketSummaries().data);
  const { data: owned } = useAccount({ owner: account });
  is<TradeAccount | undefined>()(owned);
  if (owned?.exists) is<bigint | undefined>()(owned.nonce);
  const { data: margin } = useMarginAccount({ account: 0, parent: account });
  is<MarginAccount | undefined>()(margin);
  if (margin?.exists) is<bigint | undefined>()(margin.risk?.equity);
  is<readonly MarginTier[] | undefined>()(useMarginTiers().data);
  is<Depth | undefined>()(useDepth({ market, venue: "turbo" }).data);
  is<void>()(useTradeEvents({ market }, (trade) => is<Trade>()(trade)));
  is<void>()(useOrderEvents({ identities: account, market, since: 0 }, (change) => is<OrderChange>()(change)));
  is<void>()(
    useDepthEvents({ market }, ({ data, changes }) => {
      is<Depth | undefined>()(data);
      for (const { row } of changes) is<DepthRow | undefined>()(row);
    }),
  );
  is<() => void>()(useConnection().reconnect);
  is<O2State["connection"]>()(useO2Store((state) => state.connection));
  is<O2State>()(useO2Feed().store.getState());

  // The data is the return value of `select`.
  is<number | undefined>()(useDepth({ market, select: ({ bids }) => bids.length }).data);
  is<bigint[] | undefined>()(useTrades({ market, select: (trades) => trades.map(({ price }) => price) }).data);
  is<Order | undefined>()(useOrders({ identities: account, select: ([newest]) => newest }).data);

  // No market is chosen yet.
  useDepth({ market: null });
  useBalances({ identities: undefined, enabled: false });
  // Any object with a market's id will do.
  useDepth({ market: { market_id: market } });

  // @ts-expect-error a number is no market
  useDepth({ market: 1 });
  // @ts-expect-error the market is missing, not "none yet"
  useDepth({});
  // @ts-expect-error there are no such candles
  useCandles({ market, resolution: "7m" });
  // @ts-expect-error there is no such state
  useOrders({ identities: account, state: "lost" });
  // @ts-expect-error amounts are bigint
  const price: number | undefined = depth.data?.bestBid;
  // @ts-expect-error what is shown is read-only
  depth.data?.bids.pop();
  // @ts-expect-error there may be no data
  depth.data.spread;
  return <output>{String(price)}</output>;
}

const Row = memo(function Row({ price }: { readonly price: bigint }): ReactElement {
  return <li>{`${price}`}</li>;
});

export function App({ children, initialData }: { children: ReactNode; initialData: O2Seed }): ReactElement {
  const feed = createO2Feed({ network: "testnet", onError: (error) => is<O2Error>()(error) });
  return (
    <>
      <O2Provider network="testnet" initialData={initialData} linger={0}>
        <O2Seed data={JSON.stringify(dehydrate(feed, { accounts: true }))}>{children}</O2Seed>
        {/* @ts-expect-error a seed is no number */}
        <O2Seed data={1} />
        <Row price={1n} />
      </O2Provider>
      <O2Provider config={{ wsUrl: "wss://x.y", apiBase: "https://x.y" }}>{children}</O2Provider>
      <O2Provider feed={feed}>{children}</O2Provider>
      {/* @ts-expect-error there is no such network */}
      <O2Provider network="mars">{children}</O2Provider>
      {/* @ts-expect-error a given feed has its options */}
      <O2Provider feed={feed} linger={0} />
    </>
  );
}

export function Form({ listed, client }: { listed: Market; client: TradingClient }): ReactElement {
  const { bind, submit, errors, estimate, isReady } = useOrderForm({
    market: listed,
    identities: account,
    model: orderForm,
  });
  is<string | undefined>()(errors.price);
  is<OrderEstimate | undefined>()(estimate.data);
  const place = useAction((...args: Parameters<typeof createOrderArgs>) =>
    client.createOrder(listed, ...createOrderArgs(...args)),
  );
  is<string | undefined>()(place.message);
  return (
    <form onSubmit={submit(place.run)}>
      <input {...bind("price")} />
      <button type="submit" disabled={!isReady || place.isPending}>
        <Flash value={1n}>Place</Flash>
      </button>
    </form>
  );
}

export async function script(): Promise<void> {
  const ws = await new O2WebSocket(NETWORKS.testnet).connect();
  is<O2WebSocket>()(ws);
  const book = new OrderBook();
  for await (const update of ws.streamDepth(market)) {
    is<DepthUpdate>()(update);
    is<string | undefined>()(book.apply(update));
    if (update.view) break;
  }
  for await (const { trades } of ws.streamTrades(market)) is<readonly Trade[]>()(trades);
  ws.disconnect();
  // @ts-expect-error an address is missing
  new O2WebSocket({ apiBase: "https://x.y" });
  const [first] = await new O2Rest("https://x.y").markets();
  if (first) is<string>()(formatPrice(first, 1n, { locale: "de-DE", roundingMode: "floor" }));
  is<O2Seed>()(await prefetch({ network: "testnet", depth: [{ market }] }));
  try {
    await ws.connect();
  } catch (error) {
    if (error instanceof O2Error) is<string>()(error.message);
  }
}

export async function test(): Promise<ReactElement> {
  const exchange = createExchange({ seed: 1 });
  is<ExchangeMarket>()(exchange.markets[0]);
  exchange.tick(10);
  exchange.faults.drop();
  const rendered = renderWithO2(<Hooks />);
  is<RenderWithO2Result>()(rendered);
  await rendered.step();
  // @ts-expect-error a component is rendered, not its name
  renderWithO2("Hooks");
  const client: TradingClient = simulatedClient(exchange, { account: exchange.accounts[0], delay: 100 });
  is<ClientSession>()(await client.createSession(simulatedWallet("Mary"), [exchange.markets[0], "FUEL/USDC"], 7));
  is<ActionsResponse>()(await client.createOrder(market, "buy", "0.012", 1_000n, { orderType: "PostOnly" }));
  is<readonly ActionsResponse[] | null>()(await client.cancelAllOrders(market));
  await client.batchActions([{ market, actions: [{ type: "settleBalance" }, { type: "cancelOrder", orderId: "0x" }] }]);
  // @ts-expect-error an amount is text or a bigint
  client.createOrder(market, "buy", 0.012, 1).catch((error: unknown) => {
    if (error instanceof TradingClientError) is<number | undefined>()(error.code);
  });
  exchange.faults.refuseActions({ reason: "OrderNotFilled" });
  const served = await serveExchange(exchange, { port: 0 });
  await served.close();
  return <O2Provider config={exchange.config} WebSocket={exchange.WebSocket} fetch={exchange.fetch} />;
}
