// Chooses the price step of the book: the market's tick or a few coarser ones.
import type { Market } from "o2-react";
import { useFormat } from "./useFormat.ts";

/** The precision level of a market's tick: prices are multiples of 10^level chain units. */
export function finestPrecision({ quote }: Market): number {
  return Math.max(1, quote.decimals - quote.max_precision);
}

export interface PrecisionChoiceProps {
  readonly market: Market;
  readonly value: number;
  readonly onChange: (precision: number) => void;
}

export function PrecisionChoice({ market, value, onChange }: PrecisionChoiceProps) {
  const finest = finestPrecision(market);
  const format = useFormat(market, { minimumFractionDigits: 0 });
  return (
    <select aria-label="Price step" value={value} onChange={(event) => onChange(Number(event.target.value))}>
      {[0, 1, 2, 3].map((coarser) => (
        <option key={coarser} value={finest + coarser}>
          {format.price(10n ** BigInt(finest + coarser))}
        </option>
      ))}
    </select>
  );
}
