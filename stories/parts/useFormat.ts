// A market's amounts as text. The format is made once for all of them.
import { createFormat, type FormatOptions, type Market, type MarketFormat } from "o2-react";
import { useMemo } from "react";
import { LOCALE } from "./format.ts";

type Digits = "minimumFractionDigits" | "maximumFractionDigits" | "step" | "alignDecimals";

interface Options extends Pick<FormatOptions, Digits> {
  readonly locale?: string;
}

/** Writes all decimals unless the options say otherwise. Truncated decimals never round up. */
export function useFormat(market: Market, options: Options = {}): MarketFormat {
  const { locale = LOCALE, minimumFractionDigits, maximumFractionDigits, step, alignDecimals } = options;
  return useMemo(() => {
    const digits = { minimumFractionDigits, maximumFractionDigits, step, alignDecimals };
    return createFormat(market, { locale, roundingMode: "trunc", ...digits });
  }, [market, locale, minimumFractionDigits, maximumFractionDigits, step, alignDecimals]);
}
