// Keeps in words what went wrong: what the engine told, and frames that were refused. Knows nothing of the store, nor of when
// frames come.
import { decode } from "../client/codec.ts";
import { readRecords } from "../client/records.ts";
import type { TapEvent } from "../port/taps.ts";
import type { Notice } from "./look.ts";
import type { LoggedFrame } from "./Reel.ts";

const KEPT = 200;
const EXCERPT = 400;

/** The newest notices, the oldest first. */
export class Notices {
  readonly #notices: Notice[] = [];
  #count = 0;
  /** The number of malformed frames, as the session had it at the last {@link seek}. */
  #refused = 0;
  #isSuspect = false;

  /** The notices that are kept; a new list each time. */
  get all(): readonly Notice[] {
    return [...this.#notices];
  }

  /** An engine is watched from here on. @param refused the number of its malformed frames so far, of which nothing is told. */
  begin(refused: number): void {
    this.#refused = refused;
  }

  /** Takes what an engine told. */
  hear({ at, kind, text, market }: Extract<TapEvent, { readonly type: "trouble" }>): void {
    this.#add({ at, kind, text, ...(market !== undefined && { market }) });
  }

  /** A frame came that may be an error: the next {@link seek} reads the newest frames again. */
  suspect(): void {
    this.#isSuspect = true;
  }

  /**
   * Looks for frames that were refused. The session only counts them: where the count has grown, or a frame is suspect, the newest
   * frames are read again.
   */
  seek(refused: number, newest: () => readonly LoggedFrame[]): void {
    if (refused > this.#refused || this.#isSuspect) for (const frame of newest()) this.#judge(frame);
    this.#isSuspect = false;
    this.#refused = refused;
  }

  #judge({ at, text, isSent }: LoggedFrame): void {
    if (isSent || text === undefined) return;
    const frame = decode(text, readRecords);
    const excerpt = text.slice(0, EXCERPT);
    if (frame.kind === "malformed")
      this.#add({ at, kind: "malformed frame", text: frame.reason, market: frame.market, excerpt });
    else if (frame.kind === "error")
      this.#add({ at, kind: "server error", text: frame.error.message, market: frame.error.marketId, excerpt });
  }

  #add(notice: Omit<Notice, "number">): void {
    this.#notices.push({ ...notice, number: this.#count });
    this.#count += 1;
    if (this.#notices.length > KEPT) this.#notices.shift();
  }
}
