// Takes in what the client says: into the state, and to the records once their part is there. Does not know who follows what, nor when
// the state is shown.
import type { ClientEvent } from "../client/events.ts";
import type { O2Config } from "../client/networks.ts";
import type { Session } from "../client/session.ts";
import type { Current } from "./current.ts";
import type { Failure } from "./failure.ts";
import type { FeedSettings } from "./feedSettings.ts";
import type { Outages } from "./outages.ts";
import type { LaterParts } from "./parts.ts";
import type { Records } from "./records.ts";
import { reduce } from "./reduce.ts";
import type { O2State } from "./state.ts";

const NOTHING_MISSING = { error: undefined, retryAt: undefined };

/** The parts that the intake works on. */
export interface IntakeOptions {
  readonly config: O2Config;
  readonly settings: FeedSettings;
  readonly session: Session;
  readonly current: Current;
  readonly outages: Outages;
}

/** The intake of one feed. */
export class Intake {
  /** There once its part is: until then nothing is followed that it takes in. */
  records: Records | undefined;
  readonly #options: IntakeOptions;
  #losing: ReturnType<typeof setTimeout> | undefined;
  /** Why parts of the engine are missing. */
  readonly #missing = new Map<keyof LaterParts, Failure>();

  constructor(options: IntakeOptions) {
    this.#options = options;
    options.session.listen((event) => this.#hear(event));
  }

  /** A part of the engine could not be loaded, and is tried again; `undefined` once it is there. */
  setMissing(part: keyof LaterParts, failure: Failure | undefined): void {
    const { current } = this.#options;
    if (failure) this.#missing.set(part, failure);
    else if (!this.#missing.delete(part)) return;
    const { state } = current;
    const { markets } = state;
    // Hooks that wait for the list of markets read its error; those that wait for a topic read the connection's.
    if (part === "reads") current.become({ ...state, markets: { ...markets, ...(failure ?? NOTHING_MISSING) } });
    current.become(this.#withMissing(current.state, NOTHING_MISSING));
  }

  #hear(event: ClientEvent): void {
    const { current } = this.#options;
    if (event.type === "book") current.bookChanged(event.market, event.isView);
    else if (event.type === "waiting") current.request();
    if (event.type === "book" || event.type === "waiting") return;
    const before = current.state;
    const after = reduce(before, event, this.records?.reduce);
    current.become(event.type === "connection" ? this.#withMissing(after) : after);
    if (event.type === "connection") this.#watchLoss(before.connection.status);
    this.records?.hear(event, before);
  }

  /** While there is a connection, a missing part is its error. */
  #withMissing(state: O2State, otherwise?: Failure | typeof NOTHING_MISSING): O2State {
    const { connection } = state;
    const [missing = otherwise] = this.#missing.values();
    if (!missing || connection.status !== "connected") return state;
    return { ...state, connection: { ...connection, ...missing } as O2State["connection"] };
  }

  #watchLoss(before: O2State["connection"]["status"]): void {
    const { config, current, settings, outages } = this.#options;
    const { status } = current.state.connection;
    if (status === before) return;
    clearTimeout(this.#losing);
    if (status === "connected") outages.ended(config.wsUrl);
    if (status !== "connecting" && status !== "reconnecting") return;
    this.#losing = setTimeout(() => {
      const { connection } = current.state;
      current.become({ ...current.state, connection: { ...connection, isLost: true } });
      const { reason = "no answer so far", retryAt } = connection;
      outages.began(config.wsUrl, reason, settings.now(), retryAt);
      this.records?.repair?.readWithoutLink();
    }, settings.lostAfter);
  }
}
