// A market's amounts as text, made once for as many as there are to show.
import { createFormat, type FormatOptions, type Market, type MarketFormat } from "o2-react";
import { useMemo } from "react";
import { LOCALE } from "./format.ts";

type Options = Pick<FormatOptions, "minimumFractionDigits" | "maximumFractionDigits" | "step" | "alignDecimals">;

/** With all decimals there are, unless the options say otherwise. What is cut off is never rounded up. */
export function useFormat(market: Market, options: Options = {}): MarketFormat {
  const { minimumFractionDigits, maximumFractionDigits, step, alignDecimals } = options;
  return useMemo(() => {
    const digits = { minimumFractionDigits, maximumFractionDigits, step, alignDecimals };
    return createFormat(market, { locale: LOCALE, roundingMode: "trunc", ...digits });
  }, [market, minimumFractionDigits, maximumFractionDigits, step, alignDecimals]);
}
