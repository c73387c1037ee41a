// Makes plain JSON of what a state knows of its topics. Pure; seed.ts has the way back.
import type { O2Seed } from "./seed.ts";
import { SEED_VERSION } from "./seed.ts";
import { CHANNELS, type Entry, type O2State } from "./state.ts";

/** A seed of the topics that have data, with its bigints as `{ $bigint: "…" }`. */
export function toSeed(state: O2State, network?: string): O2Seed {
  const topics = CHANNELS.map((channel) => {
    const known = Object.entries<Entry<unknown>>(state[channel]).filter(([, { data }]) => data !== undefined);
    return [channel, Object.fromEntries(known.map(([id, entry]) => [id, seedOf(entry)]))];
  });
  const all = { ...Object.fromEntries(topics), now: state.now, markets: seedOf(state.markets) };
  return { version: SEED_VERSION, ...(network && { network }), state: JSON.parse(JSON.stringify(all, replace)) };
}

/** No proofs, which are of a link that the reader does not have; no errors, which are over; no pages of history, which the data ends above. */
function seedOf({ topic, data, isComplete, updatedAt, levels, limit, hasMargin, triggers }: Entry<unknown>): object {
  // The reader asks for changes since a time of its own.
  return {
    topic: topic && { ...topic, since: undefined },
    data,
    isComplete,
    updatedAt,
    levels,
    limit,
    hasMargin,
    triggers,
  };
}

function replace(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? { $bigint: String(value) } : value;
}
