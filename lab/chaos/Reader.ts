// The readers of a run: each component's topic, as plain data. Types only.
import type { OnVenue, Whose } from "../far/slots.ts";
import type { FREQUENCIES, LENGTHS } from "./derived.ts";

/** A component's topic. Markets and accounts are indices in the exchange's lists. */
export type Reader =
  | (OnVenue & MarketReader)
  | (OnVenue & { readonly kind: "orders"; readonly accounts: readonly Whose[] })
  | (OnVenue & HistoryReader)
  | (OnVenue & { readonly kind: "triggers"; readonly account: Whose })
  | (OnVenue & { readonly kind: "fills"; readonly account: Whose; readonly market: number })
  /** The changes of an account's orders since the mount, added up. */
  | (OnVenue & { readonly kind: "changes"; readonly account: Whose })
  | { readonly kind: "balances"; readonly accounts: readonly Whose[] }
  | { readonly kind: "nonce"; readonly account: Whose }
  | { readonly kind: "account"; readonly account: Whose }
  | { readonly kind: "summaries" | "tiers" }
  /** A margin account, by its index among those of the margin venue. */
  | { readonly kind: "margin"; readonly account: number };

/** A topic of one market. */
type MarketReader =
  | { readonly kind: "depth"; readonly market: number; readonly precision: number; readonly levels: number }
  | {
      readonly kind: "calm";
      readonly market: number;
      readonly precision: number;
      readonly levels: number;
      readonly frequency: keyof typeof FREQUENCIES;
    }
  | { readonly kind: "best"; readonly market: number }
  | { readonly kind: "trades"; readonly market: number; readonly limit: number }
  | {
      readonly kind: "candles";
      readonly market: number;
      readonly resolution: keyof typeof LENGTHS;
      readonly limit: number;
    }
  | { readonly kind: "ticker"; readonly market: number };

/** Orders with the closed ones, and older ones as their pages are read. */
export interface HistoryReader {
  readonly kind: "history";
  readonly accounts: readonly Whose[];
  /** Only orders of this market. */
  readonly market?: number | undefined;
  readonly state: "closed" | "all";
  /** True if it asks for the first page as soon as it is mounted. */
  readonly isEager: boolean;
}
