// What a server read for the first paint: the topics' part of the state as plain JSON, and back. Pure.
import { O2InputError } from "../client/errors.ts";
import { EMPTY_ENTRY, INITIAL_STATE, type O2State } from "./state.ts";

/** What `prefetch` gives and `initialData` takes: plain JSON, so that it survives any way from server to page. */
export interface O2Seed {
  readonly version: 1;
  readonly state: unknown;
}

/** The state without the connection, its bigints as `{ $bigint: "…" }`. */
export function toSeed({ connection: _, ...topics }: O2State): O2Seed {
  const replace = (_key: string, value: unknown): unknown =>
    typeof value === "bigint" ? { $bigint: String(value) } : value;
  return { version: 1, state: JSON.parse(JSON.stringify(topics, replace)) };
}

/**
 * The state that a seed holds; what it knows is stale until the stream confirms it.
 * @throws O2InputError when it is not a seed of this version.
 */
export function fromSeed(seed: O2Seed): O2State {
  const revive = (_key: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && "$bigint" in value ? BigInt(String(value.$bigint)) : value;
  const { markets, ...channels } = parse(seed, revive);
  // JSON leaves out what is undefined.
  const whole = (entry: unknown): unknown => ({ ...EMPTY_ENTRY, ...(entry as object) });
  const topics = Object.fromEntries(
    Object.entries(channels).map(([channel, entries]) => [
      channel,
      Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, whole(entry)])),
    ]),
  );
  return { ...INITIAL_STATE, ...topics, markets: whole(markets) as O2State["markets"] };
}

function parse(seed: O2Seed, revive: (key: string, value: unknown) => unknown): Record<string, object> {
  try {
    if (seed.version !== 1) throw new Error(`its version is ${String(seed.version)}`);
    const state = JSON.parse(JSON.stringify(seed.state), revive) as Record<string, object>;
    if (Object.values(INITIAL_STATE).length !== Object.keys(state).length + 1)
      throw new Error("parts of it are missing");
    return state;
  } catch (cause) {
    throw new O2InputError(
      "initialData",
      `this is not what prefetch() of this version gave (${cause instanceof Error ? cause.message : String(cause)}). Pass its result on as it is; it survives JSON.`,
    );
  }
}
