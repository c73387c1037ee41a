// One half-open link: a feed that follows a market's trades, and how long these stay live after the link's last byte.
import type { O2FeedOptions } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { sleep } from "../waiting.ts";

/** How a link is opened and made half-open. Times in milliseconds. */
export interface Line {
  readonly options: O2FeedOptions;
  readonly market: string;
  /** When it is made half-open, from its beginning. */
  readonly stallsAt: number;
  readonly stall: () => void;
}

/** Nothing is live for longer after the last byte: what the README promises. In milliseconds. */
export const BOUND = 10_000;

/** Longer than any link is believed. */
const PATIENCE = 60_000;

/** Follows a link until its trades are stale. @returns how long they were live after its last byte, in milliseconds. */
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

/** How many of some times lie in each half second. */
export function histogram(times: readonly number[]): Record<string, number> {
  const counts = new Map<number, number>();
  for (const time of times) {
    const bucket = Math.floor(time / 500) * 500;
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => a - b).map(([bucket, count]) => [`${bucket} ms`, count]));
}
