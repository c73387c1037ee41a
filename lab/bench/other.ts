// The costs beside the depth pipeline: snapshots, trades, readers, iterators, memory.
import { median } from "../statistics.ts";
import { MARKET, marketFrames, tradeFrames } from "./frames.ts";
import { compare, heapMegabytes } from "./measure.ts";
import { parser } from "./pipeline.ts";
import { clientOf, feedOf, player, showFrame } from "./rig.ts";

const DEPTH = { channel: "depth", market: MARKET, precision: 1, levels: 20 } as const;

/** A subscription's snapshot of 5,000 levels a side, from the message to the store, as a multiple of JSON.parse. */
export async function snapshot(): Promise<number> {
  const [rounds, warmUps] = [40, 8];
  const { snapshot } = marketFrames(5_000, 1);
  const markets = Array.from({ length: rounds + warmUps }, (_, index) => `0x${index.toString(16).padStart(64, "0")}`);
  const texts = markets.map((market) => snapshot.replace(MARKET, market));
  const [feed, say] = await feedOf(markets.map((market) => ({ ...DEPTH, market })));
  let next = 0;
  let commits = 0;
  feed.store.subscribe(() => {
    commits += 1;
  });
  const { parse, whole } = compare(
    {
      parse: parser(texts, 1),
      whole: () => {
        say(texts[next++] ?? "");
        showFrame();
        return 1;
      },
    },
    { rounds, warmUps },
  );
  const live = Object.values(feed.store.getState().depth).filter((entry) => entry.isLive);
  if (live.length !== markets.length) throw new Error("A snapshot was not taken up.");
  if (commits < markets.length)
    throw new Error(`${commits} of ${markets.length} snapshots were shown in their own frame.`);
  return whole / parse;
}

/** A frame of two trades, published every 80 frames, as a multiple of JSON.parse. */
export async function trades(): Promise<number> {
  const texts = tradeFrames(200_000);
  const [, say] = await feedOf([{ channel: "trades", market: MARKET }], { config: { wsUrl: "ws://bench.invalid/" } });
  let next = 0;
  const { parse, whole } = compare({
    parse: parser(texts, 800),
    whole: () => {
      for (let count = 0; count < 800; count += 1) {
        say(texts[next++] ?? "");
        if (next % 80 === 0) showFrame();
      }
      return 800;
    },
  });
  return whole / parse;
}

/** Microseconds per update with so many readers of one market, without commits. */
export async function fanOut(counts: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const frames = marketFrames(200);
  const batches: Record<string, () => number> = {};
  for (const count of counts) {
    const [feed, say] = await feedOf([DEPTH]);
    for (let reader = 0; reader < count; reader += 1) {
      feed.retain([DEPTH]);
      feed.store.subscribe(() => undefined);
    }
    say(frames.snapshot);
    const play = player(say, frames);
    batches[count] = () => {
      play(1_600);
      return 1_600;
    };
  }
  // No frame is run, so the due commits stay due and are not measured.
  return new Map(Object.entries(compare(batches)).map(([count, cost]) => [Number(count), cost]));
}

/** Microseconds per update for `readers` iterators over one book, each read in a loop. */
export async function iterators(readers: number): Promise<number> {
  const frames = marketFrames(200);
  const [client, say] = await clientOf();
  let read = 0;
  const loops = Array.from({ length: readers }, async () => {
    for await (const update of client.streamDepth(MARKET)) if (update.changes) read += 1;
  });
  await new Promise((resolve) => setImmediate(resolve));
  say(frames.snapshot);
  const play = player(say, frames);
  const times: number[] = [];
  for (let round = 0; round < 60; round += 1) {
    const start = performance.now();
    for (let burst = 0; burst < 20; burst += 1) {
      play(80);
      await new Promise((resolve) => setImmediate(resolve));
    }
    times.push(((performance.now() - start) * 1_000) / 1_600);
  }
  if (read !== 60 * 1_600 * readers) throw new Error(`${read} updates were read: some were lost.`);
  client.disconnect();
  await Promise.all(loops);
  return median(times);
}

/** Megabytes that a million updates leave behind, after collection. */
export async function memory(): Promise<number> {
  const frames = marketFrames(1_000);
  const [, say] = await feedOf([DEPTH, { channel: "trades", market: MARKET }]);
  say(frames.snapshot);
  const play = player(say, frames);
  const minute = (): void => {
    for (let frame = 0; frame < 1_250; frame += 1) {
      play(80);
      showFrame();
    }
  };
  minute();
  const before = heapMegabytes();
  for (let times = 0; times < 10; times += 1) minute();
  return heapMegabytes() - before;
}
