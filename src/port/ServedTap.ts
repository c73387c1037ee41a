// A tap of an engine for a page of another thread: keeps what happens until the page is sent its next view, within a bound. Knows
// nothing of messages.
import type { O2Feed } from "../store/feed.ts";
import { baselineOf, beginOf, factsOf, tapEngine } from "./tapEngine.ts";
import type { TapBatch, TapEvent } from "./taps.ts";

/** The most that waits for a page which shows nothing. What exceeds it is lost as a whole: a part would prove nothing. */
const MOST = { events: 20_000, characters: 8_000_000 } as const;

/** The longest wait for a view that has something else to say, in milliseconds. */
const PERIOD = 250;

/** One tap. */
export class ServedTap {
  readonly #feed: O2Feed;
  readonly #end: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #events: TapEvent[] = [];
  /** The number of these that the last commit has. */
  #shown = 0;
  #characters = 0;
  #lost = 0;
  /** Whether nothing was heard since the last commit. */
  #isCommitted = false;
  #isBaselineWanted = false;
  #isDue = true;

  /** @param onDue something is to be sent, and no view that has something else to say came for a while. */
  constructor(feed: O2Feed, onDue: () => void) {
    this.#feed = feed;
    this.#end = tapEngine(feed, (event) => this.#add(event));
    this.#timer = setInterval(() => {
      this.#isDue = true;
      onDue();
    }, PERIOD);
    onDue();
  }

  /** Whether it is to be sent even where nothing else is. */
  get isDue(): boolean {
    return this.#isDue;
  }

  wantBaseline(): void {
    this.#isBaselineWanted = true;
  }

  /** The store was written with all that was heard so far. */
  committed(): void {
    this.#shown = this.#events.length;
    this.#isCommitted = true;
  }

  /** Takes what waits, to go along with a view of the state as it is now. */
  take(): TapBatch {
    const facts = factsOf(this.#feed);
    // It begins anew.
    if (this.#lost > 0) this.#events = [beginOf(this.#feed, this.#lost)];
    const shown = this.#lost > 0 ? 0 : this.#shown;
    const baseline = this.#isBaselineWanted && this.#isCommitted ? baselineOf(this.#feed) : undefined;
    if (baseline) {
      this.#events.push(baseline);
      this.#isBaselineWanted = false;
    }
    const events = this.#events;
    this.#events = [];
    this.#shown = 0;
    this.#characters = 0;
    this.#lost = 0;
    this.#isDue = false;
    return { events, shown, facts, at: Date.now() };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#end();
    this.#events = [];
  }

  #add(event: TapEvent): void {
    if (event.type === "frame") this.#isCommitted = false;
    if (this.#lost > 0) {
      this.#lost += 1;
      return;
    }
    this.#events.push(event);
    this.#characters += sizeOf(event);
    if (this.#events.length <= MOST.events && this.#characters <= MOST.characters) return;
    this.#lost = this.#events.length;
    this.#events = [];
    this.#shown = 0;
  }
}

/** About the room that it takes. */
function sizeOf(event: TapEvent): number {
  if (event.type === "answer") return event.text.length;
  if (event.type !== "frame") return 0;
  const { data } = event;
  if (typeof data === "string") return data.length;
  return data instanceof Blob ? data.size : (data as ArrayBufferView | ArrayBuffer).byteLength;
}
