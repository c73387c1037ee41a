// A hook for each topic of a component, with its result and a line of its output. It knows nothing of when it is
// mounted.
import {
  type DepthRow,
  useBalances,
  useBestPrices,
  useCandles,
  useConnection,
  useDepth,
  useNonce,
  useOrders,
  useTradeEvents,
  useTrades,
} from "o2-react";
import { useRef } from "react";
import type { Places } from "../far/FarEnd.ts";
import type { Follow } from "./plan.ts";

/** The output of a component. */
export interface Shown {
  readonly isLive: boolean;
  /** The status, and the error where there is one. */
  readonly state: string;
  readonly text: string;
}

type Of<K extends Follow["kind"]> = Extract<Follow, { readonly kind: K }>;

/** The hooks by topic. */
export type Hooks = { readonly [K in Follow["kind"]]: (follow: Of<K>, places: Places) => Shown };

interface Result {
  readonly status: string;
  readonly error?: Error | undefined;
}
const shown = ({ status, error }: Result, text: unknown): Shown => ({
  isLive: status === "live",
  state: error ? `${status}: ${error.message}` : status,
  text: `${status} ${text}`,
});
/** The first lines of a list, as many as a screen has room for. */
const lines = <T>(data: readonly T[] | undefined, line: (one: T) => string): string | undefined =>
  data?.slice(0, 20).map(line).join("\n");
const row = ({ price, quantity, total }: DepthRow): string => `${price} ${quantity} ${total}`;

/** o2-react's own. */
export const hooks: Hooks = {
  depth: function useDepthLine({ market, precision, levels }, { markets }) {
    const result = useDepth({ market: markets[market], precision, levels });
    return shown(result, `${lines(result.data?.asks, row)}\n${lines(result.data?.bids, row)}`);
  },
  best: function useBestLine({ market }, { pairs }) {
    const result = useBestPrices({ market: pairs[market] });
    return shown(result, `${result.data?.bid} ${result.data?.ask}`);
  },
  trades: function useTradesLine({ market, limit }, { markets }) {
    const result = useTrades({ market: markets[market], limit });
    return shown(
      result,
      lines(result.data, ({ side, price, quantity }) => `${side} ${price} ${quantity}`),
    );
  },
  events: function useEventsLine({ market }, { markets }) {
    const heard = useRef(0);
    useTradeEvents({ market: markets[market] }, () => {
      heard.current += 1;
    });
    return { isLive: true, state: "live", text: "" };
  },
  candles: function useCandlesLine({ market, resolution }, { markets }) {
    const result = useCandles({ market: markets[market], resolution, limit: 100 });
    return shown(
      result,
      lines(result.data?.slice(-20), ({ timestamp, close, volume }) => `${timestamp} ${close} ${volume}`),
    );
  },
  orders: function useOrdersLine({ accounts, state }, places) {
    const result = useOrders({ identities: accounts.map((place) => places.accounts[place] ?? ""), state });
    return shown(
      result,
      lines(result.data, ({ order_id, quantity_fill }) => `${order_id} ${quantity_fill}`),
    );
  },
  balances: function useBalancesLine({ accounts }, places) {
    const result = useBalances({ identities: accounts.map((place) => places.accounts[place] ?? "") });
    return shown(
      result,
      lines(result.data, (one) => `${one.asset_id} ${one.total_locked} ${one.total_unlocked}`),
    );
  },
  nonce: function useNonceLine({ account }, { accounts }) {
    const result = useNonce({ identity: accounts[account] });
    return shown(result, result.data);
  },
  connection: function useConnectionLine() {
    const { status, latency } = useConnection();
    return { isLive: status === "connected", state: status, text: `${status} ${latency}` };
  },
};
