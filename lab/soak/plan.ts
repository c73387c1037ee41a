// The topics of components over time: the fixed set that stands all the time, and the seeded coming and going of the
// others. Plain data; it knows nothing of React, of sockets or of what is measured.
import { seeded } from "../bench/seeded.ts";

/** A component's topic. Markets and accounts are indices in the exchange's lists. */
export type Follow =
  | { readonly kind: "depth"; readonly market: number; readonly precision: number; readonly levels: number }
  | { readonly kind: "best"; readonly market: number }
  | { readonly kind: "trades"; readonly market: number; readonly limit: number }
  | { readonly kind: "events"; readonly market: number }
  | { readonly kind: "candles"; readonly market: number; readonly resolution: "1s" | "1m" | "5m" }
  | { readonly kind: "orders"; readonly accounts: readonly number[]; readonly state: "open" | "all" }
  | { readonly kind: "balances"; readonly accounts: readonly number[] }
  | { readonly kind: "nonce"; readonly account: number }
  | { readonly kind: "connection" };

/** Mounted all the time: every channel, and a book at two precisions. */
export const STANDING: readonly Follow[] = [
  { kind: "depth", market: 0, precision: 1, levels: 20 },
  { kind: "depth", market: 0, precision: 8, levels: 10 },
  { kind: "depth", market: 1, precision: 1, levels: 20 },
  { kind: "depth", market: 2, precision: 1, levels: 20 },
  { kind: "best", market: 0 },
  { kind: "trades", market: 0, limit: 50 },
  { kind: "trades", market: 1, limit: 50 },
  { kind: "candles", market: 0, resolution: "1m" },
  { kind: "orders", accounts: [0, 1, 2], state: "open" },
  { kind: "balances", accounts: [0, 1, 2] },
  { kind: "nonce", account: 0 },
  { kind: "connection" },
];

/** One step: a component appears or changes its topic, one goes, or the whole provider is made anew. */
export type Step =
  | { readonly do: "show"; readonly place: number; readonly follow: Follow }
  | { readonly do: "unmount"; readonly place: number }
  | { readonly do: "remount" };

/** Number of components that come and go. */
const PLACES = 16;
const MARKETS = 3;
const ACCOUNTS = 3;

/** The steps, without end. The same seed gives the same steps. */
export function steps(seed: number): () => Step {
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0];
  const market = (): number => below(MARKETS);
  const accounts = (): number[] => Array.from({ length: 1 + below(ACCOUNTS) }, (_, place) => place);
  const makers: { readonly [K in Follow["kind"]]: () => Follow } = {
    depth: () => ({ kind: "depth", market: market(), precision: 1 + below(10), levels: pick([1, 5, 20, 100]) }),
    best: () => ({ kind: "best", market: market() }),
    trades: () => ({ kind: "trades", market: market(), limit: pick([10, 50, 500]) }),
    events: () => ({ kind: "events", market: market() }),
    candles: () => ({ kind: "candles", market: market(), resolution: pick(["1s", "1m", "5m"]) }),
    orders: () => ({ kind: "orders", accounts: accounts(), state: pick(["open", "all"]) }),
    balances: () => ({ kind: "balances", accounts: accounts() }),
    nonce: () => ({ kind: "nonce", account: below(ACCOUNTS) }),
    connection: () => ({ kind: "connection" }),
  };
  const kinds = Object.keys(makers) as [Follow["kind"], ...Follow["kind"][]];
  const shown = new Map<number, Follow["kind"]>();

  return () => {
    const roll = random();
    const place = below(PLACES);
    if (roll < 0.005) return { do: "remount" };
    if (roll < 0.3) {
      shown.delete(place);
      return { do: "unmount", place };
    }
    // Every other time a mounted component stays and changes its topic.
    const before = shown.get(place);
    const kind = before !== undefined && random() < 0.5 ? before : pick(kinds);
    shown.set(place, kind);
    return { do: "show", place, follow: makers[kind]() };
  };
}
