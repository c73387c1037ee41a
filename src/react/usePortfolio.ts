// The value of all that some identities hold.
import { useState } from "react";
import { useStore } from "zustand/react";
import type { Balance, Market, MarketSummary } from "../client/entities.ts";
import { type IdentityRef, toAssetId } from "../client/ids.ts";
import { portfolioParams } from "../store/hookParams.ts";
import type { Entry, O2State } from "../store/state.ts";
import { type Portfolio, portfolio } from "../trading/portfolio.ts";
import { useShown } from "./O2Provider.tsx";
import { createMemory, pendingOver, type Result, toResult } from "./result.ts";
import { useAnswer } from "./useAnswer.ts";
import { useResult } from "./useResult.ts";
import { useTickersSelector } from "./useTickers.ts";
import { keyOf, type TopicOptions, useTopicSelector } from "./useTopic.ts";

/** The parameters of {@link usePortfolio}. */
export interface UsePortfolioParams<S = Portfolio> extends TopicOptions<Portfolio, S> {
  /** One or up to ten identities or trade account ids, whose balances are added up; nullish while none is chosen. */
  readonly identities: IdentityRef | readonly IdentityRef[] | null | undefined;
  /** The id of the asset to tell values in, such as `market.quote.asset`; nullish while none is chosen. */
  readonly quote: string | null | undefined;
}

/**
 * The value of all that some identities hold, in all and per asset, in chain integers of the quote asset, with its change over 24 hours: what
 * `portfolio` of `o2-react/trading` makes of their balances. Each asset is priced by the **last** price of its market with the quote
 * asset, as {@link useTickers} shows it: neither the mid of its book nor a price by way of a third asset. The change is that of the prices:
 * what is held now, at the last price less at the first price of the 24 hours.
 *
 * Stale while any part of it is: the balances, or the price of an asset that is held. `complete` only when each of these prices is known:
 * without, `total` is the value of a part.
 *
 * @example
 * const { data: value, isStale } = usePortfolio({ identities: account, quote: market.quote.asset });
 */
export function usePortfolio<S = Portfolio>(params: UsePortfolioParams<S>): Result<S> {
  const { identities, quote, select, throttle } = params;
  const answer = useAnswer(portfolioParams(identities, quote), params);
  const balancesOf = useTopicSelector(answer, { channel: "balances", read: flat });
  const asset = answer.status === "topics" ? toAssetId(quote as string) : "";
  const key = useStore(useShown().store, (state) => pricedBy(state.markets.data, balancesOf(state).data, asset));
  const tickersOf = useTickersSelector(key ? key.split(",") : [], undefined, params);
  const [remember] = useState(createMemory<S>);
  const [begun] = useState(() => new Set<string>());
  const own = `${keyOf(answer)} ${asset}`;
  const find = (state: O2State): Result<S> => {
    const balances = balancesOf(state);
    if (!balances.data) return balances as Result<never>;
    const { data } = balances;
    const tickers = tickersOf(state);
    const markets = state.markets.data ?? [];
    return remember([own, select], [balances, markets, tickers], () => {
      const value = portfolioOf(data, markets, tickers, asset);
      const isWaiting =
        tickers.some(({ status, error }) => status === "pending" && !error) || pricedBy(markets, data, asset) !== key;
      // A total that grows with each price that comes would look like one that moves.
      if (isWaiting && !begun.has(own)) return pendingOver(state.connection);
      begun.add(own);
      const parts = [
        { ...toEntry(balances), isComplete: balances.complete && value.complete },
        // A price that is not known makes it incomplete, and stale, but does not take the rest away.
        ...tickers.map((ticker) => ({ ...toEntry(ticker), data: null })),
      ];
      return toResult<unknown, S>(parts, () => (select ? select(value) : (value as unknown as S)));
    });
  };
  return useResult(find, throttle);
}

function flat(balances: readonly (readonly Balance[])[]): readonly Balance[] {
  return balances.flat();
}

/** The ids of the markets that price what is held, as text. */
function pricedBy(markets: readonly Market[] = [], balances: readonly Balance[] = [], quote: string): string {
  const isHeld = (asset: string): boolean =>
    balances.some((each) => each.asset_id === asset && each.total_locked + each.total_unlocked > 0n);
  return markets
    .filter(({ base, quote: { asset } }) => isHeld(base.asset === quote ? asset : asset === quote ? base.asset : ""))
    .map(({ market_id }) => market_id)
    .join();
}

/** The value at the last prices, and its change since the first prices of the day. */
function portfolioOf(
  balances: readonly Balance[],
  markets: readonly Market[],
  tickers: readonly Result<MarketSummary>[],
  quote: string,
): Portfolio {
  const prices: Record<string, bigint | undefined> = {};
  const earlier: typeof prices = {};
  for (const { data } of tickers) {
    if (!data) continue;
    const { market_id, last, open, volume } = data;
    prices[market_id] = last;
    // A market that nobody traded in the 24 hours has the same price as before them.
    earlier[market_id] = open ?? (volume === 0n ? last : undefined);
  }
  return portfolio(balances, markets, prices, quote, earlier);
}

/** A result as a part of another. */
function toEntry({ status, complete, ...rest }: Result<unknown>): Entry<unknown> {
  return { ...rest, isLive: status === "live", isComplete: complete };
}
