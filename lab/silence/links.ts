// One half-open link: a feed that follows a market's trades. Measures how long the trades stay live after the link's
// last byte.
import type { O2FeedOptions } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { sleep } from "../waiting.ts";

/** A way to open a link and to make it half-open. Times in milliseconds. */
export interface Line {
  readonly options: O2FeedOptions;
  readonly market: string;
  /** The time from its beginning until it is made half-open. */
  readonly stallsAt: number;
  readonly stall: () => void;
}

/** The most milliseconds that data may stay live after the last byte, as the README promises. */
export const BOUND = 10_000;

/** Longer than any link is believed. */
const PATIENCE = 60_000;

/**
 * Follows a link until its trades are stale.
 * @returns milliseconds that they stayed live after its last byte.
 */
export async function liveAfterLastByte({ options, market, stallsAt, stall }: Line): Promise<number> {
  const feed = createO2Feed({ ...options, onError: () => undefined });
  let lastByte = 0;
  feed.session.tap(({ isSent }) => {
    if (!isSent) lastByte = Date.now();
  });
  const isLive = (): boolean => feed.store.getState().trades[market]?.isLive ?? false;
  feed.connect();
  feed.retain([{ channel: "trades", market }]);
  await sleep(stallsAt);
  if (!isLive()) throw new Error(`The trades of ${market} are not live after ${stallsAt} ms.`);
  stall();
  const stale = new Promise<number>((resolve) => {
    const stop = feed.store.subscribe(() => {
      if (isLive()) return;
      stop();
      resolve(Date.now() - lastByte);
    });
  });
  const after = await Promise.race([stale, sleep(PATIENCE).then(() => Number.POSITIVE_INFINITY)]);
  feed.close();
  return after;
}

/** Number of times within each half second. */
export function histogram(times: readonly number[]): Record<string, number> {
  const counts = new Map<number, number>();
  for (const time of times) {
    const bucket = Math.floor(time / 500) * 500;
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => a - b).map(([bucket, count]) => [`${bucket} ms`, count]));
}
