// Components as users write them, without manual memoising. React Compiler compiles this file on its way into the tests
// (see the config), and memoises every value that it believes unchanged.
import {
  type Balance,
  type IdentityRef,
  type Trade,
  useBalances,
  useBestPrices,
  useCandles,
  useConnection,
  useDepth,
  useDepthEvents,
  useMarket,
  useMarkets,
  useNonce,
  useO2Feed,
  useO2Store,
  useOrders,
  useTicker,
  useTradeEvents,
  useTrades,
} from "o2-react";
import { useRef, useState } from "react";

/** The output of a component, as text that can be parsed. */
function Shown({ name, status, value }: { name: string; status: string; value: unknown }) {
  const text = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part));
  return (
    <output data-name={name} data-status={status}>
      {text}
    </output>
  );
}

function Book({ market, levels }: { market: string; levels: number }) {
  const { data, status } = useDepth({ market, levels });
  const rows = data ? [...data.asks.map(({ price }) => price).reverse(), ...data.bids.map(({ price }) => price)] : [];
  return <Shown name="book" status={status} value={rows} />;
}

/** The same, written past React. */
function Drawn({ market, levels }: { market: string; levels: number }) {
  const output = useRef<HTMLOutputElement>(null);
  useDepthEvents({ market, levels }, ({ status, data }) => {
    if (!output.current) return;
    const { bids = [], asks = [] } = data ?? {};
    const prices = [...asks.map(({ price }) => price).reverse(), ...bids.map(({ price }) => price)];
    output.current.dataset.status = status;
    output.current.textContent = JSON.stringify(prices.map(String));
  });
  return <output ref={output} data-name="drawn" />;
}

/** The best prices, seldom rendered. */
function Seldom({ market }: { market: string }) {
  const { data, status } = useBestPrices({ market, throttle: 50, select: ({ bid, ask }) => [bid, ask] });
  return <Shown name="seldom" status={status} value={data} />;
}

function Best({ market }: { market: string }) {
  const best = useBestPrices({ market });
  const narrowed = useBestPrices({ market, select: ({ bid, ask }) => [bid, ask] });
  const shown = best.data && [best.data.bid, best.data.ask];
  return <Shown name="best" status={narrowed.status} value={[shown, narrowed.data]} />;
}

function Tape({ market }: { market: string }) {
  const { data = [], status } = useTrades({ market, limit: 5 });
  return <Shown name="tape" status={status} value={data.map(({ trade_id }) => trade_id)} />;
}

/** Counts the calls of the callback by itself. */
function Counter({ market }: { market: string }) {
  const [trades, setTrades] = useState<readonly Trade[]>([]);
  useTradeEvents({ market }, (trade) => setTrades((before) => [...before, trade]));
  return <Shown name="counter" status="live" value={trades.map(({ trade_id }) => trade_id)} />;
}

function Orders({ market, identities }: { market: string; identities: IdentityRef }) {
  const { data = [], status } = useOrders({ identities: [identities], market });
  return <Shown name="orders" status={status} value={data.map(({ order_id }) => order_id)} />;
}

function Balances({ identities }: { identities: IdentityRef }) {
  const { data, status } = useBalances({ identities });
  const total = (balances: readonly Balance[]) => balances.map(({ total_unlocked }) => total_unlocked).sort();
  return <Shown name="balances" status={status} value={data && total(data)} />;
}

function Nonce({ identity }: { identity: IdentityRef }) {
  const { data, status } = useNonce({ identity });
  return <Shown name="nonce" status={status} value={data} />;
}

function Candles({ market }: { market: string }) {
  const { data, status } = useCandles({ market, resolution: "5m", limit: 2 });
  return <Shown name="candles" status={status} value={data?.map(({ close }) => close)} />;
}

function Day({ market }: { market: string }) {
  const { data, status } = useTicker({ market });
  return <Shown name="ticker" status={status} value={data?.last} />;
}

function Name({ market }: { market: string }) {
  const { data, status } = useMarket({ market });
  const { data: all } = useMarkets();
  return <Shown name="market" status={status} value={[data?.pair, all?.length]} />;
}

function Link() {
  const { status, attempt } = useConnection();
  const said = useO2Store((state) => state.connection.status);
  const feed = useO2Feed();
  return <Shown name="connection" status={status} value={[said, attempt, typeof feed.retain]} />;
}

export interface DeskProps {
  readonly market: string;
  readonly account: IdentityRef;
  readonly levels: number;
}

/** All components at once. */
export function Desk({ market, account, levels }: DeskProps) {
  return (
    <>
      <Book market={market} levels={levels} />
      <Best market={market} />
      <Drawn market={market} levels={levels} />
      <Seldom market={market} />
      <Tape market={market} />
      <Counter key={market} market={market} />
      <Orders market={market} identities={account} />
      <Balances identities={account} />
      <Nonce identity={account} />
      <Candles market={market} />
      <Day market={market} />
      <Name market={market} />
      <Link />
    </>
  );
}
