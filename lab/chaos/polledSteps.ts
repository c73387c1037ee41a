// Readers of data that only REST tells: steps as plain data.
import fc from "fast-check";
import type { Whose } from "../far/slots.ts";
import type { Reader } from "./Reader.ts";
import { ACCOUNTS } from "./screenSteps.ts";
import type { Step } from "./steps.ts";

const place = fc.nat({ max: ACCOUNTS - 1 });
const whose: fc.Arbitrary<Whose> = fc.oneof(place, fc.record({ wallet: place }));

const reader: fc.Arbitrary<Reader> = fc.oneof(
  fc.record({ kind: fc.constantFrom("summaries" as const, "tiers" as const) }),
  fc.record({ kind: fc.constant("account" as const), account: whose }),
  fc.record({ kind: fc.constant("margin" as const), account: place }),
);

export function polled(id: fc.Arbitrary<number>): readonly fc.WeightedArbitrary<Step>[] {
  return [
    { weight: 5, arbitrary: fc.record({ do: fc.constant("show" as const), id, reader }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("owe" as const), account: place, fees: fc.nat({ max: 99 }) }) },
  ];
}
