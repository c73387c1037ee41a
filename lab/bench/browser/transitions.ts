// Measures how much longer React takes for work that it renders in slices beside a busy book than on a quiet page.
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../../statistics.ts";
import type { Figures } from "../tables.ts";
import type { Chrome } from "./chrome.ts";
import type { Exchange } from "./exchange.ts";
import type { Sliced } from "./pages/transition.tsx";
import type { Site } from "./site.ts";

const RATE = 400;
const ROUNDS = 5;
/** The last update that is played. */
const END = 4 * RATE;
/** Milliseconds that the stream plays before. */
const BEFORE = 500;
/** Milliseconds within which the last update must be shown. */
const PATIENCE = 5_000;

/** The cases: the name of the figure, the sliced part, and the milliseconds that React renders it. */
const CASES: readonly (readonly [figure: string, what: Sliced, milliseconds: number])[] = [
  ["transition_50", "transition", 50],
  ["transition_100", "transition", 100],
  ["lazy_50", "lazy", 50],
];

/** For each case, the median over the rounds of: time beside a stream ÷ time on the same page without one. */
export async function transitions(chrome: Chrome, site: Site, exchange: Exchange): Promise<Figures> {
  await exchange.prepare(1, [END]);
  const ratios = new Map<string, number[]>(CASES.map(([figure]) => [figure, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [figure, what, milliseconds] of CASES) {
      const { quiet, busy } = await one(chrome, site, exchange, `${JSON.stringify(what)}, ${milliseconds}`);
      ratios.get(figure)?.push(busy / quiet);
      console.error(`${figure}, round ${round + 1}: ${quiet.toFixed(0)} ms, ${busy.toFixed(0)} ms beside the stream`);
    }
  }
  return Object.fromEntries(CASES.map(([figure]) => [figure, median(ratios.get(figure) ?? [])]));
}

async function one(
  chrome: Chrome,
  site: Site,
  exchange: Exchange,
  what: string,
): Promise<{ readonly quiet: number; readonly busy: number }> {
  const page = await chrome.open(site.page("transition", exchange.url), "transitions");
  const run = async (): Promise<number> => (await page.evaluate(`window.transitions.run(${what})`)) as number;
  const newest = async (): Promise<number> => (await page.evaluate("window.transitions.newest()")) as number;
  try {
    while (!(await page.evaluate("window.transitions.isReady()"))) await sleep(20);
    // This compiles code that runs for the first time.
    await exchange.play(0, RATE, RATE);
    await run();
    const quiet = await run();
    const played = exchange.play(RATE, END, RATE);
    await sleep(BEFORE);
    const before = await newest();
    const busy = await run();
    await played;
    const end = performance.now() + PATIENCE;
    while ((await newest()) < END && performance.now() < end) await sleep(20);
    if (!(before > RATE && before < END)) throw new Error(`The book was not busy: it showed update ${before}.`);
    if ((await newest()) !== END) throw new Error(`The book stopped at update ${await newest()} of ${END}.`);
    return { quiet, busy };
  } finally {
    await page.close();
  }
}
