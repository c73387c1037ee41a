// A market's amounts as text, made once for as many as there are to show.
import { createFormat, type Market, type MarketFormat } from "o2-react";
import { useMemo } from "react";
import { LOCALE } from "./format.ts";

/** At least and at most how many decimals; by default all there are. What is cut off is never rounded up. */
export function useFormat(market: Market, least?: number, most?: number): MarketFormat {
  return useMemo(
    () =>
      createFormat(market, {
        locale: LOCALE,
        minimumFractionDigits: least,
        maximumFractionDigits: most,
        roundingMode: "trunc",
      }),
    [market, least, most],
  );
}
