// Watches a feed from outside: what goes over the wire, how the connection fares, when the store is written. Cheap for each
// frame: none is parsed. Changes nothing about the feed; knows nothing of React.
import type { Connection } from "../client/connection.ts";
import type { O2Feed } from "../store/feed.ts";
import { CHANNELS, type Entry, type O2State } from "../store/state.ts";
import { takeBaseline } from "./baseline.ts";
import type { Commit, ConnectionChange, Look } from "./look.ts";
import { Notices } from "./Notices.ts";
import { Rates } from "./Rates.ts";
import { Reel, type ReelLimits } from "./Reel.ts";

/** The options of a recorder. */
export interface RecorderOptions {
  readonly now?: () => number;
  readonly limits?: ReelLimits;
}

const KEPT_ACTIONS = 32;
const KEPT_CHANGES = 200;
const KEPT_COMMITS = 4_000;
const ACTION = /^\s*\{\s*"action"\s*:\s*"(\w{1,40})"/;

/** Watches from the moment it is made until {@link stop}. */
export class Recorder {
  readonly feed: O2Feed;
  readonly #now: () => number;
  readonly #rates: Rates = new Rates();
  readonly #listeners = new Set<() => void>();
  readonly #actions = new Map<string, number>();
  readonly #connections: ConnectionChange[] = [];
  readonly #notices: Notices;
  readonly #limits: ReelLimits | undefined;
  readonly #since: number;
  readonly #ends: readonly (() => void)[];
  #reel: Reel;
  // It began in the middle of a life, and of what was heard then not all may be written yet.
  #isLate: boolean;
  #commits: Commit[] = [];
  #frames = 0;
  #looked = 0;

  constructor(feed: O2Feed, { now = Date.now, limits }: RecorderOptions = {}) {
    const { session, store } = feed;
    this.feed = feed;
    this.#now = now;
    this.#since = now();
    this.#limits = limits;
    this.#reel = new Reel(takeBaseline(feed, this.#since), limits);
    this.#isLate = session.connection.status === "connected";
    this.#notices = new Notices(session.counters.malformedFrames);
    this.#connections.push({ at: this.#since, connection: session.connection });
    const timer = setInterval(() => this.#tick(), 1_000);
    this.#ends = [
      session.tap(({ data, isSent }) => this.#frame(data, isSent)),
      session.listen((event) => {
        const at = this.#now();
        if (event.type === "connection") this.#connected(at, event.connection);
        else this.#notices.hear(event, at);
      }),
      store.subscribe((state, before) => this.#committed(state, before)),
      () => clearInterval(timer),
    ];
  }

  /** Ends watching; what was seen stays to be looked at. */
  stop(): void {
    for (const end of this.#ends) end();
  }

  /** Calls back about once a second while it watches, and when the connection changes. */
  readonly subscribe = (onTick: () => void): (() => void) => {
    this.#listeners.add(onTick);
    return () => this.#listeners.delete(onTick);
  };

  /** Frames received in the last whole second. */
  readonly perSecond = (): number => this.#rates.last(1, this.#now())[0]?.received ?? 0;

  /** All that is known now. */
  look(): Look {
    this.#seek();
    const at = this.#now();
    const { feed } = this;
    const { session } = feed;
    const state = feed.store.getState();
    const markets = new Set(Object.keys(state.depth).map(marketOf));
    return {
      at,
      since: this.#since,
      state,
      connection: session.connection,
      lastMessageAt: session.lastMessageAt,
      counters: session.counters,
      books: new Map([...markets].map((market) => [market, feed.counters(market)])),
      holders: feed.holders,
      slots: session.subscriptions.slots,
      unserved: session.subscriptions.overLimit(),
      connections: [...this.#connections],
      notices: this.#notices.all,
      seconds: this.#rates.last(60, at),
      commits: this.#commits.slice(-KEPT_COMMITS),
      actions: new Map(this.#actions),
      recording: this.#reel.record(at),
    };
  }

  #frame(data: unknown, isSent: boolean): void {
    const at = this.#now();
    const text = typeof data === "string" ? data : String(data);
    // It is renewed when the store is written, which a server may say much without ever causing.
    if (this.#reel.isOver) {
      this.#reel = new Reel(takeBaseline(this.feed, at), this.#limits);
      this.#isLate = true;
    }
    this.#reel.add({ number: this.#frames, at, text, isSent });
    this.#frames += 1;
    if (isSent) {
      this.#rates.sent(at);
      return;
    }
    this.#rates.received(at, text.length);
    const said = text === "PONG" ? text : ACTION.exec(text)?.[1];
    // The names are the server's: it may make up any number.
    const isKnown = said !== undefined && (this.#actions.has(said) || this.#actions.size < KEPT_ACTIONS);
    const action = isKnown ? said : "other";
    this.#actions.set(action, (this.#actions.get(action) ?? 0) + 1);
    if (action === "error" || action === "other") this.#notices.suspect();
  }

  #connected(at: number, connection: Connection): void {
    const before = this.#connections.at(-1)?.connection;
    // The frames that had arrived before were read before this was told.
    if (before?.status === "connected" && connection.status !== "connected") {
      this.#reel.add({ number: this.#frames, at, text: undefined, isSent: false });
      this.#frames += 1;
    }
    const isNews =
      connection.status !== before?.status ||
      connection.attempt !== before.attempt ||
      connection.retryAt !== before.retryAt;
    if (isNews) {
      this.#connections.push({ at, connection });
      this.#tell();
    } else this.#connections[this.#connections.length - 1] = { at: this.#connections.at(-1)?.at ?? at, connection };
    if (this.#connections.length > KEPT_CHANGES) this.#connections.shift();
  }

  #committed(state: O2State, before: O2State): void {
    const at = this.#now();
    this.#rates.committed(at);
    const subjects: string[] = [];
    let isFilled = state.markets.data !== before.markets.data;
    for (const channel of CHANNELS) {
      if (state[channel] === before[channel]) continue;
      const entries: Readonly<Record<string, Entry<unknown>>> = state[channel];
      const past: Readonly<Record<string, Entry<unknown>>> = before[channel];
      for (const id in entries) {
        const entry = entries[id];
        if (!entry || entry === past[id]) continue;
        if (channel === "depth") subjects.push(`depth:${marketOf(id)}`);
        else if (channel === "trades") subjects.push(`trades:${id}`);
        else if (channel !== "candles") subjects.push(channel);
        if (channel !== "depth") isFilled ||= isWhole(entry) && !isWhole(past[id]);
      }
    }
    this.#commits.push({ at, frames: this.#frames, subjects });
    if (this.#commits.length > 2 * KEPT_COMMITS) this.#commits = this.#commits.slice(-KEPT_COMMITS);
    if (isFilled) this.#reel.mark({ at, state });
    if (this.#isLate || this.#reel.isFull(at)) this.#renew(at);
  }

  /** Only right after a write is all that was heard in the store: what came since would be in neither of the two. */
  #renew(at: number): void {
    const baseline = takeBaseline(this.feed, at);
    // A book whose snapshot is under way would be missing: it is there a little later.
    if (!baseline.isWhole) return;
    if (this.#isLate) this.#reel = new Reel(baseline, this.#limits);
    else this.#reel.renew(baseline);
    this.#isLate = false;
  }

  #tick(): void {
    this.#seek();
    this.#tell();
  }

  /** Gives the frames that came since the last time to the notices. */
  #seek(): void {
    const { malformedFrames } = this.feed.session.counters;
    this.#notices.seek(malformedFrames, () => this.#reel.since(this.#looked));
    this.#looked = this.#frames;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The market of a book's id. */
function marketOf(id: string): string {
  return id.slice(0, id.indexOf(":"));
}

/** Nothing that happened before is missing. */
function isWhole(entry: Entry<unknown> | undefined): boolean {
  return entry?.isLive === true && entry.isComplete && entry.data !== undefined;
}
