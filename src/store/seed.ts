// Reads what a server or an earlier visit knew, plain JSON, as a state of stale topics. Pure. toSeed.ts has the way there.
import { type InputFault, O2InputError } from "../client/errors.ts";
import { EXCERPT } from "../client/excerpt.ts";
import { NETWORKS } from "../client/networks.ts";
import { CHANNELS, EMPTY_ENTRY, type Entry, INITIAL_STATE, type O2State, type TopicData } from "./state.ts";
import { type FeedTopic, feedKey, toFeedTopic } from "./topics.ts";

/**
 * The result of `prefetch` and of `dehydrate`, which `initialData` and `<O2Seed>` take: plain JSON, so that it survives any way
 * from server to page, and any storage.
 */
export interface O2Seed {
  readonly version: 1;
  /**
   * The network that it is of: the name of a public one, or, of any other that a page knew, the address of its socket without what
   * follows a `?`. `prefetch` leaves the latter out, for the addresses of a server are nobody's business in a page.
   */
  readonly network?: string;
  readonly state: unknown;
}

/** A seed, or its text as a storage gives it. Nullish where there is none. */
export type GivenSeed = O2Seed | string | null | undefined;

/** The version of seeds that is written and read. Another one whenever the data of a channel changes its shape. */
export const SEED_VERSION = 1;

/** The kinds of the data of channels that have no list. */
type Kinds = {
  readonly [C in keyof TopicData as TopicData[C] extends readonly unknown[] ? never : C]: TopicData[C] extends bigint
    ? "bigint"
    : "object";
};

const KINDS: Kinds = {
  depth: "object",
  nonce: "bigint",
  account: "object",
  marginAccount: "object",
};

/**
 * The state that a seed holds; what it knows is stale until the stream confirms it, whatever it says itself.
 * @param network the one that asks, by `networkName`. @param parameter the name of what was given, for the error.
 * @throws O2InputError when it is of another version (`unknown`), of another network (`conflict`), or broken (`malformed`).
 */
export function fromSeed(given: O2Seed | string, network: string, parameter = "initialData"): O2State {
  const refused = (message: string, fault: InputFault): O2InputError =>
    new O2InputError(parameter, `${message} It is left out; take another one from prefetch() or dehydrate().`, fault);
  let error: O2InputError | undefined;
  try {
    const { version, network: own, state }: O2Seed = typeof given === "string" ? JSON.parse(given) : given;
    if (version !== SEED_VERSION)
      error = refused(`its version is ${excerpt(version)}, and ${SEED_VERSION} was expected.`, {
        code: "unknown",
        value: version,
        allowed: [SEED_VERSION],
      });
    else if (own !== undefined && own !== network && (!isPublic(own) || isPublic(network)))
      error = refused(`it is of ${excerpt(own)}, and this feed of ${excerpt(network)}.`, {
        code: "conflict",
        value: own,
        allowed: [network],
      });
    else return toState(JSON.parse(JSON.stringify(state), revive));
  } catch (cause) {
    error = refused(`it is no seed of prefetch() or dehydrate(), nor the text of one: ${excerpt(cause)}.`, {
      code: "malformed",
      value: given,
    });
  }
  throw error;
}

/** A state with what another one, out of a seed, knows of topics that it has nothing of. */
export function withSeed(state: O2State, seed: O2State): O2State {
  const topics = CHANNELS.map((channel) => [channel, { ...seed[channel], ...state[channel] }]);
  return { ...state, ...Object.fromEntries(topics), markets: state.markets.data ? state.markets : seed.markets };
}

/** The topics of a seed's state. @throws whatever a seed fails with that has none. */
function toState(state: O2State): O2State {
  const kinds: Partial<Record<string, string>> = KINDS;
  const topics = CHANNELS.map((channel) => {
    const entries = Object.entries<Entry<unknown>>(state[channel]).map(([id, entry]) => {
      // A topic that cannot be followed could not be let go of either.
      const topic = toFeedTopic(entry.topic as FeedTopic);
      if (feedKey(topic) !== `${channel}:${id}`) throw new Error(`${id} is another topic`);
      return [id, { ...toEntry(entry, kinds[channel]), topic }];
    });
    return [channel, Object.fromEntries(entries)];
  });
  return { ...INITIAL_STATE, ...Object.fromEntries(topics), now: state.now, markets: toEntry(state.markets) };
}

/** The entry that a seed has, with those fields alone that a seed may have. @throws Error where its data is of another kind. */
function toEntry<T>(entry: Entry<T>, kind?: string): Entry<T> {
  const { data, isComplete, updatedAt, levels, limit, hasMargin, triggers } = entry;
  const isFit = kind ? typeof data === kind && data !== null : Array.isArray(data);
  if (data !== undefined && !isFit) throw new Error("it has data of another kind");
  return { ...EMPTY_ENTRY, data, isComplete, updatedAt, seededAt: updatedAt, levels, limit, hasMargin, triggers };
}

function revive(_key: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && "$bigint" in value ? BigInt(String(value.$bigint)) : value;
}

function isPublic(network: string): boolean {
  return Object.hasOwn(NETWORKS, network);
}

function excerpt(value: unknown): string {
  return String(value).slice(0, EXCERPT);
}
