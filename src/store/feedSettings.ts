// The options that a feed itself goes by, checked and complete.
import { O2InputError } from "../client/errors.ts";
import { show } from "../client/ids.ts";
import { toNumber, toNumbers } from "../client/numbers.ts";
import type { CommitPace, FrameWindow } from "./commits.ts";
import type { O2FeedOptions } from "./settings.ts";

/** The feed's own options, complete. */
export interface FeedSettings {
  readonly linger: number;
  readonly lostAfter: number;
  readonly maxTrades: number;
  readonly maxClosedOrders: number;
  readonly auditInterval: number | false;
  readonly now: () => number;
  readonly random: () => number;
}

/**
 * Completes the feed's own options.
 * @throws O2InputError for a number that cannot be used.
 */
export function toFeedSettings(options: O2FeedOptions): FeedSettings {
  const { now = Date.now, random = Math.random } = options;
  const numbers = toNumbers(["linger", "lostAfter", "maxTrades", "maxClosedOrders"], options);
  const isAudited = options.auditInterval !== false && options.auditInterval !== Infinity;
  return { ...numbers, auditInterval: isAudited && toNumber("auditInterval", options.auditInterval), now, random };
}

/**
 * When the store is written.
 * @throws O2InputError unless it is `"frame"`, 1 to 1,000 milliseconds, or a window.
 */
export function toPace(commits: CommitPace = "frame"): CommitPace {
  const isFit =
    typeof commits === "number" ? commits >= 1 && commits <= 1_000 : commits === "frame" || isFrameWindow(commits);
  if (isFit) return commits;
  throw new O2InputError(
    "commits",
    `${show(commits)} cannot be used. Expected "frame", a number from 1 to 1000 (ms), or a window.`,
    { value: commits },
  );
}

function isFrameWindow(given: FrameWindow | null): boolean {
  return typeof given?.requestAnimationFrame === "function";
}
