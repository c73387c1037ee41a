// Runs a function in fake time: clocks stand still while it works, and jump to the next timer when it waits. The same
// seed gives the same run. Knows nothing of the function. Only one may run in a process at a time.
import FakeTimers from "@sinonjs/fake-timers";
import { seeded } from "../bench/seeded.ts";

const immediate = setImmediate;

/** A Monday at noon: far from the ends of an hour, a day, a week and a month. */
const BEGIN = Date.UTC(2026, 0, 5, 12);
/** Milliseconds between the beginnings of two seeds, so that each begins at another second and minute. */
const APART = 7_919;

/**
 * Turns of the event loop after which all work is done that waits for no timer. React works in immediates, promises in
 * microtasks.
 */
const TURNS = 2;

/** Milliseconds that lingering timers get after the end. A timer that is left then stays for good. */
const LINGER = 20_000;

/** The result, and the number of timers that were left for good. */
export interface Faked<T> {
  readonly value: T;
  readonly timers: number;
}

/**
 * Resolves with the result of `run`.
 * @throws Error when it waits for something that no timer brings about.
 */
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
