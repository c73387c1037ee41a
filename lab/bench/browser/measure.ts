// One measurement: one participant at one rate in a fresh page. Every wait has a time limit.
import type { Chrome } from "./chrome.ts";
import type { Exchange } from "./exchange.ts";
import type { Samples } from "./harness.ts";
import { type Spent, watchMainThread } from "./mainThread.ts";
import { startProfile } from "./profile.ts";
import type { Participant, Site } from "./site.ts";
import type { LadderText } from "./wire.ts";

/** The plan of a measurement. */
export interface Plan {
  readonly rate: number;
  /** The number of updates played before the measurement, and until its end. */
  readonly warmUp: number;
  readonly end: number;
  /** The ladder that must be shown then. */
  readonly ladder: LadderText;
}

/** A measurement. Times in milliseconds. */
export interface Measurement {
  readonly participant: Participant;
  readonly rate: number;
  readonly updates: number;
  readonly commitsPerSecond: number;
  readonly commitsPerFrame: number;
  readonly framesPerSecond: number;
  /** Frames a second before the stream began. */
  readonly idleFramesPerSecond: number;
  readonly spent: Spent;
  /** CPU microseconds of script per played update. */
  readonly scriptPerUpdate: number;
  readonly ageP50: number;
  readonly ageP95: number;
  readonly unshown: number;
  /** True if the ladder is the server's in the end; `undefined` if there is no ladder. */
  readonly isEqual: boolean | undefined;
  readonly heapGrowth: number;
  readonly otherRenders: number;
  /** The page's uncaught errors, including those of the warm-up. */
  readonly errors: readonly string[];
  readonly profile: string | undefined;
}

/** Updates a second before the measurement. */
const WARM_UP_RATE = 500;

/** Milliseconds within which all played updates must be shown. */
const DRAIN = 5_000;

export async function measure(
  chrome: Chrome,
  site: Site,
  exchange: Exchange,
  participant: Participant,
  plan: Plan,
  isProfiled = false,
): Promise<Measurement> {
  const { rate, warmUp, end, ladder } = plan;
  const page = await chrome.open(site.page(participant, exchange.url));
  try {
    const idleFramesPerSecond = await page.call("ready");

    // The warm-up compiles and caches code that runs for the first time, which is no cost of the stream. It is slow,
    // because a page that is not compiled yet would fall behind.
    await exchange.play(0, warmUp, WARM_UP_RATE);
    await page.call("drained", warmUp, DRAIN);
    const heapBefore = await page.heap();
    await page.call("begin");
    const stopProfile = isProfiled ? await startProfile(page.session) : undefined;
    const watch = await watchMainThread(chrome.session, page.session);

    const sentAt = await exchange.play(warmUp, end, rate);
    const shown = await page.call("drained", end, DRAIN);
    const spent = await watch.stop();
    const profile = await stopProfile?.(end - warmUp);
    const samples = await page.call("end");
    const heapAfter = await page.heap();
    const drawn = await page.call("ladder");

    const updates = end - warmUp;
    return {
      participant,
      rate,
      updates,
      idleFramesPerSecond,
      ...shownOver(samples, sentAt, warmUp),
      spent,
      scriptPerUpdate: (spent.script * 1_000) / updates,
      unshown: end - shown,
      isEqual: participant === "floor" ? undefined : JSON.stringify(drawn) === JSON.stringify(ladder),
      heapGrowth: heapAfter - heapBefore,
      otherRenders: samples.otherRenders,
      errors: samples.errors,
      profile,
    };
  } finally {
    await page.close();
  }
}

/** Rates and ages over the frames from the sending of the first update to that of the last. */
function shownOver(
  samples: Samples,
  sentAt: Float64Array,
  before: number,
): Pick<Measurement, "commitsPerSecond" | "commitsPerFrame" | "framesPerSecond" | "ageP50" | "ageP95"> {
  const from = sentAt[0] ?? 0;
  const to = sentAt.at(-1) ?? 0;
  const frames = samples.at
    .map((at, index) => ({ at, shown: samples.shown[index] ?? 0, commits: samples.commits[index] ?? 0 }))
    .filter(({ at }) => at >= from && at <= to);
  const ages = frames
    .filter(({ shown }) => shown > before)
    .map(({ at, shown }) => at - (sentAt[shown - before - 1] ?? 0))
    .sort((a, b) => a - b);
  const first = frames[0];
  const last = frames.at(-1);
  const seconds = first && last ? (last.at - first.at) / 1_000 : 0;
  const commits = first && last ? last.commits - first.commits : 0;
  const gaps = frames.length - 1;
  return {
    commitsPerSecond: commits / seconds,
    commitsPerFrame: commits / gaps,
    framesPerSecond: gaps / seconds,
    ageP50: ages[Math.floor(ages.length * 0.5)] ?? Number.NaN,
    ageP95: ages[Math.floor(ages.length * 0.95)] ?? Number.NaN,
  };
}
