// A state of which nothing is believed any more, and one that another engine goes on with. Pure.
import { CHANNELS, type Entry, type O2State } from "../store/state.ts";

/** The same data, all of it stale. @param since when it was last known to be true, in milliseconds since 1970. */
export function stale(state: O2State, since: number): O2State {
  const { connection } = state;
  const old: Change = (entry) => (entry.isLive ? { ...entry, isLive: false, updatedAt: since } : entry);
  return { ...withEntries(state, old), connection: { ...connection, isSilent: connection.status === "connected" } };
}

/** The data alone, as if a server had read it: what the engine knew beside it is gone with the engine. */
export function dataOf(state: O2State): O2State {
  const data = withEntries(state, (entry) => ({ ...entry, isLive: false, held: undefined }));
  return { ...data, history: {}, connection: { ...state.connection, status: "closed", isSilent: false } };
}

type Change = <T>(entry: Entry<T>) => Entry<T>;

function withEntries(state: O2State, change: Change): O2State {
  const all = <T>(entries: Readonly<Record<string, Entry<T>>>): Readonly<Record<string, Entry<T>>> =>
    Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, change(entry)]));
  const topics = CHANNELS.map((channel) => [channel, all<unknown>(state[channel])]);
  return { ...state, ...Object.fromEntries(topics), tops: all(state.tops), markets: change(state.markets) };
}
