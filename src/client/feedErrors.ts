// Errors of the wire and of what is held on it: a page meets them once its engine is loaded.
import { O2Error } from "./errors.ts";
import type { Venue } from "./protocol.ts";
import { marketAt } from "./venueKeys.ts";

/** More was asked for than the server allows on one connection (ten identities a channel). Only the asker that does not fit is refused. */
export class O2LimitError extends O2Error {
  override readonly name = "O2LimitError";
  /** The number that the server allows. */
  readonly limit: number;

  constructor(limit: number, message: string) {
    super(message);
    this.limit = limit;
  }
}

/** A reader fell so far behind its stream that updates had to be dropped. The iterator has ended; start a new one. */
export class O2OverflowError extends O2Error {
  override readonly name = "O2OverflowError";
  /** The number of updates that were waiting when the reader was given up. */
  readonly limit: number;

  constructor(limit: number) {
    super(
      `The reader fell behind: more than ${limit} updates were waiting, so the stream was ended. ` +
        "Read faster, raise maxBufferedUpdates, or start a new stream, which begins with a snapshot.",
    );
    this.limit = limit;
  }
}

/**
 * A frame from the server was dropped whole, because it was malformed or of a kind that is not known. All that a malformed one
 * may have changed is stale until it was asked for again.
 */
export class O2FrameError extends O2Error {
  override readonly name = "O2FrameError";
  /** The first 200 characters of the frame, for a bug report. */
  readonly frame: string;

  constructor(reason: string, frame: string, isLoss = true) {
    super(`A frame was dropped whole: ${reason}.${isLoss ? " What it may have changed is asked for again." : ""}`);
    this.frame = frame.slice(0, 200);
  }
}

/** The server answered a request with an error frame. */
export class O2ServerError extends O2Error {
  override readonly name = "O2ServerError";
  /** The server's code, e.g. 6000 (already subscribed), 6001 (too many subscriptions), 6002 (subscription error). */
  readonly code: number | undefined;
  /** The market the error speaks of, when it names one. */
  readonly marketId: string | undefined;
  /** The venue that the error is marked as of; `undefined` where it may be of either. */
  readonly venue: Venue | undefined;

  constructor(message: string, code?: number, marketId?: string, venue?: Venue) {
    super(message);
    this.code = code;
    this.marketId = marketId;
    this.venue = venue;
  }
}

/** A market's book is known to be wrong. It is still shown, as stale, until the snapshot that has been asked for comes. */
export class O2BookError extends O2Error {
  override readonly name = "O2BookError";
  /** The market whose book it is. */
  readonly marketId: string;
  readonly venue: Venue;

  /** @param key the market's name on its venue. */
  constructor(key: string, reason: string, cause?: O2Error) {
    const { market, venue = "spot" } = marketAt(key);
    const where = venue === "spot" ? "" : ` on ${venue}`;
    super(`The book of market ${market}${where} is in doubt: ${reason}.`, cause && { cause });
    this.marketId = market;
    this.venue = venue;
  }
}

/** Something that was waited for did not come about in the time that it was given. */
export class O2TimeoutError extends O2Error {
  override readonly name = "O2TimeoutError";
  readonly code = "timeout";
  /** The time that it was given, in milliseconds. */
  readonly timeout: number;

  constructor(what: string, timeout: number) {
    super(
      `${what} did not hold within ${timeout} ms. Expected it to; give it more time, or look whether it is followed.`,
    );
    this.timeout = timeout;
  }
}
