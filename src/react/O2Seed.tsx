// Lays what was read for a part of a page over the feed's store, for that part alone. Knows nothing of how either is read.
import { type ReactElement, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { O2Error } from "../client/errors.ts";
import { laidOver } from "../shell/laidOver.ts";
import { equal } from "../store/equal.ts";
import { fromSeed, type GivenSeed, type O2Seed as Seed } from "../store/seed.ts";
import type { O2Store } from "../store/state.ts";
import { Shown, useShown } from "./O2Provider.tsx";

export type O2Seed = Seed;

/** The props of {@link O2Seed}. */
export interface O2SeedProps {
  /** The result of `prefetch` or of `dehydrate`, also as text; nullish where there is none. Compared by value. */
  readonly data: GivenSeed;
  readonly children?: ReactNode;
}

/**
 * Gives the hooks below it what was read for them, under a provider that stays mounted: as stale, with its age, in the first render on a
 * server, while hydrating, and wherever it mounts later, such as with a page that was navigated to. It replaces nothing that the feed knows
 * itself; once the feed has had data of a topic, the seed's is not shown again. Several of them may stand in each other.
 *
 * A seed of another version or network, or a broken one, is left out and reported to the provider's `onError` as an `O2InputError`.
 *
 * @example
 * ```tsx
 * const data = await prefetch({ network: "testnet", depth: [{ market: "FUEL/USDC" }] });
 * return <O2Seed data={data}>…</O2Seed>;
 * ```
 */
export function O2Seed({ data, children }: O2SeedProps): ReactElement {
  const { feed, store } = useShown();
  const [seed, setSeed] = useState(() => data);
  if (seed !== data && !equal(seed, data)) setSeed(() => data);
  const laid = useMemo(() => lay(seed, store, feed.network), [seed, store, feed]);
  const told = useRef<O2Error>(undefined);
  useEffect(() => {
    // StrictMode runs it twice.
    if (laid.error && told.current !== laid.error) feed.report(laid.error);
    told.current = laid.error;
  }, [feed, laid]);
  return (
    <Shown feed={feed} store={laid.store}>
      {children}
    </Shown>
  );
}

/** The store that is shown under a seed; that of the feed, and why, where the seed cannot be used. */
function lay(seed: GivenSeed, store: O2Store, network: string): { readonly store: O2Store; readonly error?: O2Error } {
  try {
    return { store: seed ? laidOver(store, fromSeed(seed, network, "data")) : store };
  } catch (error) {
    return { store, error: error as O2Error };
  }
}
