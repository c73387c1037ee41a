// The books that are shown at a frequency: each is read once a view came or, where something faster serves it, at its own pace. Does not
// know who shows them.
import { Cadence } from "../client/Cadence.ts";
import { intervalOf } from "../client/frequencies.ts";
import type { Session } from "../client/session.ts";
import { marketKey } from "../client/venues.ts";
import { wireOf } from "./live.ts";
import type { MostAsked } from "./mostAsked.ts";
import { withBook } from "./reduce.ts";
import type { O2State } from "./state.ts";
import { type DepthTopic, feedId } from "./topics.ts";

/** The parts that calm books need. */
export interface CalmBooksOptions {
  readonly session: Session;
  readonly mostAsked: Pick<MostAsked, "most">;
  readonly now: () => number;
  /** Books are to be read with the next commit. */
  readonly onDue: () => void;
}

interface Calm {
  readonly topic: DepthTopic;
  readonly cadence: Cadence;
  /** Whether the book was current when it was read last. */
  isCurrent: boolean;
}

/** The calm books of one feed. */
export class CalmBooks {
  readonly #options: CalmBooksOptions;
  readonly #held = new Map<string, Calm>();
  readonly #due = new Set<string>();

  constructor(options: CalmBooksOptions) {
    this.#options = options;
  }

  /** A book is followed, or more of it is shown: it is read with the next commit. */
  take(topic: DepthTopic): void {
    const id = feedId(topic);
    const { frequency } = topic;
    if (!frequency) return;
    if (!this.#held.has(id)) {
      const run = (): void => {
        this.#due.add(id);
        this.#options.onDue();
      };
      this.#held.set(id, { topic, cadence: new Cadence(intervalOf(frequency), run), isCurrent: false });
    }
    this.#held.get(id)?.cadence.now();
  }

  /** A book is not followed any more. */
  drop(topic: DepthTopic): void {
    const id = feedId(topic);
    this.#held.get(id)?.cadence.stop();
    this.#held.delete(id);
  }

  /** A market's book changed, by the market's name on its venue. `isView`: its depth view came. */
  changed(market: string, isView: boolean): void {
    const { subscriptions } = this.#options.session;
    for (const { topic, cadence, isCurrent } of this.#held.values()) {
      if (marketKey(topic) !== market) continue;
      const carrier = wireOf(topic);
      const held = subscriptions.held(carrier);
      const isServed = held?.channel === "depthView";
      // A view of a market whose book is served otherwise, or the other way round, is nothing to its readers.
      if (held && isServed !== isView) continue;
      const isOwnPace = isServed && held.frequency === topic.frequency;
      // One that is none, or is one again, is shown at once.
      const isUrgent = !isCurrent || subscriptions.epochOf(carrier) === undefined;
      if (isOwnPace || isUrgent) cadence.now();
      else cadence.ask();
    }
  }

  /** The state with the books that are due. */
  read(state: O2State): O2State {
    if (this.#due.size === 0) return state;
    const { session, mostAsked, now } = this.#options;
    const depth = { ...state.depth };
    for (const id of this.#due) {
      const calm = this.#held.get(id);
      const entry = depth[id];
      if (!calm || !entry) continue;
      const next = withBook(entry, calm.topic, session, mostAsked.most(id), now());
      calm.isCurrent = next.epoch !== undefined;
      depth[id] = next;
    }
    this.#due.clear();
    return { ...state, depth };
  }
}
