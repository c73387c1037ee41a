// An exact amount of an asset. A narrow panel shows only its first decimals.
import { createAmountFormat } from "o2-react";
import { useMemo } from "react";
import { LOCALE } from "./format.ts";

const KEPT = 3;

export interface AmountProps {
  readonly value: bigint;
  readonly decimals: number;
  /** The number of decimals of the column's longest amount, so that the points are aligned. */
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
