// An exact amount of an asset; where there is little room only its first decimals show.
import { createAmountFormat } from "o2-react";
import { useMemo } from "react";
import { LOCALE } from "./format.ts";

const KEPT = 3;

export interface AmountProps {
  readonly value: bigint;
  readonly decimals: number;
  /** As many decimals as the column's longest has, so that the points stand below each other. */
  readonly align?: number;
}

export function Amount({ value, decimals, align = decimals }: AmountProps) {
  const format = useMemo(
    () => createAmountFormat({ decimals }, { locale: LOCALE, alignDecimals: align }),
    [decimals, align],
  );
  const { integer, separator, fraction, suffix } = format.parts(value);
  return (
    <span title={integer + separator + fraction}>
      {integer}
      {separator}
      {fraction.slice(0, KEPT)}
      <span className="tail">
        {fraction.slice(KEPT)}
        {suffix}
      </span>
    </span>
  );
}
