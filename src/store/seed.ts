// Turns the topics' part of the state, which a server read for the first paint, into plain JSON and back. Pure.
import { O2InputError } from "../client/errors.ts";
import { EXCERPT } from "../client/excerpt.ts";
import type { O2Network } from "../client/networks.ts";
import { CHANNELS, EMPTY_ENTRY, INITIAL_STATE, type O2State } from "./state.ts";

/** The result of `prefetch`, which `initialData` takes: plain JSON, so that it survives any way from server to page. */
export interface O2Seed {
  readonly version: 1;
  /** The public network it was read from; left out for any other, whose addresses are nobody's business in a page. */
  readonly network?: O2Network;
  readonly state: unknown;
}

/** The state without the connection, its bigints as `{ $bigint: "…" }`. */
export function toSeed({ connection: _, ...topics }: O2State, network?: O2Network): O2Seed {
  const replace = (key: string, value: unknown): unknown => {
    // Proofs are of a link that the reader of the seed does not have.
    if (key === "epoch") return undefined;
    // All of it is in the data: no page of history was read.
    if (key === "held" || key === "heldFills" || key === "older") return undefined;
    return typeof value === "bigint" ? { $bigint: String(value) } : value;
  };
  const state = JSON.parse(JSON.stringify(topics, replace));
  return { version: 1, ...(network && { network }), state };
}

/**
 * The state that a seed holds; what it knows is stale until the stream confirms it, whatever it says itself. A seed that was
 * read from another public network than `network` gives nothing.
 * @throws O2InputError when it is not a seed of this version.
 */
export function fromSeed(seed: O2Seed, network?: O2Network): O2State {
  const revive = (_key: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && "$bigint" in value ? BigInt(String(value.$bigint)) : value;
  // JSON leaves out what is undefined.
  const whole = (entry: object): object => ({ ...EMPTY_ENTRY, ...entry, isLive: false });
  try {
    if (seed.version !== 1) throw new Error(`its version is ${String(seed.version)}`);
    if (network && seed.network && seed.network !== network) return INITIAL_STATE;
    const state: O2State = JSON.parse(JSON.stringify(seed.state), revive);
    const topics = CHANNELS.map((channel) => {
      const entries = Object.entries(state[channel]).map(([id, entry]) => [id, whole(entry)]);
      return [channel, Object.fromEntries(entries)];
    });
    return { ...INITIAL_STATE, ...Object.fromEntries(topics), now: state.now, markets: whole(state.markets) };
  } catch (cause) {
    throw new O2InputError(
      "initialData",
      `this is not what prefetch() of this version gave: ${String(cause).slice(0, EXCERPT)}.`,
    );
  }
}

/** A state with what another one, out of a seed, knows of topics that it has nothing of. */
export function withSeed(state: O2State, seed: O2State): O2State {
  const topics = CHANNELS.map((channel) => [channel, { ...seed[channel], ...state[channel] }]);
  return { ...state, ...Object.fromEntries(topics), markets: state.markets.data ? state.markets : seed.markets };
}
