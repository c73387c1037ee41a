// An o2-react hook for each kind of reader, and its value as text, written like the truth.
import {
  type Depth,
  type Identity,
  type Order,
  type Ticker,
  useAccount,
  useBalances,
  useBestPrices,
  useCandles,
  useDepth,
  useFills,
  useMarginAccount,
  useMarginTiers,
  useMarketSummaries,
  useNonce,
  useOrderEvents,
  useOrders,
  useTicker,
  useTrades,
} from "o2-react";
import { useEffect, useRef, useState } from "react";
import type { Places } from "../../far/FarEnd.ts";
import { accountPlace, type Whose } from "../../far/slots.ts";
import { write } from "../../write.ts";
import { Changes } from "../Changes.ts";
import { bucket } from "../derived.ts";
import { writeListing } from "../OrdersPast.ts";
import type { Reader } from "../Reader.ts";
import { triggersShown } from "../triggers.ts";
import { placesOn, type VenuePlaces } from "../venues.ts";
import type { Shown } from "./ChaosClient.ts";

type Of<K extends Reader["kind"]> = Extract<Reader, { readonly kind: K }>;

/** A hook for each kind of reader. */
export const hooks: { readonly [K in Reader["kind"]]: (reader: Of<K>, places: VenuePlaces) => Shown } = {
  depth: function useDepthReader({ market, precision, levels, venue }, { markets }) {
    const { status, data } = useDepth({ market: markets[market], precision, levels, venue });
    return { status, text: data && `${write.book(data)}${derived(data, precision)}` };
  },
  calm: function useCalmReader({ market, precision, levels, frequency, venue }, { markets }) {
    const { status, data } = useDepth({ market: markets[market], precision, levels, frequency, venue });
    return { status, text: data && write.book(data) };
  },
  best: function useBestReader({ market, venue }, { markets }) {
    const { status, data } = useBestPrices({ market: markets[market], venue });
    return { status, text: data && write.best(data.bid, data.ask) };
  },
  trades: function useTradesReader({ market, limit, venue }, { markets }) {
    const { status, data } = useTrades({ market: markets[market], limit, venue });
    return { status, text: data && write.trades(data) };
  },
  candles: function useCandlesReader({ market, resolution, limit, venue }, { markets }) {
    const { status, data } = useCandles({ market: markets[market], resolution, limit, venue });
    return { status, text: data && write.candles(data) };
  },
  ticker: function useTickerReader({ market, venue }, { markets }) {
    const { status, data } = useTicker({ market: markets[market], venue });
    return { status, text: data && write.ticker(data) };
  },
  orders: function useOrdersReader({ accounts, venue }, both) {
    const places = placesOn(both, { venue });
    const { status, data } = useOrders({ identities: identitiesOf(accounts, places), venue });
    const followed = [...new Set(accounts.map(accountPlace))];
    // An order without an owner belongs to the only account that is followed.
    const only = accounts.length === 1 ? followed[0] : undefined;
    const whose = ({ account, owner }: Order) =>
      account || owner ? (placeOf(account, places) ?? placeOf(owner, places)) : only;
    const of = (place: number) => write.orders(data?.filter((order) => whose(order) === place) ?? []);
    const others = data?.filter((order) => !followed.includes(whose(order) ?? -1)) ?? [];
    const isInOrder = data?.every(({ timestamp }, index) => timestamp <= (data[index - 1] ?? { timestamp }).timestamp);
    const more = `${others.length > 0 ? " of another" : ""}${isInOrder ? "" : " not newest first"}`;
    return { status, text: data && `${write.parts(followed.map(of))}${more}` };
  },
  history: function useHistoryReader({ accounts, market, state, isEager, venue }, both) {
    const places = placesOn(both, { venue });
    const identities = identitiesOf(accounts, places);
    const one = market === undefined ? {} : { market: places.markets[market] };
    const shown = useOrders({ identities, ...one, state, venue });
    const { status, data, complete: isComplete, hasMore, isFetchingMore: isReading, fetchMore } = shown;
    // Runs once for each list, however often the list changes.
    const list = JSON.stringify([identities, market]);
    const ask = useRef(fetchMore);
    ask.current = fetchMore;
    useEffect(() => {
      if (isEager && list) void ask.current();
    }, [isEager, list]);
    const text = data && writeListing({ isComplete, hasMore, isReading, orders: data });
    return { status, text, more: () => void fetchMore() };
  },
  fills: function useFillsReader({ account, market, venue }, both) {
    const places = placesOn(both, { venue });
    const { status, data } = useFills({
      identities: identityOf(account, places),
      market: places.markets[market],
      venue,
    });
    return { status, text: data && write.fills(data) };
  },
  triggers: function useTriggersReader({ account, venue }, both) {
    const identities = identityOf(account, placesOn(both, { venue }));
    const { status, data, standaloneTriggers, triggersComplete } = useOrders({ identities, venue });
    return { status, text: data && triggersShown(data, standaloneTriggers ?? [], triggersComplete) };
  },
  changes: function useChangesReader({ account, venue }, both) {
    const identities = identityOf(account, placesOn(both, { venue }));
    const { status } = useOrders({ identities, venue, state: "all" });
    const key = JSON.stringify(identities);
    const own = useRef(new Changes(key));
    if (own.current.key !== key) own.current = new Changes(key);
    const [, render] = useState(0);
    useOrderEvents({ identities, venue }, (change) => {
      own.current.add(change);
      render((count) => count + 1);
    });
    if (status === "live") own.current.live = Math.min(own.current.live, Date.now());
    return { status, text: own.current.text };
  },
  balances: function useBalancesReader({ accounts }, places) {
    const identities = identitiesOf(accounts, places);
    const { status, data } = useBalances({ identities });
    const of = (one: Identity) => write.balances(data?.filter(({ identity }) => isSame(identity, one)) ?? []);
    const others = data?.filter(({ identity }) => !identities.some((one) => isSame(identity, one))) ?? [];
    return { status, text: data && `${write.parts(identities.map(of))}${others.length > 0 ? " of another" : ""}` };
  },
  summaries: function useSummariesReader() {
    const { status, data } = useMarketSummaries();
    return { status, text: data && write.parts(data.map((day) => write.ticker(day as Ticker))) };
  },
  margin: function useMarginReader({ account }, { turbo, accounts }) {
    const { status, data } = useMarginAccount({ account: turbo.accounts[account], parent: accounts[account] });
    return { status, text: data && (data.exists ? String(data.balances[0]?.debt) : "none") };
  },
  tiers: function useTiersReader() {
    const { status, data } = useMarginTiers();
    return { status, text: data?.map(({ line }) => String(line)).join() };
  },
  account: function useAccountReader({ account }, { accounts, wallets }) {
    const by = typeof account === "number" ? { account: accounts[account] } : { owner: wallets[account.wallet] };
    const { status, data } = useAccount(by);
    const [owner] = data?.exists ? Object.values(data.owner ?? {}) : [];
    const text = data?.exists ? `${data.trade_account_id} of ${owner} at ${data.nonce}` : "none";
    return { status, text: data && text };
  },
  nonce: function useNonceReader({ account }, places) {
    const { status, data } = useNonce({ identity: identityOf(account, places) });
    return { status, text: data === undefined ? undefined : String(data) };
  },
};

/** Judges the values beside the levels. The best prices are the whole book's. Grouped, they are those of the first rows. */
function derived({ bids, asks, bestBid, bestAsk, spread, mid }: Depth, precision: number): string {
  const grouped = (price: bigint | undefined, isUp: boolean): bigint | undefined =>
    price === undefined ? undefined : bucket([{ price, quantity: 1n }], precision, isUp)[0]?.price;
  const isWhole = bestBid !== undefined && bestAsk !== undefined;
  const isRight =
    [bids, asks].every((rows) => rows.every((row, at) => row.total === row.quantity + (rows[at - 1]?.total ?? 0n))) &&
    grouped(bestBid, false) === bids[0]?.price &&
    grouped(bestAsk, true) === asks[0]?.price &&
    spread === (isWhole ? bestAsk - bestBid : undefined) &&
    mid === (isWhole ? (bestBid + bestAsk) / 2n : undefined);
  return isRight ? "" : ` with totals, best prices, spread or mid of another book`;
}

/** The identity of an account. */
export function identityOf(whose: Whose, { accounts, wallets }: Places): Identity {
  if (typeof whose === "number") return { ContractId: accounts[whose] ?? "" };
  return { Address: wallets[whose.wallet] ?? "" };
}

const identitiesOf = (accounts: readonly Whose[], places: Places): Identity[] =>
  accounts.map((whose) => identityOf(whose, places));

/** The index of an identity's account. */
function placeOf(identity: Identity | undefined, { accounts, wallets }: Places): number | undefined {
  if (!identity) return undefined;
  const place = "ContractId" in identity ? accounts.indexOf(identity.ContractId) : wallets.indexOf(identity.Address);
  return place < 0 ? undefined : place;
}

function isSame(one: Identity, other: Identity): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
