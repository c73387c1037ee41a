// Runs something in fake time: clocks stand still while it works, and jump to the next timer when it waits. The same seed
// gives the same run. Knows nothing of what is run; one at a time in a process.
import FakeTimers from "@sinonjs/fake-timers";
import { seeded } from "../bench/seeded.ts";

const immediate = setImmediate;

/** A Monday at noon: far from the ends of an hour, a day, a week and a month. */
const BEGIN = Date.UTC(2026, 0, 5, 12);
/** From one seed's beginning to the next, in milliseconds, so that seconds and minutes begin elsewhere in each. */
const APART = 7_919;

/** React works in immediates, promises in microtasks: after so many turns of the loop all has been done that waits for no timer. */
const TURNS = 2;

/** What lingers when it is over has so long to go, in milliseconds: what is left then stays for good. */
const LINGER = 20_000;

/** What came of it, and how many timers were left for good. */
export interface Faked<T> {
  readonly value: T;
  readonly timers: number;
}

/** Resolves with what `run` resolves with. @throws Error when it waits for something that no timer brings about. */
export async function inFakeTime<T>(seed: number, run: () => Promise<T>): Promise<Faked<T>> {
  const clock = FakeTimers.install({
    now: BEGIN + (seed % 100_000) * APART,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
  const { random } = Math;
  Math.random = seeded(seed);
  let overAt = Number.POSITIVE_INFINITY;
  const over = (): void => {
    overAt = clock.now;
  };
  try {
    const running = run();
    running.then(over, over);
    for (;;) {
      for (let turn = 0; turn < TURNS; turn += 1) await new Promise<void>((resolve) => immediate(resolve));
      const timers = clock.countTimers();
      if (timers === 0 || clock.now > overAt + LINGER) {
        if (overAt === Number.POSITIVE_INFINITY) throw new Error("Something is waited for that no timer brings about.");
        return { value: await running, timers };
      }
      clock.next();
    }
  } finally {
    Math.random = random;
    clock.uninstall();
  }
}
