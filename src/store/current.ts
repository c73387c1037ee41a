// The state as of now, and the store that gets it with each commit. Does not know who changes it, nor why.
import type { Session } from "../client/session.ts";
import { CalmBooks } from "./CalmBooks.ts";
import { type CommitPace, Commits } from "./commits.ts";
import { withLiveness } from "./live.ts";
import type { Mirror } from "./Mirror.ts";
import type { MostAsked } from "./mostAsked.ts";
import { NO_PAGE } from "./quiet.ts";
import { readBooks } from "./reduce.ts";
import { withSeed } from "./seed.ts";
import type { O2State } from "./state.ts";

/** The options of the state, and the functions that it tells. */
export interface CurrentOptions {
  readonly session: Session;
  /** The store, written once a frame. */
  readonly mirror: Mirror;
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
  readonly #options: CurrentOptions;
  readonly #commits: Commits;
  readonly #dirtyBooks = new Set<string>();
  /** The books that are shown at a frequency. */
  readonly calm: CalmBooks;
  #state: O2State;

  constructor(initial: O2State, options: CurrentOptions) {
    const { session } = options;
    this.#options = options;
    this.#state = initial;
    this.calm = new CalmBooks({ ...options, onDue: () => this.request() });
    const parts = {
      read: session.catchUp.bind(session),
      collect: () => this.#collect(),
      publish: () => options.mirror.show(this.#state),
    };
    this.#commits = new Commits(parts, undefined, session.page.isHere ? undefined : NO_PAGE);
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

  /** A market's book changed, by the market's name on its venue: it is read with the next frame. */
  bookChanged(market: string, isView: boolean = false): void {
    this.calm.changed(market, isView);
    if (isView) return;
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
    this.#options.mirror.addSeed(seed);
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
    this.#state = this.calm.read(this.#state);
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
