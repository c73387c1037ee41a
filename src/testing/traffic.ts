// Order flow in time: stepped by hand, by a timer at a chosen rate, or backdated before now.
// It does not look into the actions.
import type { Exchange } from "./exchange.ts";
import type { Flow } from "./flow.ts";
import { ExchangeRefusal } from "./refusal.ts";

/** A clock that can be set back for a while. */
export interface Clock {
  now(): number;
  /** Runs something as if it were then. */
  at<T>(time: number, run: () => T): T;
}

/** Makes a clock that follows another one. */
export const createClock = (real: () => number): Clock => {
  let then: number | undefined;
  return {
    now: () => then ?? real(),
    at: (time, run) => {
      then = time;
      try {
        return run();
      } finally {
        then = undefined;
      }
    },
  };
};

/** The parts that traffic is made from. */
export interface TrafficOptions {
  readonly exchange: Exchange;
  readonly flow: Flow;
  readonly clock: Clock;
}

const MINUTE = 60_000;
const BEAT = 20;

/** The past to be made. */
export interface PastOptions {
  /** Default 24. */
  readonly hours?: number;
  /** The actions a second that follow. Default: none in particular. */
  readonly rate?: number;
}

/** Order flow in time. */
export class Traffic {
  readonly #exchange: Exchange;
  readonly #flow: Flow;
  readonly #clock: Clock;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor({ exchange, flow, clock }: TrafficOptions) {
    this.#exchange = exchange;
    this.#flow = flow;
    this.#clock = clock;
  }

  /** Carries out this many actions now. */
  tick(count: number = 1): void {
    for (let done = 0; done < count; done += 1) this.#flow.step();
  }

  /** Carries out this many actions a second from now on. After a pause of the timer it makes up for one second at most. */
  start({ rate = 50 }: { readonly rate?: number } = {}): void {
    if (!(rate > 0 && rate <= 100_000))
      throw new RangeError(`rate must be above 0 and at most 100,000 actions a second, not ${rate}`);
    this.stop();
    let before = this.#clock.now();
    // The actions that are due, in thousandths of one.
    let owed = 0;
    this.#timer = setInterval(() => {
      const now = this.#clock.now();
      owed = Math.min(owed + Math.max(0, now - before) * rate, 1000 * Math.max(rate, 1));
      before = now;
      const due = Math.floor(owed / 1000);
      owed -= due * 1000;
      this.tick(due);
    }, BEAT);
  }

  /** Ends what {@link start} began. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Makes the past: trades and bars of the last hours, then full books and a busy last minute. Only for an exchange
   * on which nothing has happened yet. With a `rate` of actions a second, minutes of the past have about as much volume as this rate
   * will make; without, they have much less.
   */
  warmUp({ hours = 24, rate = 0 }: PastOptions = {}): void {
    const { markets } = this.#exchange;
    if (
      markets.some(
        ({ market_id }) => this.#exchange.lastTrade(market_id) || this.#exchange.depth(market_id).bids.length > 0,
      )
    ) {
      throw new ExchangeRefusal(
        "not-empty",
        "warmUp() makes the past and so must come before anything else has happened",
      );
    }
    const end = this.#clock.now();
    for (let minute = Math.round(hours * 60); minute > 1; minute -= 1) {
      for (const second of [4, 26, 47]) {
        this.#clock.at(end - minute * MINUTE + second * 1000, () => this.#flow.cross(rate));
      }
    }
    this.#clock.at(end - MINUTE, () => {
      for (let quotes = 0; quotes < 160; quotes += 1) this.#flow.fill();
    });
    const actions = 900;
    for (let done = 0; done < actions; done += 1) {
      this.#clock.at(end - MINUTE + Math.floor((MINUTE * done) / actions), () => this.#flow.step());
    }
  }
}
