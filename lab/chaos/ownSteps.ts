// Readers of an account's own trades, of the changes of its orders, and of calm books: steps as plain data.
import fc from "fast-check";
import type { OnVenue, Whose } from "../far/slots.ts";
import { MARKETS } from "./oddSteps.ts";
import type { Reader } from "./Reader.ts";
import { ACCOUNTS } from "./screenSteps.ts";
import type { Step } from "./steps.ts";

const market = fc.nat({ max: MARKETS - 1 });
const account = fc.nat({ max: ACCOUNTS - 1 });
const venue = fc.constantFrom<OnVenue["venue"]>(undefined, undefined, "turbo");
const whose: fc.Arbitrary<Whose> = fc.oneof(account, fc.record({ wallet: account }));

const calm = fc.record({
  kind: fc.constant("calm" as const),
  venue,
  market,
  precision: fc.integer({ min: 1, max: 9 }),
  levels: fc.constantFrom(1, 5, 20),
  frequency: fc.constantFrom("100ms" as const, "500ms" as const, "1s" as const, "3s" as const),
});

const reader: fc.Arbitrary<Reader> = fc.oneof(
  calm,
  fc.record({ kind: fc.constant("fills" as const), account: whose, market }),
  fc.record({ kind: fc.constant("fills" as const), venue: fc.constant("turbo" as const), account, market }),
);

const changes: fc.Arbitrary<Reader> = fc.oneof(
  fc.record({ kind: fc.constant("changes" as const), account: whose }),
  fc.record({ kind: fc.constant("changes" as const), venue: fc.constant("turbo" as const), account }),
);

export function own(id: fc.Arbitrary<number>): readonly fc.WeightedArbitrary<Step>[] {
  const cut = { how: fc.constant("corrupt" as const), keep: fc.integer({ min: 1, max: 160 }) };
  return [
    { weight: 8, arbitrary: fc.record({ do: fc.constant("show" as const), id, reader }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant("show" as const), id, reader: changes }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("frame" as const),
        fault: fc.record({ ...cut, action: fc.constant("subscribe_depth_view") }),
      }),
    },
  ];
}
