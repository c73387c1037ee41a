// Steps on the margin venue, which has its own books, trades and orders for the same markets: steps as plain data.
import fc from "fast-check";
import { MARKETS } from "./oddSteps.ts";
import type { Reader } from "./Reader.ts";
import { ACCOUNTS, ITERATORS } from "./screenSteps.ts";
import type { Step } from "./steps.ts";

const venue = fc.constant("turbo" as const);
const market = fc.nat({ max: MARKETS - 1 });
const account = fc.nat({ max: ACCOUNTS - 1 });
/** Margin accounts by their ids: no wallet is followed there. */
const accounts = fc.uniqueArray(account, { minLength: 1, maxLength: ACCOUNTS });

const kind = <K extends string>(name: K) => ({ kind: fc.constant(name), venue });

const reader: fc.Arbitrary<Reader> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...kind("depth"),
      market,
      precision: fc.integer({ min: 1, max: 18 }),
      levels: fc.constantFrom(1, 5, 20, 200),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...kind("best"), market }) },
  { weight: 3, arbitrary: fc.record({ ...kind("trades"), market, limit: fc.constantFrom(1, 20, 50) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ...kind("candles"),
      market,
      resolution: fc.constantFrom("1s" as const, "1m" as const, "1h" as const),
      limit: fc.constantFrom(1, 300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...kind("ticker"), market }) },
  { weight: 3, arbitrary: fc.record({ ...kind("orders"), accounts }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...kind("history"),
      accounts,
      market: fc.option(market, { nil: undefined }),
      state: fc.constantFrom("closed" as const, "all" as const),
      isEager: fc.boolean(),
    }),
  },
);

const iterated = fc.oneof(
  fc.record({ channel: fc.constant("depth" as const), venue, market, precision: fc.integer({ min: 1, max: 18 }) }),
  fc.record({ channel: fc.constant("trades" as const), venue, market }),
  fc.record({ channel: fc.constant("orders" as const), venue, accounts }),
);

/** Each step with its weight, about half of the same step's on spot. */
export function turbo(id: fc.Arbitrary<number>): readonly fc.WeightedArbitrary<Step>[] {
  return [
    { weight: 8, arbitrary: fc.record({ do: fc.constant("show" as const), id, reader }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("trade" as const), venue, actions: fc.integer({ min: 1, max: 30 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("place" as const),
        venue,
        account,
        market,
        side: fc.constantFrom("buy" as const, "sell" as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom("fill" as const, "cancel" as const), venue, account }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("churn" as const),
        venue,
        account,
        market,
        orders: fc.constantFrom(3, 30, 130),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("end" as const),
        venue,
        channel: fc.constantFrom("depth" as const, "trades" as const, "orders" as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("iterate" as const),
        iterator: fc.nat({ max: ITERATORS - 1 }),
        place: fc.nat({ max: 1 }),
        over: iterated,
        until: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      }),
    },
    // The venue's trades have a gap: their subscription alone is renewed.
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("error" as const),
        code: fc.constant(1000),
        form: fc.constant("resync" as const),
        market,
      }),
    },
  ];
}
