// The page of the browsers' suite: shows all topics of one market and one account, with their status, as text.
import {
  type Market,
  O2Provider,
  type O2ProviderProps,
  useBalances,
  useConnection,
  useDepth,
  useOrders,
  useTrades,
} from "o2-react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { fromText, toText } from "../support/text.ts";
import { formats } from "./formats.ts";

/** The page's setup, as text that carries bigints. */
export interface Setup {
  readonly market: Market;
  readonly identity: string;
  /** The number of shown levels a side, and of shown trades. */
  readonly shown: number;
  /** True if the engine is in a worker. */
  readonly isElsewhere: boolean;
  readonly options: Pick<
    O2ProviderProps & { feed?: undefined },
    "config" | "minReconnectDelay" | "maxReconnectDelay" | "pingInterval" | "deadAfter"
  >;
}

const { market, identity, shown, isElsewhere, options } = fromText(
  (globalThis as unknown as { readonly setup: string }).setup,
) as Setup;

function Screen() {
  const connection = useConnection();
  const depth = useDepth({ market, levels: shown });
  const trades = useTrades({ market, limit: shown });
  const orders = useOrders({ identities: identity });
  const balances = useBalances({ identities: identity });
  const { bids, asks } = depth.data ?? { bids: [], asks: [] };
  const levels = [...bids, ...asks].map(({ price, quantity }) => ({ price, quantity }));
  return (
    <>
      <output id="statuses">
        {[connection.status, depth.status, trades.status, orders.status, balances.status].join(" ")}
      </output>
      <output id="values">
        {toText({ levels, trades: trades.data, orders: orders.data, balances: balances.data })}
      </output>
    </>
  );
}

const makeWorker = (): Worker => new Worker("/engine.worker.js", { type: "module" });

Object.assign(globalThis, { formats: (locale: string) => formats(market, locale) });

createRoot(document.body).render(
  <StrictMode>
    <O2Provider {...options} worker={isElsewhere ? makeWorker : undefined}>
      <Screen />
    </O2Provider>
  </StrictMode>,
);
