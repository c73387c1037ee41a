// Calls one component back with each change of a book. Remembers what was told, and knows nothing of React.
import { O2CallbackError } from "../client/errors.ts";
import type { Depth } from "../store/depth.ts";
import { type DepthChange, type DrawnSides, depthChanges, longer, NOTHING_DRAWN } from "../store/depthChanges.ts";
import type { O2State } from "../store/state.ts";
import type { ShownFeed } from "./O2Provider.tsx";
import type { Result } from "./result.ts";

/** The result of `useDepth`. In `changes` are the places to draw again, asks first, each side from its best price. */
export type DepthEvent = Result<Depth> & { readonly changes: readonly DepthChange[] };

/** The parameters of a component as of its newest commit. */
export interface DepthAsk {
  /** Whose book it is. */
  readonly key: string | undefined;
  readonly select: (state: O2State) => Result<Depth>;
  readonly callback: (event: DepthEvent) => void;
}

/** One component's drawing of a book. */
export class DepthListener {
  #ask: DepthAsk | undefined;
  #key: string | undefined;
  #result: Result<Depth> | undefined;
  #drawn: DrawnSides = NOTHING_DRAWN;
  /** Whether all that the callback was told of is drawn, for this very book. */
  #isDrawn = false;

  /** Takes over what is asked for from now on. */
  ask(ask: DepthAsk): void {
    this.#ask = ask;
  }

  /** Tells of all that is there, and of what changes until the returned function is called. */
  follow(shown: ShownFeed): () => void {
    this.#result = undefined;
    this.#isDrawn = false;
    const stop = shown.store.subscribe(() => this.look(shown));
    this.look(shown);
    return stop;
  }

  /** Tells of what changed, if anything did. */
  look({ feed, store }: ShownFeed): void {
    if (!this.#ask) return;
    const { key, select, callback } = this.#ask;
    const result = select(store.getState());
    if (result === this.#result && key === this.#key) return;
    const isWhole = !this.#isDrawn || key !== this.#key;
    const sides = result.data ?? NOTHING_DRAWN;
    const drawn = this.#drawn;
    const changes = depthChanges(drawn, sides, isWhole);
    // Before the call: what it causes is told of as well.
    this.#key = key;
    this.#result = result;
    this.#drawn = sides;
    this.#isDrawn = true;
    try {
      callback({ ...result, changes });
    } catch (thrown) {
      // It may have drawn some of both.
      this.#isDrawn = false;
      this.#drawn = longer(drawn, sides);
      feed.report(new O2CallbackError("The callback of useDepthEvents", thrown));
    }
  }
}
