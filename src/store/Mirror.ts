// The store that components read, written by whoever has the state: the engine once it is there. Its subscribers hear commits in
// order, each to its end: one that throws is reported and disturbs no other.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { O2Error } from "../client/errors.ts";
import { Listeners } from "../client/listeners.ts";
import { withSeed } from "./seed.ts";
import type { O2State, O2Store } from "./state.ts";

/** One feed's store. */
export class Mirror {
  /** The store to hand out: nobody but the feed writes it. */
  readonly store: O2Store;
  readonly #store: StoreApi<O2State>;
  #isQuiet = false;

  /** @param report told of a subscriber that throws. */
  constructor(initial: O2State, report: (error: O2Error) => void) {
    this.#store = createStore<O2State>(() => initial);
    const subscribers = new Listeners<O2State, readonly [before: O2State]>(report);
    this.#store.subscribe((now, before) => {
      if (!this.#isQuiet) subscribers.tell(now, before);
    });
    const { getState, getInitialState } = this.#store;
    this.store = { getState, getInitialState, subscribe: (subscriber) => subscribers.add(subscriber) };
  }

  /** Shows a state: subscribers are told. */
  show(state: O2State): void {
    this.#store.setState(state, true);
  }

  /** Takes in what was read for a page, also while rendering: subscribers hear of it with the next commit. */
  addSeed(seed: O2State): void {
    this.#isQuiet = true;
    this.show(withSeed(this.store.getState(), seed));
    this.#isQuiet = false;
  }
}
