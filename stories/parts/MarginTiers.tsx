// The margin venue's tiers in a table.
import { formatCompact, useMarginTiers } from "o2-react";
import { Columns } from "./Columns.tsx";
import { COMPACT } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { Scroller } from "./Scroller.tsx";

const COLUMNS = ["Tier", "Line", "Leverage", "Collateral", "Fee", "Terms"] as const;

/** @param decimals of the collateral asset, which the tiers do not contain. */
export function MarginTiers({ decimals }: { readonly decimals: number }) {
  const tiers = useMarginTiers();
  const money = (value: bigint | undefined) =>
    value === undefined ? "–" : formatCompact({ decimals }, value, COMPACT);
  return (
    <Panel title="Tiers" area="tiers" result={tiers}>
      <Scroller label="List of tiers">
        <table className="tiers">
          <Columns names={COLUMNS} />
          <tbody>
            {tiers.data?.map(({ tier_id, version, line, leverage, required_collateral, open_fee, turbo }) => (
              <tr key={`${tier_id} ${version}`}>
                <th scope="row">{String(tier_id)}</th>
                <td className="number">{money(line)}</td>
                <td className="number">{leverage === undefined ? "–" : `${leverage}×`}</td>
                <td className="number">{money(required_collateral)}</td>
                <td className="number">{money(open_fee)}</td>
                <td>{turbo ? "prepaid" : "usual"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}
