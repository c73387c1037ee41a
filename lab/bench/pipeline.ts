// Measures what one depth update costs from the socket's message event to the store that components read, as a multiple
// of JSON.parse alone for the same texts in the same run.
import { MARKET, type MarketFrames, marketFrames } from "./frames.ts";
import { type Batch, compare } from "./measure.ts";
import { feedOf, player, showFrame } from "./rig.ts";

const BATCH = 1_600;

/** Microseconds per update. */
export interface PipelineCost {
  /** JSON.parse of the same texts, and nothing else. */
  readonly parse: number;
  /** Published every 80 updates: 5,000 a second at 60 frames. */
  readonly per80: number;
  /** Published every 320 updates: 20,000 a second. */
  readonly per320: number;
  /** Published every 80 updates, with a second reader of prices grouped by hundred. */
  readonly regrouped: number;
}

/** Measures the pipeline at `levels` levels a side, shown by one reader of 20 levels. */
export async function pipeline(levels: number): Promise<PipelineCost> {
  const frames = marketFrames(levels);
  return compare({
    parse: parser(frames.updates, BATCH),
    per80: await published(frames, 80),
    per320: await published(frames, 320),
    regrouped: await published(frames, 80, [1, 9]),
  });
}

/** The cost of an update at 5,000 levels a side, as a multiple of its cost at 50. */
export async function growth(): Promise<number> {
  const { small, large } = compare({
    small: await published(marketFrames(50), 80),
    large: await published(marketFrames(5_000), 80),
  });
  return large / small;
}

/** JSON.parse alone, over the texts in order, again and again. */
export function parser(texts: readonly string[], size: number): Batch {
  let next = 0;
  return () => {
    for (let count = 0; count < size; count += 1) {
      parsed = JSON.parse(texts[next] ?? "");
      next = next + 1 === texts.length ? 0 : next + 1;
    }
    return size;
  };
}

/** Kept in a public place, so that no parse can be optimised away as unused. */
export let parsed: unknown;

async function published(frames: MarketFrames, every: number, precisions: readonly number[] = [1]): Promise<Batch> {
  const topics = precisions.map((precision) => ({ channel: "depth", market: MARKET, precision, levels: 20 }) as const);
  const [feed, say] = await feedOf(topics);
  say(frames.snapshot);
  showFrame();
  const play = player(say, frames);
  return () => {
    for (let said = 0; said < BATCH; said += every) {
      play(every);
      showFrame();
    }
    const { isLive, error } = feed.store.getState().depth[`${MARKET}:1`] ?? {};
    if (!isLive) throw new Error("The book is not live: what was measured is not its cost.", { cause: error });
    return BATCH;
  };
}
