// A store with a seed laid over it: of what the feed knows nothing, it shows the seed's. Nothing is written, so that a render may make one
// and throw it away. Knows nothing of React.
import { CHANNELS, type Entry, type O2State, type O2Store } from "../store/state.ts";

/**
 * A store that shows a seed wherever the one below it has no data, or only that of an older seed. Once the feed itself has had data of a
 * topic, the seed's is never shown again.
 */
export function laidOver(below: O2Store, seed: O2State): O2Store {
  const past = new Set<Entry<unknown>>();
  const shown = new WeakMap<O2State, O2State>();
  const over = (state: O2State): O2State => {
    const next = shown.get(state) ?? withNews(state, seed, past);
    shown.set(state, next);
    return next;
  };
  // A server renders it, and a page that hydrates: it stays as it was before the feed knew anything.
  const initial = withNews(below.getInitialState(), seed, new Set());
  return {
    getState: () => over(below.getState()),
    getInitialState: () => initial,
    subscribe: (listener) => below.subscribe((state, last) => listener(over(state), over(last))),
  };
}

type Entries = Readonly<Record<string, Entry<unknown>>>;

/** The state with all that is news in a seed. Unchanged parts keep their reference. */
function withNews(state: O2State, seed: O2State, past: Set<Entry<unknown>>): O2State {
  const next: Record<string, unknown> = {};
  for (const channel of CHANNELS) {
    const own: Entries = state[channel];
    const entries = Object.entries<Entry<unknown>>(seed[channel]).filter(([id, entry]) => isNews(own[id], entry, past));
    if (entries.length === 0) continue;
    next[channel] = { ...own, ...Object.fromEntries(entries.map(([id, entry]) => [id, withTrouble(entry, own[id])])) };
  }
  if (isNews(state.markets, seed.markets, past)) next.markets = withTrouble(seed.markets, state.markets);
  return Object.keys(next).length === 0 ? state : { ...state, ...next, now: state.now ?? seed.now };
}

/** Whether a seed knows more of a topic than its own entry does. If the feed itself had data of it, it is `past` for good. */
function isNews(own: Entry<unknown> | undefined, seeded: Entry<unknown>, past: Set<Entry<unknown>>): boolean {
  if (seeded.data === undefined || past.has(seeded)) return false;
  if (own?.data === undefined) return true;
  const isSeed = !own.isLive && own.seededAt !== undefined && own.seededAt === own.updatedAt;
  if (!isSeed) past.add(seeded);
  return isSeed && (seeded.updatedAt ?? 0) > (own.updatedAt ?? 0);
}

/** A seed's entry, with the reason why the topic's own has no data. */
function withTrouble<T>(seeded: Entry<T>, own: Entry<unknown> | undefined): Entry<T> {
  return own?.error ? { ...seeded, error: own.error, retryAt: own.retryAt } : seeded;
}
