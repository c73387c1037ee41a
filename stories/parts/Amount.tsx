// An exact amount of an asset; where there is little room only its first decimals show.
import { alignPoint, formatAmount } from "./format.ts";

const KEPT = 3;

export interface AmountProps {
  readonly value: bigint;
  readonly decimals: number;
  /** As many decimals as the column's longest has, so that the points stand below each other. */
  readonly align?: number;
}

export function Amount({ value, decimals, align = decimals }: AmountProps) {
  const text = formatAmount(value, decimals);
  const end = text.indexOf(".") + 1 + KEPT;
  return (
    <span title={text}>
      {text.slice(0, end)}
      <span className="tail">{alignPoint(text, align).slice(end)}</span>
    </span>
  );
}
