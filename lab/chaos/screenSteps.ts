// Steps of a trading screen and its user beside showing markets: wallets, older orders, iterators beside components, a
// hidden page, a popped-out panel. Steps as plain data.
import fc from "fast-check";
import type { OnVenue, Whose } from "../far/slots.ts";
import { MARKETS } from "./oddSteps.ts";
import type { Reader } from "./Reader.ts";

/** Number of followed accounts. */
export const ACCOUNTS = 3;

/** The topic of an iterator over a feed's session. */
export type Iterated = OnVenue & IteratedChannel;

type IteratedChannel =
  | { readonly channel: "depth"; readonly market: number; readonly precision: number }
  | { readonly channel: "trades"; readonly market: number }
  | { readonly channel: "orders"; readonly accounts: readonly Whose[] };

/** The way an iterator ends: by itself, by its client, or by its topic. */
export type IteratorEnd = "return" | "disconnect" | "unsubscribe";

/** The state of a popped-out window: it has frames, is visible without frames, is hidden, or is closed. */
export type PoppedState = "shown" | "frozen" | "hidden" | "closed";

/** One of these steps. Iterators and components are numbered. */
export type ScreenStep =
  /** A component of older orders asks for the next page. */
  | { readonly do: "more"; readonly id: number }
  /** An account places so many orders and cancels each at once. */
  | (OnVenue & { readonly do: "churn"; readonly account: number; readonly market: number; readonly orders: number })
  /** Reads an iterator over the session of a tree's feed. `until`: ends it by itself after so many updates. */
  | {
      readonly do: "iterate";
      readonly iterator: number;
      readonly place: number;
      readonly over: Iterated;
      readonly until?: number | undefined;
    }
  | { readonly do: "stop"; readonly iterator: number; readonly how: IteratorEnd }
  | { readonly do: "page"; readonly isShown: boolean }
  /** A tree's commits follow their own window, or the page's again. */
  | { readonly do: "popOut"; readonly place: number; readonly window: PoppedState | "none" };

export const ITERATORS = 4;

const market = fc.nat({ max: MARKETS - 1 });
const account = fc.nat({ max: ACCOUNTS - 1 });
const place = fc.nat({ max: 1 });
const iterator = fc.nat({ max: ITERATORS - 1 });
const wallet = fc.record({ wallet: account });
/** Wallets come more often, because the usual readers follow accounts by their ids. */
const whose: fc.Arbitrary<Whose> = fc.oneof({ weight: 1, arbitrary: account }, { weight: 2, arbitrary: wallet });
const accounts = fc.uniqueArray(whose, { minLength: 1, maxLength: 4, selector: (each) => JSON.stringify(each) });

/** Readers of accounts by their wallets, and of older orders. */
const reader: fc.Arbitrary<Reader> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("orders" as const), accounts }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("balances" as const), accounts }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("nonce" as const), account: whose }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("history" as const),
      accounts,
      market: fc.option(market, { nil: undefined }),
      state: fc.constantFrom("closed" as const, "all" as const),
      isEager: fc.boolean(),
    }),
  },
);

const iterated: fc.Arbitrary<Iterated> = fc.oneof(
  fc.record({ channel: fc.constant("depth" as const), market, precision: fc.integer({ min: 1, max: 18 }) }),
  fc.record({ channel: fc.constant("trades" as const), market }),
  fc.record({ channel: fc.constant("orders" as const), accounts }),
);

/** The page's next state is shown or hidden with equal chance, so that it stays hidden for a step or two. */
export function screen(
  id: fc.Arbitrary<number>,
): readonly fc.WeightedArbitrary<ScreenStep | { readonly do: "show"; readonly id: number; readonly reader: Reader }>[] {
  return [
    { weight: 6, arbitrary: fc.record({ do: fc.constant("show" as const), id, reader }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant("more" as const), id }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("churn" as const),
        account,
        market,
        // Less than a page, or more than one.
        orders: fc.constantFrom(3, 30, 130, 230),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("iterate" as const),
        iterator,
        place,
        over: iterated,
        until: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("stop" as const),
        iterator,
        how: fc.constantFrom("return" as const, "disconnect" as const, "unsubscribe" as const),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("page" as const), isShown: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("popOut" as const),
        place,
        window: fc.constantFrom(
          "shown" as const,
          "frozen" as const,
          "hidden" as const,
          "closed" as const,
          "none" as const,
        ),
      }),
    },
  ];
}
