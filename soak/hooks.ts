// A hook for each thing that a component can follow: what it says, and a line of what it shows.
// It knows nothing of when it is mounted.
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
import type { Follow } from "./plan.ts";

/** The exchange's ids, by place. */
export interface Places {
  readonly markets: readonly string[];
  /** The markets by name: whoever follows one of these has the list of markets read. */
  readonly pairs: readonly string[];
  readonly accounts: readonly string[];
}

/** What a component shows. */
export interface Shown {
  readonly isLive: boolean;
  readonly text: string;
}

type Of<K extends Follow["kind"]> = Extract<Follow, { readonly kind: K }>;

/** The hooks by what is followed. */
export type Hooks = { readonly [K in Follow["kind"]]: (follow: Of<K>, places: Places) => Shown };

const shown = (status: string, text: unknown): Shown => ({ isLive: status === "live", text: `${status} ${text}` });
/** The first lines of a list: what a screen has room for. */
const lines = <T>(data: readonly T[] | undefined, line: (one: T) => string): string | undefined =>
  data?.slice(0, 20).map(line).join("\n");
const row = ({ price, quantity, total }: DepthRow): string => `${price} ${quantity} ${total}`;

/** o2-react's own. */
export const hooks: Hooks = {
  depth: function useDepthLine({ market, precision, levels }, { markets }) {
    const { status, data } = useDepth({ market: markets[market], precision, levels });
    return shown(status, `${lines(data?.asks, row)}\n${lines(data?.bids, row)}`);
  },
  best: function useBestLine({ market }, { pairs }) {
    const { status, data } = useBestPrices({ market: pairs[market] });
    return shown(status, `${data?.bid} ${data?.ask}`);
  },
  trades: function useTradesLine({ market, limit }, { markets }) {
    const { status, data } = useTrades({ market: markets[market], limit });
    return shown(
      status,
      lines(data, ({ side, price, quantity }) => `${side} ${price} ${quantity}`),
    );
  },
  events: function useEventsLine({ market }, { markets }) {
    const heard = useRef(0);
    useTradeEvents({ market: markets[market] }, () => {
      heard.current += 1;
    });
    return { isLive: true, text: "" };
  },
  candles: function useCandlesLine({ market, resolution }, { markets }) {
    const { status, data } = useCandles({ market: markets[market], resolution, limit: 100 });
    return shown(
      status,
      lines(data?.slice(-20), ({ time, close, volume }) => `${time} ${close} ${volume}`),
    );
  },
  orders: function useOrdersLine({ accounts, state }, places) {
    const { status, data } = useOrders({ identities: accounts.map((place) => places.accounts[place] ?? ""), state });
    return shown(
      status,
      lines(data, ({ order_id, quantity_fill }) => `${order_id} ${quantity_fill}`),
    );
  },
  balances: function useBalancesLine({ accounts }, places) {
    const { status, data } = useBalances({ identities: accounts.map((place) => places.accounts[place] ?? "") });
    return shown(
      status,
      lines(data, (one) => `${one.asset_id} ${one.total_locked} ${one.total_unlocked}`),
    );
  },
  nonce: function useNonceLine({ account }, { accounts }) {
    const { status, data } = useNonce({ identity: accounts[account] });
    return shown(status, data);
  },
  connection: function useConnectionLine() {
    const { status, latency } = useConnection();
    return { isLive: status === "connected", text: `${status} ${latency}` };
  },
};
