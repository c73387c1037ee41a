// The ladder that every participant draws: rows memoised by primitive props, and a count of its commits.
import { memo, type ReactElement, useLayoutEffect } from "react";
import { counts } from "./counts.ts";

interface Level {
  readonly price: bigint;
  readonly quantity: bigint;
}

export interface LadderProps {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

// Bigints are primitives, so an equal one does not render the row again.
const Row = memo(
  ({ price, quantity }: Level): ReactElement => (
    <li>
      <span>{`${price}`}</span>
      <span>{`${quantity}`}</span>
    </li>
  ),
);

// The n-th row shows the n-th level, so that no row is made or removed when a level comes or goes.
const toRow = ({ price, quantity }: Level, place: number): ReactElement => (
  <Row key={`row ${place}`} price={price} quantity={quantity} />
);

export function Ladder({ bids, asks }: LadderProps): ReactElement {
  // Counted in the commit itself, because React would schedule a task for each passive effect.
  useLayoutEffect(() => {
    counts.commits += 1;
  });
  return (
    <>
      <ol id="asks">{asks.map(toRow)}</ol>
      <ol id="bids">{bids.map(toRow)}</ol>
    </>
  );
}
