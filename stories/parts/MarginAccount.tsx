// A margin account: how far it is from liquidation, and its positions.
import {
  type MarginAccount as Account,
  formatAmount,
  formatCompact,
  type MarginAccountRef,
  type MarginRisk,
  type Market,
  useMarginAccount,
  useMarkets,
  useO2Feed,
} from "o2-react";
import { Columns } from "./Columns.tsx";
import { Facts } from "./Facts.tsx";
import { COMPACT, LOCALE } from "./format.ts";
import { Panel } from "./Panel.tsx";
import { Scroller } from "./Scroller.tsx";
import { useNow } from "./useNow.ts";

type Known = Extract<Account, { readonly exists: true }>;

const COLUMNS = ["Position", "Size", "Value"] as const;

export function MarginAccount({ account, parent }: { readonly account: MarginAccountRef; readonly parent?: string }) {
  const margin = useMarginAccount({ account, parent });
  const { data: markets = [] } = useMarkets();
  const feed = useO2Feed();
  // A session ends without an event, so the time is checked here.
  const now = useNow(1_000, true);
  const { data } = margin;
  return (
    <Panel title="Margin account" area="margin" result={margin}>
      {data?.exists === false && <p className="note">There is no such margin account yet.</p>}
      {data?.exists && (
        <>
          <Facts facts={factsOf(data, now === undefined ? undefined : feed.serverTime)} />
          {data.positions.length > 0 && <Positions account={data} markets={markets} />}
          {data.risk && data.risk.stalePrices.length > 0 && (
            <p className="reason">
              The exchange’s price of {namesOf(data.risk, markets)} is stale: no figure here holds.
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

function Positions({ account, markets }: { readonly account: Known; readonly markets: readonly Market[] }) {
  return (
    <Scroller label="Positions">
      <table className="positions">
        <Columns names={COLUMNS} />
        <tbody>
          {account.positions.map(({ asset_id, quantity, value }) => {
            const asset = assetOf(asset_id, markets);
            const side = quantity < 0n ? "sell" : "buy";
            return (
              <tr key={asset_id}>
                <th scope="row">{asset?.symbol ?? asset_id.slice(0, 8)}</th>
                <td className={`number ${side}`}>{asset ? formatCompact(asset, quantity, COMPACT) : "–"}</td>
                <td className="number">{value === undefined ? "–" : money(value, account)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroller>
  );
}

function factsOf(account: Known, now: number | undefined): Readonly<Record<string, string>> {
  const { risk, session } = account;
  return {
    session: session ? sessionText(session, now) : "none",
    state: risk ? stateOf(risk) : "unknown",
    equity: risk ? money(risk.equity, account) : "–",
    "account value": risk ? money(risk.value, account) : "–",
    "liquidated at": risk ? money(risk.liquidationLine, account) : "–",
    "stressed value": risk ? money(risk.stressedValue, account) : "–",
    "closes only below": risk ? money(risk.freezeLine, account) : "–",
  };
}

function stateOf({ isLiquidatable, isFrozen }: MarginRisk): string {
  if (isLiquidatable) return "may be liquidated";
  return isFrozen ? "frozen: may only close" : "open";
}

function sessionText({ expires_at, isPerpetual }: NonNullable<Known["session"]>, now: number | undefined): string {
  if (isPerpetual) return "without an end";
  if (expires_at === undefined || now === undefined) return "there";
  const left = expires_at - BigInt(Math.floor(now / 1_000));
  if (left <= 0n) return "ended";
  const hours = left / 3_600n;
  return hours < 48n ? `ends in ${hours} hours` : `ends in ${hours / 24n} days`;
}

function money(value: bigint, { collateral_decimals }: Known): string {
  const cents = { minimumFractionDigits: 2, maximumFractionDigits: 2, roundingMode: "trunc" } as const;
  return formatAmount({ decimals: collateral_decimals }, value, { locale: LOCALE, ...cents });
}

function namesOf({ stalePrices }: MarginRisk, markets: readonly Market[]): string {
  return stalePrices.map((id) => assetOf(id, markets)?.symbol ?? id.slice(0, 8)).join(", ");
}

function assetOf(id: string, markets: readonly Market[]) {
  return markets.flatMap(({ base, quote }) => [base, quote]).find(({ asset }) => asset === id);
}
