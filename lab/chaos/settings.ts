// How a run is played: over real sockets or on the exchange in this page, in which time, and with which timings of the
// client. Plain data; knows nothing of what happens in a run.

/** One way to play a script. */
export interface Setting {
  readonly name: "short" | "defaults" | "fake";
  /** Whether time is fake and the exchange is in this page, without sockets. */
  readonly isFake: boolean;
  /** Whether the client has the timings that ship. Else it has short ones, so that a run takes seconds. */
  readonly atDefaults: boolean;
  /** The times of a script are so many times longer, to fit the client's timings. */
  readonly stretch: number;
  /** Actions on the exchange, a second. */
  readonly rate: number;
  /** From one look at the screen to the next, and while something is waited for, in milliseconds. */
  readonly look: number;
  readonly poll: number;
  /** How long a link may be silent while it is believed, in milliseconds; 0 where that is less than a value may be old. */
  readonly silence: number;
  /** The same while the page is hidden. */
  readonly hiddenSilence: number;
  /** How long everything may take to be right once all is well, in milliseconds. */
  readonly patience: number;
  /** The same once the server has sent errors: a subscription that is rejected twice alone waits longer, at the defaults up to five minutes. */
  readonly patienceAfterErrors: number;
  /** How long the server may hold what nobody follows, and a connection that nobody needs, in milliseconds. */
  readonly leaving: number;
}

/** Real sockets, real time, short timings. */
export const SHORT: Setting = {
  name: "short",
  isFake: false,
  atDefaults: false,
  stretch: 1,
  rate: 100,
  look: 50,
  poll: 10,
  silence: 0,
  hiddenSilence: 0,
  // Two audits' second looks take most of it.
  patience: 25_000,
  // What was rejected twice alone waits a second at most.
  patienceAfterErrors: 25_000,
  leaving: 6_000,
};

const AT_DEFAULTS = {
  atDefaults: true,
  // The bound that the README states.
  silence: 10_000,
  // A link is replaced after a minute of silence, and that is committed within a second.
  hiddenSilence: 61_000,
  // Backoffs reach a minute, each with jitter, and an audit comes once a minute.
  patience: 240_000,
  patienceAfterErrors: 660_000,
  leaving: 20_000,
} as const;

/** Real sockets, real time, the timings that ship. */
export const DEFAULTS: Setting = {
  ...AT_DEFAULTS,
  name: "defaults",
  isFake: false,
  stretch: 10,
  rate: 10,
  look: 200,
  poll: 50,
};

/** The exchange in this page, fake time, the timings that ship. */
export const FAKE: Setting = { ...AT_DEFAULTS, name: "fake", isFake: true, stretch: 40, rate: 5, look: 500, poll: 50 };

/** Every setting. */
export const SETTINGS: readonly Setting[] = [SHORT, DEFAULTS, FAKE];
