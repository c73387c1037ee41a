// Measures what a worker keeps for a page that is stopped or slow: its heap while the page takes nothing, and the
// messages to the page after it goes on.
import type { FarEnd } from "../../far/FarEnd.ts";
import type { Remoted } from "../../far/members.ts";
import { openFar } from "../../far/remoteFar.ts";
import { serveBuilt } from "../../serveBuilt.ts";
import { sleep } from "../../waiting.ts";
import type { Chrome } from "./chrome.ts";
import { FollowedPage, type Rows } from "./FollowedPage.ts";
import { CASES, type Case, type Measured } from "./frozenResults.ts";
import { Stops } from "./Stops.ts";
import { LEVELS } from "./wire.ts";

/** The plan of a run. Defaults: all cases for ten minutes, the slow ones for three, each page at 2,000 updates a second. */
export interface FrozenPlan {
  readonly cases?: readonly Case[];
  readonly minutes?: number;
  /** Updates a second to each page. */
  readonly rate?: number;
  /** Seconds from the first live commit until the first sample. */
  readonly warmUp?: number;
}

/** The most minutes for a slow page, which takes its messages each second. */
const SLOW_MINUTES = 3;
const MINUTE = 60_000;
/** Updates a second while the pages are opened. */
const BEFORE = 100;
/** Milliseconds of a stop that is longer than the page's lease. */
const SHORT_STOP = 15_000;
/** Milliseconds within which a worker reads a message. */
const STILL = 3_000;
/**
 * Measures the stopped pages side by side, then the slow ones.
 * @param onDone called with all results so far.
 */
export async function measureFrozen(
  chrome: Chrome,
  { cases = CASES, minutes = 10, rate = 2_000, warmUp = 20 }: FrozenPlan = {},
  onDone: (all: readonly Measured[]) => void = () => undefined,
): Promise<readonly Measured[]> {
  const site = await serveBuilt({
    root: new URL(".", import.meta.url),
    input: { frozen: "pages/frozen.tsx" },
    head: "",
    body: '<div id="root"></div>',
    conditions: ["@o2-react/source"],
  });
  const stops = await Stops.open();
  const all: Measured[] = [];
  try {
    for (const kind of ["frozen", "slow"] as const) {
      const chosen = cases.filter((one) => one.startsWith(kind));
      if (chosen.length === 0) continue;
      const long = kind === "slow" ? Math.min(SLOW_MINUTES, minutes) : minutes;
      all.push(...(await together(chrome, { url: site.url, stops, cases: chosen, minutes: long, rate, warmUp })));
      onDone(all);
    }
  } finally {
    stops.close();
    site.close();
  }
  return all;
}

interface Group extends Required<FrozenPlan> {
  readonly url: string;
  readonly stops: Stops;
}

/** Pages side by side, on one exchange. */
async function together(
  chrome: Chrome,
  { url, stops, cases, minutes, rate, warmUp }: Group,
): Promise<readonly Measured[]> {
  const remote = openFar({ markets: 1 }, true);
  const far = remote.call;
  const pages: FollowedPage[] = [];
  try {
    const { config, places } = await far.about();
    const market = places.markets[0] ?? "";
    await far.update(BEFORE);
    for (const of of cases) {
      const tap = of.endsWith("_tap") ? { tap: "" } : {};
      const query = new URLSearchParams({ ws: config.wsUrl, api: config.apiBase, market, ...tap });
      pages.push(await FollowedPage.open(chrome, `${url}frozen?${query}`, of, stops));
    }
    await far.update(rate * pages.length);
    await sleep(warmUp * 1_000);
    const sent = await sampled(pages, far, minutes);
    await Promise.all(pages.map((page) => page.goOn()));
    await stopAgain(
      pages.filter(({ isStopped }) => isStopped),
      far,
      market,
    );
    await far.pause();
    const truth = await bookOf(far, market);
    return await Promise.all(pages.map(async (page) => ({ ...(await page.end(truth)), minutes, rate: sent })));
  } finally {
    stops.releaseAll();
    for (const page of pages) await page.close();
    await remote.close();
  }
}

/** Stops the pages, or makes them slow, and samples their workers each minute. @returns updates a second to each page. */
async function sampled(pages: readonly FollowedPage[], far: Remoted<FarEnd>, minutes: number): Promise<number> {
  await Promise.all(pages.map((page) => page.begin()));
  const [from, before] = [performance.now(), await framesOf(far)];
  const due = [...Array(Math.ceil(minutes) - 1).keys()].map((minute) => minute + 1);
  for (const minute of [...due, minutes]) {
    await sleep(Math.max(0, from + minute * MINUTE - performance.now()));
    await Promise.all(pages.map((page) => page.sample(minute)));
  }
  const seconds = (performance.now() - from) / 1_000;
  return ((await framesOf(far)) - before) / pages.length / seconds;
}

/** Stops the pages again, until the exchange stands still. */
async function stopAgain(pages: readonly FollowedPage[], far: Remoted<FarEnd>, market: string): Promise<void> {
  if (pages.length === 0) return;
  await Promise.all(pages.map((page) => page.stop()));
  await sleep(SHORT_STOP);
  await far.pause();
  await sleep(STILL);
  const truth = await bookOf(far, market);
  await Promise.all(pages.map((page) => page.goOnStill(truth)));
  await far.resume();
  await sleep(STILL);
}

async function framesOf(far: Remoted<FarEnd>): Promise<number> {
  return Object.values(await far.frames()).reduce((sum, frames) => sum + frames, 0);
}

/** The best levels of the exchange's book. */
async function bookOf(far: Remoted<FarEnd>, market: string): Promise<Rows> {
  const { bids, asks } = await far.exchange.depth(market, 1);
  const text = (levels: typeof bids): readonly string[] =>
    levels.slice(0, LEVELS).map(({ price, quantity }) => `${price} ${quantity}`);
  return { bids: text(bids), asks: text(asks) };
}
