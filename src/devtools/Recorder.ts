// Watches a feed from outside: what goes over the wire, how the connection fares, when the store is written. Cheap for each
// frame: none is parsed. Changes nothing about the feed; knows nothing of React, nor of where the engine is.
import type { Connection } from "../client/connection.ts";
import type { FeedHandle } from "../port/FeedHandle.ts";
import { openTap } from "../port/openTap.ts";
import type { EngineBooks, EngineFacts, Tap, TapEvent } from "../port/taps.ts";
import type { O2State } from "../store/state.ts";
import type { Baseline } from "./baseline.ts";
import { changesOf } from "./changes.ts";
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

/** The facts before there is an engine. */
const NO_FACTS: EngineFacts = {
  lastMessageAt: undefined,
  counters: { frames: 0, malformedFrames: 0, unscannedFrames: 0, resyncs: 0 },
  books: new Map(),
  holders: new Map(),
  slots: [],
  unserved: [],
};

/** Watches from the moment it is made until {@link stop}. */
export class Recorder {
  readonly feed: FeedHandle;
  readonly #now: () => number;
  readonly #rates: Rates = new Rates();
  readonly #listeners = new Set<() => void>();
  readonly #actions = new Map<string, number>();
  readonly #connections: ConnectionChange[] = [];
  readonly #notices = new Notices();
  readonly #limits: ReelLimits | undefined;
  readonly #since: number;
  readonly #ends: readonly (() => void)[];
  readonly #tap: Tap;
  #reel: Reel;
  // It began in the middle of a life, and of what was heard then not all may be written yet.
  #isLate = false;
  /** Whether a baseline is under way. */
  #isAsked = false;
  #commits: Commit[] = [];
  #frames = 0;
  #looked = 0;
  #lost = 0;

  constructor(feed: FeedHandle, { now = Date.now, limits }: RecorderOptions = {}) {
    const { store } = feed;
    this.feed = feed;
    this.#now = now;
    this.#since = now();
    this.#limits = limits;
    this.#reel = this.#reelFrom(this.#since);
    const timer = setInterval(() => this.#tick(), 1_000);
    // Before the tap: a baseline is told after the write of the store that it belongs to.
    const unsubscribe = store.subscribe((state, before) => this.#committed(state, before));
    this.#tap = openTap(feed, (event) => this.#hear(event));
    this.#ends = [unsubscribe, () => this.#tap.stop(), () => clearInterval(timer)];
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

  /** The connection, as the store has it. */
  get connection(): Connection {
    return this.feed.store.getState().connection;
  }

  /** All that is known now. */
  look(): Look {
    this.#seek();
    const at = this.#now();
    const state = this.feed.store.getState();
    return {
      ...this.#facts,
      at,
      since: this.#since,
      isHere: this.#tap.isHere,
      lost: this.#lost,
      state,
      connection: state.connection,
      connections: [...this.#connections],
      notices: this.#notices.all,
      seconds: this.#rates.last(60, at),
      commits: this.#commits.slice(-KEPT_COMMITS),
      actions: new Map(this.#actions),
      recording: this.#reel.record(at),
    };
  }

  get #facts(): EngineFacts {
    return this.#tap.facts ?? NO_FACTS;
  }

  #hear(event: TapEvent): void {
    switch (event.type) {
      case "begin":
        this.#begin(event);
        return;
      case "frame":
        this.#frame(event);
        return;
      case "connection":
        this.#connected(event.at, event.connection);
        return;
      case "trouble":
        this.#notices.hear(event);
        return;
      case "baseline":
        this.#renew({ ...event, state: this.feed.store.getState() });
        return;
      case "answer":
    }
  }

  /** An engine is watched from here on: what it did before is not known. */
  #begin({ at, connection, malformedFrames, lost, slots, books }: Extract<TapEvent, { readonly type: "begin" }>): void {
    this.#lost += lost;
    this.#notices.begin(malformedFrames);
    this.#connected(at, connection);
    this.#reel = this.#reelFrom(at, { slots, books });
    this.#isLate = connection.status === "connected";
    this.#isAsked = false;
  }

  #reelFrom(at: number, books: EngineBooks = { slots: [], books: [] }): Reel {
    return new Reel({ ...books, at, state: this.feed.store.getState() }, this.#limits);
  }

  #frame({ at, data, isSent }: Extract<TapEvent, { readonly type: "frame" }>): void {
    const text = typeof data === "string" ? data : String(data);
    // It is renewed when the store is written, which a server may say much without ever causing.
    if (this.#reel.isOver) {
      this.#reel = this.#reelFrom(at);
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
    const { subjects, isFilled } = changesOf(state, before);
    this.#commits.push({ at, frames: this.#frames, subjects });
    if (this.#commits.length > 2 * KEPT_COMMITS) this.#commits = this.#commits.slice(-KEPT_COMMITS);
    if (isFilled) this.#reel.mark({ at, state });
    if (!this.#isAsked && (this.#isLate || this.#reel.isFull(at))) {
      this.#isAsked = true;
      this.#tap.wantBaseline();
    }
    if (state.connection.status !== before.connection.status) this.#tell();
  }

  #renew(baseline: Baseline): void {
    if (this.#isLate) this.#reel = new Reel(baseline, this.#limits);
    else this.#reel.renew(baseline);
    this.#isLate = false;
    this.#isAsked = false;
  }

  #tick(): void {
    this.#seek();
    this.#tell();
  }

  /** Gives the frames that came since the last time to the notices. */
  #seek(): void {
    const { malformedFrames } = this.#facts.counters;
    this.#notices.seek(malformedFrames, () => this.#reel.since(this.#looked));
    this.#looked = this.#frames;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
