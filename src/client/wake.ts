// Tells when the machine, the network or the page comes back, and when the network goes: the moments at which a link
// cannot be believed. Without a page the clock alone tells that the machine slept.
import type { FeedPage, PageEvents } from "./page.ts";

/** The clock and the page to look at, and what is told. */
export interface WakeOptions extends PageEvents {
  readonly now: () => number;
  readonly page: FeedPage;
}

/**
 * The interval at which the clock is looked at, and how far off it then is after a sleep, in milliseconds. A clock that was set
 * is taken for a sleep, which costs a PING.
 */
const LOOK_INTERVAL = 2_000;
const JUMP = 5_000;

/** Watches until the returned function is called. */
export function watchWake(options: WakeOptions): () => void {
  const ends = [watchClock(options), options.page.watch(options)];
  return () => {
    for (const end of ends) end();
  };
}

/** No event tells that a machine slept, and on some systems timers stand still meanwhile: a deadline comes as much too late. */
function watchClock({ now, onDoubt }: WakeOptions): () => void {
  let last = now();
  const timer = setInterval(() => {
    const time = now();
    const isJump = Math.abs(time - last - LOOK_INTERVAL) > JUMP;
    last = time;
    if (isJump) onDoubt();
  }, LOOK_INTERVAL);
  return () => clearInterval(timer);
}
