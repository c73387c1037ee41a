// The state of a feed before it has read or heard anything. Pure.
import { O2RestError } from "../client/errors.ts";
import type { O2Config } from "../client/networks.ts";
import { fromSeed, type O2Seed } from "./seed.ts";
import { networkOf } from "./settings.ts";
import { INITIAL_STATE, type O2State } from "./state.ts";

/**
 * The data that a server read before, if any; where there is no REST, the list of markets says so.
 * @throws O2InputError for a seed that `prefetch` did not give.
 */
export function initialState(config: O2Config, initialData: O2Seed | undefined): O2State {
  const known = initialData ? fromSeed(initialData, networkOf(config)) : INITIAL_STATE;
  if (config.apiBase) return known;
  return { ...known, markets: { ...known.markets, error: noRest("markets") } };
}

/** An error for what only REST tells. */
export function noRest(what: string): O2RestError {
  return new O2RestError(
    `There are no ${what} to read: the config has no apiBase. Give the provider one, or pass market ids.`,
  );
}
