// o2-react under chaos: two providers, one of them in StrictMode, with a component for each reader.
import {
  type Depth,
  type Identity,
  type O2Error,
  type O2Feed,
  type O2FeedOptions,
  O2Provider,
  type Order,
  useBalances,
  useBestPrices,
  useCandles,
  useDepth,
  useNonce,
  useO2Feed,
  useOrders,
  useTicker,
  useTrades,
} from "o2-react";
import { createElement, type ReactNode, useEffect } from "react";
import type { Places } from "../../far/FarEnd.ts";
import { write } from "../../write.ts";
import { bucket } from "../derived.ts";
import type { Listener } from "../oddSteps.ts";
import type { Reader } from "../Truth.ts";
import type { Address, ChaosClientKind, Feed, Shown } from "./ChaosClient.ts";
import { ReactClient, type ReactClientOptions } from "./ReactClient.ts";

/**
 * Short, so that a run takes seconds: what is tried is the order of things, not their length. How often it PINGs and how long
 * silence may last keep about the ratios of the shipped defaults.
 */
const TIMINGS = {
  pingInterval: 250,
  staleAfter: 100,
  deadAfter: 250,
  probeTimeout: 100,
  connectTimeout: 250,
  minReconnectDelay: 10,
  maxReconnectDelay: 100,
  minUptime: 50,
  snapshotTimeout: 250,
  minResyncDelay: 20,
  maxResyncDelay: 200,
  linger: 50,
  lostAfter: 50,
  auditInterval: 1_000,
  requestTimeout: 300,
  retries: 1,
} as const satisfies O2FeedOptions;

type Of<K extends Reader["kind"]> = Extract<Reader, { readonly kind: K }>;

/** A hook for each kind of reader. */
const hooks: { readonly [K in Reader["kind"]]: (reader: Of<K>, places: Places) => Shown } = {
  depth: function useDepthReader({ market, precision, levels }, { markets }) {
    const { status, data } = useDepth({ market: markets[market], precision, levels });
    return { status, text: data && `${write.book(data)}${derived(data, precision)}` };
  },
  best: function useBestReader({ market }, { markets }) {
    const { status, data } = useBestPrices({ market: markets[market] });
    return { status, text: data && write.best(data.bid, data.ask) };
  },
  trades: function useTradesReader({ market, limit }, { markets }) {
    const { status, data } = useTrades({ market: markets[market], limit });
    return { status, text: data && write.trades(data) };
  },
  candles: function useCandlesReader({ market, resolution, limit }, { markets }) {
    const { status, data } = useCandles({ market: markets[market], resolution, limit });
    return { status, text: data && write.candles(data) };
  },
  ticker: function useTickerReader({ market }, { markets }) {
    const { status, data } = useTicker({ market: markets[market] });
    return { status, text: data && write.ticker(data) };
  },
  orders: function useOrdersReader(reader, { accounts }) {
    const ids = reader.accounts.map((place) => accounts[place] ?? "");
    const { status, data } = useOrders({ identities: ids });
    // An order that names nobody belongs to the only one who is followed.
    const whose = ({ account, owner }: Order) => idOf(account) ?? (owner || ids.length > 1 ? undefined : ids[0]);
    const of = (id: string) => write.orders(data?.filter((order) => whose(order) === id) ?? []);
    const others = data?.filter((order) => !ids.includes(whose(order) ?? "")) ?? [];
    const isInOrder = data?.every(({ timestamp }, index) => timestamp <= (data[index - 1] ?? { timestamp }).timestamp);
    const more = `${others.length > 0 ? " of another" : ""}${isInOrder ? "" : " not newest first"}`;
    return { status, text: data && `${write.parts(ids.map(of))}${more}` };
  },
  balances: function useBalancesReader(reader, { accounts }) {
    const ids = reader.accounts.map((place) => accounts[place] ?? "");
    const { status, data } = useBalances({ identities: ids });
    const of = (id: string) => write.balances(data?.filter(({ identity }) => idOf(identity) === id) ?? []);
    const others = data?.filter(({ identity }) => !ids.includes(idOf(identity) ?? "")) ?? [];
    return { status, text: data && `${write.parts(ids.map(of))}${others.length > 0 ? " of another" : ""}` };
  },
  nonce: function useNonceReader({ account }, { accounts }) {
    const { status, data } = useNonce({ identity: accounts[account] });
    return { status, text: data === undefined ? undefined : String(data) };
  },
};

/** Whatever does not follow from a book's levels. The best prices are the whole book's: grouped, they are those of the first rows. */
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

function idOf(identity: Identity | undefined): string | undefined {
  return identity && "ContractId" in identity ? identity.ContractId : undefined;
}

const ignore = (_: O2Error): void => undefined;

/** The feeds of both trees, and who acts inside which listener next. */
class Insides {
  readonly #feeds = new Map<number, O2Feed>();
  readonly #onError = new Map<number, () => void>();
  /** Each tree's, the same for good. */
  readonly onErrors = [0, 1].map(
    (place) =>
      (_: O2Error): void =>
        this.#failed(place),
  );
  readonly #markets: readonly string[];

  constructor(markets: readonly string[]) {
    this.#markets = markets;
  }

  mounted(place: number, feed: O2Feed): () => void {
    this.#feeds.set(place, feed);
    return () => void (this.has(place, feed) && this.#feeds.delete(place));
  }

  has(place: number, feed: Feed): boolean {
    return this.#feeds.get(place) === feed;
  }

  arm(place: number, where: Listener, act: (feed: Feed) => void): void {
    const feed = this.#feeds.get(place);
    if (!feed) return;
    const once = (): void => {
      end();
      if (this.has(place, feed)) act(feed);
    };
    const end = this.#listen(place, feed, where, once);
  }

  #failed(place: number): void {
    const act = this.#onError.get(place);
    this.#onError.delete(place);
    act?.();
  }

  #listen(place: number, feed: O2Feed, where: Listener, once: () => void): () => void {
    switch (where) {
      case "event":
        return feed.session.listen(once);
      case "frame":
        return feed.session.tap(once);
      case "store":
        return feed.store.subscribe(once);
      case "trade":
        return feed.onTrade(this.#markets[0] ?? "", once);
      case "error":
        this.#onError.set(place, once);
        return () => undefined;
    }
  }
}

function Inside({ insides, place }: { readonly insides: Insides; readonly place: number }): ReactNode {
  const feed = useO2Feed();
  useEffect(() => insides.mounted(place, feed), [insides, place, feed]);
  return null;
}

class O2ReactClient extends ReactClient {
  readonly #insides: Insides;

  constructor(
    options: Omit<ReactClientOptions, "provide">,
    { atDefaults, WebSocket, fetch, ...config }: Address,
    markets: readonly string[],
    more: O2FeedOptions,
  ) {
    const insides = new Insides(markets);
    const given = { ...(atDefaults ? {} : TIMINGS), ...(WebSocket && { WebSocket }), ...(fetch && { fetch }), ...more };
    super({
      ...options,
      provide: (children, now, place) => {
        const onError = insides.onErrors[place] ?? ignore;
        const inside = createElement(Inside, { insides, place });
        return createElement(O2Provider, { config, ...given, now, onError }, inside, children);
      },
    });
    this.#insides = insides;
  }

  inside(place: number, where: Listener, act: (feed: Feed) => void): void {
    this.#insides.arm(place, where, act);
  }

  has(place: number, feed: Feed): boolean {
    return this.#insides.has(place, feed);
  }
}

/** o2-react with other options than chaos gives it. */
export const o2reactWith = (more: O2FeedOptions): ChaosClientKind => ({
  name: "o2-react",
  slots: "shared",
  can: () => true,
  open: (address, places, onShown) =>
    // The kind of a component's reader never changes: it is always the same hook.
    new O2ReactClient(
      { useReader: (reader) => hooks[reader.kind](reader as never, places), onShown },
      address,
      places.markets,
      more,
    ),
});

/** o2-react itself. */
export const o2react: ChaosClientKind = o2reactWith({});
