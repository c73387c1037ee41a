// Trigger orders: their readers, and steps that place, cancel and fire them. Steps as plain data.
import fc from "fast-check";
import type { OnVenue, Whose } from "../far/slots.ts";
import { MARKETS } from "./oddSteps.ts";
import type { Reader } from "./Reader.ts";
import { ACCOUNTS } from "./screenSteps.ts";
import type { Step } from "./steps.ts";

/** Places a trigger order or a pair, or cancels an account's oldest one. */
export type TriggerStep = OnVenue &
  (
    | {
        readonly do: "arm";
        readonly account: number;
        readonly market: number;
        /** True if it waits on an order that is placed with it. */
        readonly isAttached: boolean;
        /** The distance of each from the last price, in ticks. */
        readonly away: readonly number[];
      }
    | { readonly do: "disarm"; readonly account: number }
  );

const market = fc.nat({ max: MARKETS - 1 });
const account = fc.nat({ max: ACCOUNTS - 1 });
const venue = fc.constantFrom<OnVenue["venue"]>(undefined, undefined, "turbo");
const whose: fc.Arbitrary<Whose> = fc.oneof(account, fc.record({ wallet: account }));
const kind = fc.constant("triggers" as const);

const reader: fc.Arbitrary<Reader> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind, account: whose }) },
  { weight: 1, arbitrary: fc.record({ kind, venue: fc.constant("turbo" as const), account }) },
);

/** Near ones fire with the next trades, far ones wait. */
const away = fc.constantFrom([3], [-3], [5_000], [-5_000], [4, -4], [5_000, -3], [5_000, -5_000]);

export function triggers(id: fc.Arbitrary<number>): readonly fc.WeightedArbitrary<Step>[] {
  return [
    { weight: 8, arbitrary: fc.record({ do: fc.constant("show" as const), id, reader }) },
    {
      weight: 10,
      arbitrary: fc.record({ do: fc.constant("arm" as const), venue, account, market, isAttached: fc.boolean(), away }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("disarm" as const), venue, account }) },
  ];
}
