// All markets: found by name, sorted by a column, each with its last price, its day and a small chart of it.
import { Flash, formatCompact, formatPercent, type Market, type MarketSummary, useMarkets, useTickers } from "o2-react";
import { notional } from "o2-react/trading";
import { type KeyboardEvent, memo, useMemo, useState } from "react";
import { CHANGE, COMPACT } from "./format.ts";
import { type Paper, papersOf } from "./papers.ts";
import { Sparkline } from "./Sparkline.tsx";

const COLUMNS = { pair: "Market", last: "Last", change: "24h change", volume: "24h volume" } as const;

type Column = keyof typeof COLUMNS;

interface Row {
  readonly market: Market;
  readonly day: MarketSummary | undefined;
  readonly status: string;
}

interface Sort {
  readonly by: Column;
  readonly isUp: boolean;
}

export interface MarketListProps {
  readonly chosen: Market;
  readonly onChoose: (market: Market) => void;
}

export function MarketList({ chosen, onChoose }: MarketListProps) {
  const [text, setText] = useState("");
  const [sort, setSort] = useState<Sort>({ by: "volume", isUp: false });
  const { data: markets } = useMarkets();
  // Rows that change places with each trade cannot be pressed.
  const tickers = useTickers({ markets, throttle: 1_000 });
  const papers = useMemo(() => papersOf(markets ?? []), [markets]);
  const rows = (markets ?? []).flatMap((market, index): Row[] => {
    const { data, status = "idle" } = tickers[index] ?? {};
    return market.pair.toLowerCase().includes(text.trim().toLowerCase()) ? [{ market, day: data, status }] : [];
  });
  rows.sort((a, b) => compare(a, b, sort));
  const [first] = rows;
  return (
    <section className="market-list" aria-label="Markets">
      <input
        type="search"
        aria-label="Search markets"
        placeholder="Search"
        autoComplete="off"
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: who opens the list is about to type
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          moveFocus(event);
          if (event.key !== "Enter" || !first) return;
          // The key would press the button that gets the focus.
          event.preventDefault();
          onChoose(first.market);
        }}
      />
      <div className="scroller">
        <table>
          <thead>
            <tr>
              {(Object.keys(COLUMNS) as Column[]).map((by) => (
                <SortHead key={by} by={by} sort={sort} onSort={setSort} />
              ))}
              <th scope="col">24 hours</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ market, day, status }) => (
              <MarketRow
                key={market.market_id}
                market={market}
                day={day}
                status={status}
                paper={papers.get(market.market_id)}
                isChosen={market.market_id === chosen.market_id}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
        {markets && rows.length === 0 && <p className="note">No market is called “{text.trim()}”.</p>}
      </div>
    </section>
  );
}

interface SortHeadProps {
  readonly by: Column;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function SortHead({ by, sort, onSort }: SortHeadProps) {
  const isSorted = sort.by === by;
  // Names begin at A, figures at the greatest.
  const isUp = isSorted ? !sort.isUp : by === "pair";
  return (
    <th scope="col" aria-sort={isSorted ? (sort.isUp ? "ascending" : "descending") : undefined}>
      <button type="button" onClick={() => onSort({ by, isUp })}>
        {COLUMNS[by]}
        <span className="arrow" aria-hidden="true">
          {isSorted ? (sort.isUp ? "▲" : "▼") : ""}
        </span>
      </button>
    </th>
  );
}

interface MarketRowProps extends Row {
  readonly paper: Paper | undefined;
  readonly isChosen: boolean;
  readonly onChoose: (market: Market) => void;
}

const MarketRow = memo(function MarketRow({ market, day, status, paper, isChosen, onChoose }: MarketRowProps) {
  const { last, changeBasisPoints: points, volume } = day ?? {};
  return (
    <tr data-status={status} data-chosen={isChosen || undefined}>
      <th scope="row">
        <button type="button" onClick={() => onChoose(market)} onKeyDown={moveFocus}>
          {market.pair}
        </button>
      </th>
      <td>
        <Flash value={last}>{last === undefined || !paper ? "–" : paper.price(last)}</Flash>
      </td>
      <td className={points ? (points > 0n ? "buy" : "sell") : ""}>
        {points === undefined ? "–" : formatPercent(points, CHANGE)}
      </td>
      <td>
        {volume === undefined ? "–" : formatCompact(market.base, volume, COMPACT)}
        <span className="symbol">{market.base.symbol}</span>
      </td>
      <td>
        <Sparkline market={market} />
      </td>
    </tr>
  );
});

/** The arrow keys go from the search to the rows and between them. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const list = event.currentTarget.closest(".market-list");
  if (step === 0 || !list) return;
  event.preventDefault();
  const stops = [...list.querySelectorAll<HTMLElement>("input, tbody button")];
  stops[stops.indexOf(event.currentTarget) + step]?.focus();
}

/** The order of two rows. What is not known comes last, whichever way the column is sorted. */
function compare(a: Row, b: Row, { by, isUp }: Sort): number {
  if (by === "pair") return a.market.pair.localeCompare(b.market.pair) * (isUp ? 1 : -1);
  const [one, other] = [figureOf(a, by), figureOf(b, by)];
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  return one === other ? 0 : one > other === isUp ? 1 : -1;
}

/** Volumes are in other assets for each market, so they are compared by their value at the last price. */
function figureOf({ market, day }: Row, by: Exclude<Column, "pair">): bigint | undefined {
  if (by === "change") return day?.changeBasisPoints;
  const { last, volume } = day ?? {};
  if (by === "last" || last === undefined || volume === undefined) return by === "last" ? last : undefined;
  return notional(market, last, volume);
}
