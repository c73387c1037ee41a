// Chooses the price step of the book: its tick, or a coarser one that leaves rows to look at.
import { type Depth, type Market, useDepth, type Venue } from "o2-react";
import { precisionsOf, tickOf } from "o2-react/trading";
import { useCallback } from "react";
import { useFormat } from "./useFormat.ts";

/** The precision of a book that is not grouped. */
export const FINEST = 1;

/** The levels of each side that are looked at, and the milliseconds after which they are looked at again. */
const LEVELS = 200;
const PAUSE = 3_000;

/** The step from one price of a book at a precision to the next: the tick where that is coarser. */
export function stepAt(market: Market, precision: number): bigint {
  const [step, tick] = [10n ** BigInt(precision), tickOf(market)];
  return step > tick ? step : tick;
}

export interface PrecisionChoiceProps {
  readonly market: Market;
  readonly venue?: Venue | undefined;
  readonly value: number;
  readonly onChange: (precision: number) => void;
}

export function PrecisionChoice({ market, venue, value, onChange }: PrecisionChoiceProps) {
  const select = useCallback((book: Depth) => precisionsOf(market, book).map(({ precision }) => precision), [market]);
  const { data: offered = [FINEST] } = useDepth({ market, venue, levels: LEVELS, throttle: PAUSE, select });
  // What was chosen stays chosen in a book that has become too thin for it.
  const options = offered.includes(value) ? offered : [...offered, value];
  const format = useFormat(market, { minimumFractionDigits: 0 });
  return (
    <select aria-label="Price step" value={value} onChange={(event) => onChange(Number(event.target.value))}>
      {options.map((precision) => (
        <option key={precision} value={precision}>
          {format.price(stepAt(market, precision))}
        </option>
      ))}
    </select>
  );
}
