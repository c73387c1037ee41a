// The state as of now, and the store that gets it with each commit. Does not know who changes it, nor why.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Session } from "../client/session.ts";
import { type CommitPace, Commits } from "./commits.ts";
import { guarded } from "./guarded.ts";
import { withLiveness } from "./live.ts";
import type { MostAsked } from "./mostAsked.ts";
import { readBooks } from "./reduce.ts";
import { withSeed } from "./seed.ts";
import type { O2State, O2Store } from "./state.ts";

/** The options of the state, and the functions that it tells. */
export interface CurrentOptions {
  readonly session: Session;
  readonly now: () => number;
  readonly mostAsked: Pick<MostAsked, "most">;
  /** A commit begins. */
  readonly onBegin: () => void;
  /** The state after what changes with time alone. */
  readonly toNow: (state: O2State) => O2State;
  /** The books of a commit are read, and it is known what is live. */
  readonly onProven: () => void;
}

/** The state of one feed. */
export class Current {
  /** The store, written once a frame. */
  readonly store: O2Store;
  readonly #options: CurrentOptions;
  readonly #store: StoreApi<O2State>;
  readonly #commits: Commits;
  readonly #dirtyBooks = new Set<string>();
  readonly #seeding = { isQuiet: false };
  #state: O2State;

  constructor(initial: O2State, options: CurrentOptions) {
    const { session } = options;
    this.#options = options;
    this.#state = initial;
    this.#store = createStore<O2State>(() => initial);
    this.store = guarded(this.#store, this.#seeding, (error) => session.report(error));
    this.#commits = new Commits({
      read: session.catchUp.bind(session),
      collect: () => this.#collect(),
      publish: () => this.#store.setState(this.#state, true),
    });
  }

  get state(): O2State {
    return this.#state;
  }

  /** The state changed: the store gets it with the next frame. */
  become(state: O2State): void {
    if (state === this.#state) return;
    this.#state = state;
    this.request();
  }

  /** A market's book changed: it is read with the next frame. */
  bookChanged(market: string): void {
    this.#dirtyBooks.add(market);
    this.request();
  }

  /** There will be something to show in the next frame. What comes while a commit is gathered is in that one. */
  request(): void {
    if (!this.#commits.isCollecting) this.#commits.request();
  }

  /** Commits now. */
  flush(): void {
    this.#commits.flush();
  }

  /** Takes in what was read for a page. Subscribers of the store hear of it with the next commit. */
  addSeed(seed: O2State): void {
    this.#state = withSeed(this.#state, seed);
    this.#seeding.isQuiet = true;
    this.#store.setState(withSeed(this.#store.getState(), seed), true);
    this.#seeding.isQuiet = false;
  }

  setPace(pace: CommitPace): void {
    this.#commits.setPace(pace);
  }

  /** Follows the page's being hidden and shown until the returned function is called. */
  watch(): () => void {
    return this.#commits.watch();
  }

  #collect(): void {
    const { session, now, mostAsked, onBegin, toNow, onProven } = this.#options;
    onBegin();
    this.#state = toNow(this.#state);
    if (this.#dirtyBooks.size > 0) {
      this.#state = readBooks(this.#state, this.#dirtyBooks, session, mostAsked, now());
      this.#dirtyBooks.clear();
    }
    const { status, isSilent } = session.connection;
    const isHeard = status === "connected" && !isSilent;
    const { lastMessageAt = 0, subscriptions } = session;
    this.#state = withLiveness(this.#state, { isHeard, heardAt: lastMessageAt, subscriptions });
    const { connection } = this.#state;
    // To the second, so that a component that shows the connection is not rendered with every frame.
    if (Math.abs(lastMessageAt - (connection.lastMessageAt ?? 0)) >= 1_000)
      this.#state = { ...this.#state, connection: { ...connection, lastMessageAt } };
    onProven();
  }
}
