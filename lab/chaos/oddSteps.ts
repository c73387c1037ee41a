// Faults of servers, caches and applications, in addition to those of any network: steps as plain data.
import fc from "fast-check";
import type { OnVenue } from "../far/slots.ts";
import { CODES, ERROR_FORMS, type ErrorForm, PAYLOAD_KEYS, type PayloadKey } from "./oddFrames.ts";

/** Number of followed markets. */
export const MARKETS = 2;

/** The kinds of listeners that a client calls. */
export type Listener = "event" | "store" | "trade" | "frame" | "error";

/** One of these steps. Times in milliseconds. */
export type OddStep =
  /** Holds back everything, in both directions. */
  | { readonly do: "hold"; readonly for: number }
  | { readonly do: "error"; readonly code: number; readonly form: ErrorForm; readonly market: number }
  | { readonly do: "unknown"; readonly payload?: PayloadKey | undefined; readonly market: number }
  | { readonly do: "binary"; readonly frames: number }
  /** Frames that name nobody, or an identity that nobody follows. */
  | {
      readonly do: "nobody";
      readonly channel: "orders" | "balances" | "nonce";
      readonly whose: "nameless" | "stranger";
    }
  | { readonly do: "pong"; readonly how: "lost" | "late" | "doubled" | "unasked"; readonly for: number }
  /** The server ends subscriptions without a word. */
  | (OnVenue & { readonly do: "end"; readonly channel: "depth" | "trades" | "orders" | "balances" | "nonce" })
  /** A browser's HTTP cache answers reads. */
  | { readonly do: "cache"; readonly isOn: boolean }
  /**
   * The next listener that is called closes the feed, connects again or takes the tree away. After a while that is
   * undone.
   */
  | {
      readonly do: "inside";
      readonly place: number;
      readonly where: Listener;
      readonly act: "close" | "reconnect" | "unmount";
      readonly for: number;
    };

const market = fc.nat({ max: MARKETS - 1 });

/** Each step with its weight. */
export const odd: readonly fc.WeightedArbitrary<OddStep>[] = [
  { weight: 1, arbitrary: fc.record({ do: fc.constant("hold" as const), for: fc.integer({ min: 1, max: 400 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("error" as const),
      code: fc.constantFrom(...CODES),
      form: fc.constantFrom(...ERROR_FORMS),
      market,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("unknown" as const),
      payload: fc.constantFrom(undefined, ...PAYLOAD_KEYS),
      market,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("binary" as const), frames: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("nobody" as const),
      channel: fc.constantFrom("orders" as const, "balances" as const, "nonce" as const),
      whose: fc.constantFrom("nameless" as const, "stranger" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("pong" as const),
      how: fc.constantFrom("lost" as const, "late" as const, "doubled" as const, "unasked" as const),
      for: fc.integer({ min: 1, max: 300 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("end" as const),
      channel: fc.constantFrom(
        "depth" as const,
        "trades" as const,
        "orders" as const,
        "balances" as const,
        "nonce" as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cache" as const), isOn: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("inside" as const),
      place: fc.nat({ max: 1 }),
      where: fc.constantFrom("event" as const, "store" as const, "trade" as const, "frame" as const, "error" as const),
      act: fc.constantFrom("close" as const, "reconnect" as const, "unmount" as const),
      for: fc.integer({ min: 0, max: 200 }),
    }),
  },
];
