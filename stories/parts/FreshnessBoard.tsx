// What every hook says of its own data: how current it is, whether all of it, and why not.
import {
  type IdentityRef,
  type MarketRef,
  type Result,
  useBalances,
  useBestPrices,
  useCandles,
  useDepth,
  useMarkets,
  useNonce,
  useOrders,
  useTicker,
  useTrades,
} from "o2-react";
import { Columns } from "./Columns.tsx";
import { Freshness } from "./Freshness.tsx";
import { Panel } from "./Panel.tsx";

const COLUMNS = ["Hook", "status", "complete", "error"] as const;

/** Of the data nothing is shown, so nothing of it renders the board: its state alone does. */
const select = () => true;

export interface FreshnessBoardProps {
  readonly market: MarketRef;
  readonly account: IdentityRef;
}

export function FreshnessBoard({ market, account }: FreshnessBoardProps) {
  const results: Record<string, Result<unknown>> = {
    useDepth: useDepth({ market, precision: 3, select }),
    useBestPrices: useBestPrices({ market, select }),
    useTrades: useTrades({ market, select }),
    useCandles: useCandles({ market, select }),
    useTicker: useTicker({ market, select }),
    useOrders: useOrders({ identities: account, select }),
    useBalances: useBalances({ identities: account, select }),
    useNonce: useNonce({ identity: account, select }),
    useMarkets: useMarkets({ select }),
  };
  return (
    <Panel title="Freshness" area="freshness">
      <table className="states">
        <Columns names={COLUMNS} />
        <tbody>
          {Object.entries(results).map(([name, { status, updatedAt, error, complete }]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <Freshness status={status} updatedAt={updatedAt} error={error} />
              </td>
              <td>{complete ? "yes" : "no"}</td>
              <td title={error?.message}>{error?.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
