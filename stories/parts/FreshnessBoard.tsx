// For every hook: how current its data is, whether it is complete, and why not.
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

/** The board shows no data, so a change of data must not render it. Only the state does. */
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
