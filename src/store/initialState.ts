// The state of a feed before it has read or heard anything. Pure.
import { type O2InputError, O2RestError } from "../client/errors.ts";
import type { O2Config } from "../client/networks.ts";
import { fromSeed, type GivenSeed } from "./seed.ts";
import { networkName } from "./settings.ts";
import { INITIAL_STATE, type O2State } from "./state.ts";

/**
 * The data that a server or an earlier visit had, if any; where there is no REST, the list of markets says so.
 * @param onRefused told why a seed is left out.
 */
export function initialState(
  config: O2Config,
  initialData?: GivenSeed,
  onRefused?: (error: O2InputError) => void,
): O2State {
  const known = seedState(initialData, config, onRefused) ?? INITIAL_STATE;
  if (config.apiBase) return known;
  return { ...known, markets: { ...known.markets, error: noRest("markets") } };
}

/** The state that a seed holds; `undefined` where there is none, or none that a feed of this network may take. */
export function seedState(
  given: GivenSeed,
  config: O2Config,
  onRefused?: (error: O2InputError) => void,
): O2State | undefined {
  try {
    return given ? fromSeed(given, networkName(config)) : undefined;
  } catch (error) {
    onRefused?.(error as O2InputError);
    return undefined;
  }
}

/** An error for what only REST tells. */
export function noRest(what: string): O2RestError {
  return new O2RestError(
    `There are no ${what} to read: the config has no apiBase. Give the provider one, or pass market ids.`,
  );
}
