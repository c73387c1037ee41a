// The parts of one feed, put together: the connection and its books at first, REST and the records once they are loaded. Knows nothing of
// who asks for what, nor of how parts are loaded.
import type { O2Error } from "../client/errors.ts";
import type { FrameReaders } from "../client/frameReaders.ts";
import type { O2Config } from "../client/networks.ts";
import type { FeedPage } from "../client/page.ts";
import type { RestAnswer } from "../client/request.ts";
import { toRestSettings } from "../client/restSettings.ts";
import { Session } from "../client/session.ts";
import { Current } from "./current.ts";
import { Day } from "./day.ts";
import { type FeedSettings, toFeedSettings } from "./feedSettings.ts";
import { Following } from "./following.ts";
import { initialState } from "./initialState.ts";
import { Intake } from "./intake.ts";
import { Mirror } from "./Mirror.ts";
import { MostAsked } from "./mostAsked.ts";
import { Outages } from "./outages.ts";
import type { Reads } from "./reads.ts";
import type { Records } from "./records.ts";
import { Retention } from "./retention.ts";
import { type O2FeedOptions, toConfig } from "./settings.ts";
import { INITIAL_STATE, type O2Store } from "./state.ts";

/** The parts of one feed. */
export class Core {
  readonly config: O2Config;
  readonly settings: FeedSettings;
  readonly session: Session;
  readonly store: O2Store;
  readonly retention: Retention;
  readonly current: Current;
  readonly intake: Intake;
  readonly following: Following;
  readonly day: Day;
  readonly options: O2FeedOptions;
  /** The readers that the session has. */
  readonly readers: FrameReaders = {};
  readonly mostAsked: MostAsked = new MostAsked();
  readonly outages: Outages = new Outages();
  /** They are told of each answer over REST as it came, also after its read was given up. One that throws fails the read. */
  readonly answerTaps: Set<(answer: RestAnswer) => void> = new Set();
  /** REST, once its part is there; none without an `apiBase`. */
  reads: Reads | undefined;
  /** Whether it connects, until it is closed. */
  isOpen = false;

  constructor(options: O2FeedOptions, mirror?: Mirror, page?: FeedPage) {
    const config = toConfig(options);
    const settings = toFeedSettings(options);
    // Said before anything is opened, though REST comes later.
    if (config.apiBase) toRestSettings(config.apiBase, options);
    this.options = options;
    this.config = config;
    this.settings = settings;
    const refused: O2Error[] = [];
    const known = mirror?.store.getState() ?? initialState(config, options.initialData, (error) => refused.push(error));
    const session = new Session(config, options, page, this.readers);
    this.session = session;
    for (const error of refused) session.report(error);
    this.retention = new Retention(settings.linger);
    const shown = mirror ?? new Mirror(known, session.report.bind(session));
    const current = new Current(
      { ...known, connection: INITIAL_STATE.connection },
      {
        session,
        mirror: shown,
        now: settings.now,
        mostAsked: this.mostAsked,
        onBegin: () => this.day.checkClock(),
        toNow: (state) => {
          const today = this.day.toNow(state);
          return this.records?.toNow(today) ?? today;
        },
        onProven: () => this.records?.tops?.look(),
      },
    );
    this.current = current;
    this.store = shown.store;
    this.intake = new Intake({ config, settings, session, current, outages: this.outages });
    this.following = new Following({
      session,
      current,
      intake: this.intake,
      retention: this.retention,
      mostAsked: this.mostAsked,
    });
    this.day = new Day({ clock: session.clock, current, onCorrected: () => this.records?.repair?.clockCorrected() });
  }

  /** The records, once their part is there. */
  get records(): Records | undefined {
    return this.intake.records;
  }
}
