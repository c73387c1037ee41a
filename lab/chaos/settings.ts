// Settings of a run: real sockets or the exchange in this page, real or fake time, and the client's timings. Plain
// data; knows nothing of what happens in a run.

/** One way to play a script. */
export interface Setting {
  readonly name: "short" | "defaults" | "fake";
  /** True if time is fake and the exchange is in this page, without sockets. */
  readonly isFake: boolean;
  /** True if the client has the timings that ship. Otherwise it has short ones, so that a run takes seconds. */
  readonly atDefaults: boolean;
  /** Factor for all times of a script, to fit the client's timings. */
  readonly stretch: number;
  /** Actions on the exchange a second. */
  readonly rate: number;
  /** Milliseconds between two looks at the screen, and between two checks of an awaited condition. */
  readonly look: number;
  readonly poll: number;
  /** Milliseconds that a silent link is believed; 0 if that is less than the age a value may have. */
  readonly silence: number;
  /** The same while the page is hidden. */
  readonly hiddenSilence: number;
  /** The most milliseconds from the end of all faults until everything is right. */
  readonly patience: number;
  /**
   * The same after the server sent errors. A subscription that was rejected twice by itself waits longer: at the
   * defaults, up to five minutes.
   */
  readonly patienceAfterErrors: number;
  /** The most milliseconds that the server may hold an unfollowed slot or an unneeded connection. */
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
  // The second looks of two audits take most of it.
  patience: 25_000,
  // A subscription that was rejected twice by itself waits a second at most.
  patienceAfterErrors: 25_000,
  leaving: 6_000,
};

const AT_DEFAULTS = {
  atDefaults: true,
  // The bound that the README states.
  silence: 10_000,
  // A link is replaced after a minute of silence, and the page shows it within a second.
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
