// One soak. In each round components come and go and connections drop; at its end only the standing components are
// mounted, and a sample is taken. It knows nothing of where the page is.
import { setTimeout as sleep } from "node:timers/promises";
import type { FarEnd } from "../far/FarEnd.ts";
import type { Remote } from "../far/Remote.ts";
import { slotsOf } from "../far/slots.ts";
import { Lag } from "../Lag.ts";
import { until } from "../waiting.ts";
import { type Growth, growthOf, LIMITS, type Sample, whatGrew, whatIsLeft } from "./judge.ts";
import type { Held, Measured } from "./Measured.ts";
import type { PageSums } from "./page.ts";
import { STANDING } from "./plan.ts";

/** The options of a soak. Times in milliseconds. */
export interface SoakOptions {
  readonly seed: number;
  /** Updates a second, counted when they arrive, over the whole time. */
  readonly rate: number;
  readonly rounds: number;
  /**
   * Length of a round, including the time to come to rest at its end unless that takes long. There are as many rounds
   * as fit the time.
   */
  readonly round: number;
  /** Number of connections dropped in a round. */
  readonly drops: number;
  /** Time between two steps of the coming and going. */
  readonly beat: number;
  readonly auditInterval: number | false;
  /** The lengths of the lists that the feeds keep. Default those of the library. */
  readonly kept?: { readonly maxTrades: number; readonly maxClosedOrders: number };
  /** Silence of the exchange before a sample, until no audit remembers the last updates. */
  readonly silence: number;
  /**
   * Time that a sample waits for passing timers and sockets. Default 6,000: the transport has a timer for 5 s after it
   * opens.
   */
  readonly rest?: number;
  /**
   * The most time until nothing lingers and all standing components are live again, without this process's own
   * lateness. Default 20,000.
   */
  readonly patience?: number;
  /** The share of the requested updates that must have arrived. Default 0.95. */
  readonly arrived?: number;
  /** Called with each sample. */
  readonly onSample?: (sample: Sample) => void;
}

/** The results of a soak. */
export interface Outcome {
  readonly seconds: number;
  readonly sums: PageSums;
  /** Updates that arrived a second. */
  readonly rate: number;
  /** Number of frames that the exchange sent, by action. */
  readonly said: Readonly<Record<string, number>>;
  readonly drops: number;
  readonly samples: readonly Sample[];
  /**
   * Milliseconds after each round's last unmount until only the standing components held anything, and all of them were
   * live.
   */
  readonly settledAfter: readonly number[];
  readonly growth: Growth;
  /** The heap after everything was unmounted. */
  readonly heapLeft: number;
  /** Broken promises; empty if there are none. */
  readonly findings: readonly string[];
}

const PATIENCE = 20_000;

/** Runs a soak on a page that is not open yet. The caller closes both ends. */
export async function soak(measured: Measured, far: Remote<FarEnd>, options: SoakOptions): Promise<Outcome> {
  const { seed, rate, rounds, round, drops, beat, auditInterval, kept, silence, onSample } = options;
  const { rest = REST, patience = PATIENCE, arrived = LIMITS.arrived } = options;
  const findings = new Set<string>();
  const lag = new Lag();
  const expected = [...new Set(STANDING.flatMap(slotsOf))].sort();
  const { config, places } = await far.call.about();
  await measured.collect();
  const { held: before } = await sampled(measured, far, undefined, rest);
  const began = performance.now();
  await measured.page.open({ config, places, seed, beat, auditInterval, ...(kept && { kept }) });
  await far.call.update(rate);

  /** Only the standing components are mounted, all are live, and the server holds nothing else. */
  const settled = async (): Promise<string | undefined> => {
    const { connections, slots } = await far.call.held();
    if (connections !== 1) return `${connections} connections where one is mounted`;
    if (slots.join() !== expected.join()) return `the server holds ${slots.join()} where ${expected.join()} is mounted`;
    return (await measured.page.notLive()).join(", ") || undefined;
  };

  const samples: Sample[] = [];
  let least: Held | undefined;
  let dropped = 0;
  const settledAfter: number[] = [];
  for (let number = 1; number <= rounds || performance.now() - began < rounds * round; number += 1) {
    await measured.page.churn();
    const end = performance.now() + round;
    const stretch = Math.max(0, end - silence - SETTLING - performance.now()) / (drops + 1);
    for (let drop = 0; drop <= drops; drop += 1) {
      await sleep(stretch);
      if (drop === drops) break;
      await far.call.exchange.faults.drop();
      dropped += 1;
    }
    await measured.page.settle();
    const settling = performance.now();
    const wrong = await wrongAfter(settled, patience, lag);
    settledAfter.push(Math.round(performance.now() - settling));
    if (wrong) findings.add(`round ${number}: ${wrong} ${patience} ms after the last unmount`);
    await far.call.pause();
    await sleep(silence);
    const sample = { minutes: (performance.now() - began) / 60_000, ...(await sampled(measured, far, least, rest)) };
    least = fewer(least ?? sample.held, sample.held);
    await far.call.resume();
    samples.push(sample);
    onSample?.(sample);
  }
  const seconds = (performance.now() - began) / 1_000;
  const sums = await measured.page.sums();
  await far.call.pause();
  const said = await far.call.frames();

  await measured.page.leave();
  let heapLeft = 0;
  const left = await wrongAfter(
    async () => {
      const { heap, held } = await sampled(measured, far, before, rest);
      heapLeft = heap;
      return whatIsLeft(before, held).join(", ") || undefined;
    },
    patience,
    lag,
  );
  lag.stop();
  if (left) findings.add(left);
  for (const [name, count] of Object.entries(sums.errors)) findings.add(`${count} errors: ${name}`);
  const growth = growthOf(samples);
  for (const grown of whatGrew(growth)) findings.add(grown);
  const perSecond = sums.updates / seconds;
  if (perSecond < arrived * rate) findings.add(`${Math.round(perSecond)} updates a second arrived, not ${rate}`);
  return {
    seconds,
    sums,
    rate: perSecond,
    said,
    drops: dropped,
    samples,
    settledAfter,
    growth,
    heapLeft,
    findings: [...findings],
  };
}

/** Approximate milliseconds from the unmount until nothing lingers. */
const SETTLING = 800;

const REST = 6_000;

/**
 * Everything in use and held, at a moment when no count is above its least ever: a read or a PING may be under way at
 * any one moment.
 */
async function sampled(
  measured: Measured,
  far: Remote<FarEnd>,
  least: Held | undefined,
  rest: number,
): Promise<{ readonly heap: number; readonly held: Held }> {
  const end = performance.now() + rest;
  for (;;) {
    const { connections, slots } = await far.call.held();
    const now: Held = { ...(await measured.page.held()), ...measured.held(), connections, slots: slots.length };
    if (performance.now() > end || isLeast(now, least)) {
      const { heap, objects } = await measured.collect();
      const held = { ...now, ...objects };
      if (performance.now() > end || isLeast(held, least)) return { heap, held };
    }
    await sleep(50);
  }
}

/** True when no count is above the least that there ever was. */
const isLeast = (now: Held, least: Held | undefined): boolean =>
  Object.entries(now).every(([name, count]) => count <= (least?.[name] ?? count));

/** The least of each count so far. */
const fewer = (one: Held, other: Held): Held =>
  Object.fromEntries(Object.entries(other).map(([name, count]) => [name, Math.min(count, one[name] ?? count)]));

/**
 * The fault that remains after so many milliseconds; `undefined` if none does. Time in which this process could not run
 * does not count.
 */
async function wrongAfter(
  look: () => Promise<string | undefined>,
  patience: number,
  lag: Lag,
): Promise<string | undefined> {
  let wrong: string | undefined;
  const isRight = async (): Promise<boolean> => {
    wrong = await look();
    return wrong === undefined;
  };
  await until(isRight, patience, { every: 50, lag });
  return wrong;
}
