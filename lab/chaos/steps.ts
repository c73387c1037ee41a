// The steps of a run, as plain data: fast-check draws and shrinks lists of them, and a file can hold them.
import fc from "fast-check";
import type { OnVenue } from "../far/slots.ts";
import type { Wake } from "./clients/ChaosClient.ts";
import type { Weather } from "./Lane.ts";
import { MARKETS, type OddStep, odd } from "./oddSteps.ts";
import { own } from "./ownSteps.ts";
import { polled } from "./polledSteps.ts";
import type { Reader } from "./Reader.ts";
import { ACCOUNTS, type ScreenStep, screen } from "./screenSteps.ts";
import { type TriggerStep, triggers } from "./triggerSteps.ts";
import { turbo } from "./turboSteps.ts";

/** A fault of the next frame or frames that the exchange sends. */
export type FrameFault =
  | { readonly how: "withhold" | "duplicate"; readonly action: string }
  | { readonly how: "corrupt"; readonly action: string; readonly keep: number }
  | { readonly how: "garbage"; readonly text: string };

/** A fault of the next REST reads. */
interface ReadFault {
  readonly status?: number;
  readonly html?: string;
  readonly fail?: boolean;
  readonly delay?: number;
  readonly times: number;
}

/** One step. Components are numbered. A step that finds nothing to act on does nothing. Times in milliseconds. */
export type Step =
  | { readonly do: "show"; readonly id: number; readonly reader: Reader }
  | { readonly do: "unmount"; readonly id: number }
  | { readonly do: "tree"; readonly place: number; readonly isMounted: boolean }
  | (OnVenue & { readonly do: "trade"; readonly actions: number })
  | (OnVenue & {
      readonly do: "place";
      readonly account: number;
      readonly market: number;
      readonly side: "buy" | "sell";
    })
  | (OnVenue & { readonly do: "fill" | "cancel"; readonly account: number })
  | { readonly do: "wait"; readonly for: number }
  | { readonly do: "calm"; readonly for: number }
  | { readonly do: "drop" | "stall" | "accept" }
  | { readonly do: "cut"; readonly after: number }
  | { readonly do: "refuse"; readonly how: "refuse" | "hang" }
  | { readonly do: "weather"; readonly weather: Partial<Weather> }
  | { readonly do: "restart"; readonly down: number }
  | { readonly do: "frame"; readonly fault: FrameFault }
  | { readonly do: "read"; readonly fault: ReadFault }
  | { readonly do: "wake"; readonly moment: Wake }
  | { readonly do: "skew"; readonly by: number }
  /** Sets the fees of a margin account, and the credit line of the tier to the same number. */
  | { readonly do: "owe"; readonly account: number; readonly fees: number }
  | OddStep
  | ScreenStep
  | TriggerStep;

const COMPONENTS = 8;

const market = fc.nat({ max: MARKETS - 1 });
const account = fc.nat({ max: ACCOUNTS - 1 });
const accounts = fc.uniqueArray(account, { minLength: 1, maxLength: ACCOUNTS });
const id = fc.nat({ max: COMPONENTS - 1 });

const reader: fc.Arbitrary<Reader> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("depth" as const),
      market,
      precision: fc.integer({ min: 1, max: 18 }),
      levels: fc.constantFrom(1, 5, 20, 200),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("best" as const), market }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("trades" as const), market, limit: fc.constantFrom(1, 20, 50) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("candles" as const),
      market,
      resolution: fc.constantFrom("1s" as const, "1m" as const, "5m" as const, "1h" as const, "1d" as const),
      // Bars are read for so many seconds before the newest trade: the whole past of a run, or only the newest.
      limit: fc.constantFrom(1, 300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("ticker" as const), market }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("orders" as const), accounts }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("balances" as const), accounts }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("nonce" as const), account }) },
);

const ACTIONS = [
  "subscribe_depth",
  "subscribe_depth_update",
  "subscribe_trades",
  "subscribe_orders",
  "subscribe_balances",
  "subscribe_nonce",
];

const frameFault: fc.Arbitrary<FrameFault> = fc.oneof(
  // Only depth changes: no client can tell that any other frame was withheld.
  fc.record({ how: fc.constant("withhold" as const), action: fc.constant("subscribe_depth_update") }),
  // No doubled PONG: PINGs carry no number, so a client would believe it, and no network doubles a frame.
  fc.record({ how: fc.constant("duplicate" as const), action: fc.constantFrom(...ACTIONS) }),
  {
    weight: 3,
    arbitrary: fc.record({
      how: fc.constant("corrupt" as const),
      action: fc.constantFrom(...ACTIONS, "PONG"),
      // At least one character: an empty frame shows nothing of what it was.
      keep: fc.integer({ min: 1, max: 160 }),
    }),
  },
  fc.record({
    how: fc.constant("garbage" as const),
    text: fc.constantFrom(
      "",
      "null",
      "[]",
      "{}",
      '{"action":"subscribe_depth_update",',
      '{"action":"error","code":1000}',
    ),
  }),
);

const readFault: fc.Arbitrary<ReadFault> = fc.oneof(
  fc.record({ status: fc.constantFrom(400, 404, 429, 500, 503), times: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ html: fc.constant("<html>bad gateway</html>"), times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ fail: fc.constant(true), times: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ delay: fc.integer({ min: 1, max: 400 }), times: fc.integer({ min: 1, max: 3 }) }),
);

const weather: fc.Arbitrary<Partial<Weather>> = fc.oneof(
  fc.record({ delay: fc.constantFrom(0, 5, 20, 60) }),
  fc.record({ piece: fc.constantFrom(7, 64, 1_000, Number.MAX_SAFE_INTEGER) }),
  fc.record({ gather: fc.constantFrom(0, 5, 30) }),
  fc.record({ rate: fc.constantFrom(50_000, 500_000, Number.MAX_SAFE_INTEGER) }),
);

/** Longer than a value may stand still, than the look after a sleep, and than the time between two audits. */
const calm = fc.integer({ min: 1_300, max: 2_600 });

/** Faults of any network; those that are frequent in life come more often. */
const usual: readonly fc.WeightedArbitrary<Step>[] = [
  { weight: 10, arbitrary: fc.record({ do: fc.constant("show" as const), id, reader }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("unmount" as const), id }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("tree" as const), place: fc.nat({ max: 1 }), isMounted: fc.boolean() }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("trade" as const), actions: fc.integer({ min: 1, max: 30 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("place" as const),
      account,
      market,
      side: fc.constantFrom("buy" as const, "sell" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("fill" as const, "cancel" as const), account }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("wait" as const), for: fc.integer({ min: 0, max: 200 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("calm" as const), for: calm }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("drop" as const, "stall" as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("accept" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cut" as const), after: fc.integer({ min: 1, max: 5_000 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("refuse" as const),
      how: fc.constantFrom("refuse" as const, "hang" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("weather" as const), weather }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const), down: fc.integer({ min: 0, max: 60 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("frame" as const), fault: frameFault }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("read" as const), fault: readFault }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wake" as const),
      moment: fc.constantFrom(
        "online" as const,
        "offline" as const,
        "visible" as const,
        "resume" as const,
        "restored" as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("skew" as const),
      by: fc.constantFrom(-3_600_000, -7_000, 7_000, 3_600_000),
    }),
  },
];

/**
 * The choice of steps for scripts: all; those from before 2026-11-30, with only the five channels of spot; those from
 * before 2026-11-28.
 */
export type StepsOf = "all" | "former" | "usual";

/** Each script of all steps begins with components of both venues. */
export const OPENING: readonly Step[] = [
  { do: "show", id: 4, reader: { kind: "depth", market: 0, precision: 1, levels: 20, venue: "turbo" } },
  { do: "show", id: 5, reader: { kind: "orders", accounts: [0], venue: "turbo" } },
  { do: "show", id: 6, reader: { kind: "trades", market: 0, limit: 20, venue: "turbo" } },
  { do: "show", id: 7, reader: { kind: "depth", market: 0, precision: 1, levels: 20 } },
];

/** The steps of each choice. The same seed makes the same scripts of the same choice, whatever steps were added since. */
export const STEPS: Readonly<Record<StepsOf, fc.Arbitrary<Step>>> = {
  all: fc.oneof(...usual, ...odd, ...screen(id), ...turbo(id), ...polled(id), ...own(id), ...triggers(id)),
  former: fc.oneof(...usual, ...odd, ...screen(id)),
  usual: fc.oneof(...usual),
};
