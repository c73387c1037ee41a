// The subscriptions that the server does not answer: sent, read (a PING behind them was answered), or refused meanwhile.
// Knows nothing of frames or counts: it is told what happens and says when to ask again.
import { type Slot, slotKey } from "./wire.ts";

/** What confirmations need. Times in milliseconds. */
export interface ConfirmationsOptions {
  /** The wait before a refused subscription is asked for again; doubles while it is refused. */
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly again: (slot: Slot) => void;
}

/** The unanswered subscriptions of one session. */
export class Confirmations {
  readonly #options: ConfirmationsOptions;
  readonly #sent = new Set<Slot>();
  readonly #read = new Set<Slot>();
  // What is about to be asked for again.
  readonly #due = new Set<string>();
  readonly #troubles = new Map<string, number>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(options: ConfirmationsOptions) {
    this.#options = options;
  }

  /** These were sent. */
  add(slots: readonly Slot[]): void {
    for (const slot of slots) this.#sent.add(slot);
  }

  /** The server has read these: gives those that it did not refuse. */
  confirm(slots: readonly Slot[]): Slot[] {
    const taken = slots.filter((slot) => this.#sent.delete(slot));
    for (const slot of taken) {
      // Nothing says that a server refuses before it answers a PING: its word is waited for a little longer.
      this.#read.add(slot);
      this.#after(this.#options.minDelay, () => {
        if (this.#read.delete(slot)) this.#troubles.delete(slotKey(slot));
      });
    }
    return taken;
  }

  /** The server refused something, in one market or without a word of any: gives all that it may have been, to be asked for again. */
  refuse(market: string | undefined): Slot[] {
    const refused = [...this.#sent, ...this.#read].filter(
      (slot) => market === undefined || ("market" in slot && slot.market === market),
    );
    for (const slot of refused) this.#again(slot, this.#options.minDelay);
    return refused;
  }

  /** Something that was said of these is lost: they are asked for again, at once if this is new. */
  doubt(slots: readonly Slot[]): void {
    for (const slot of slots) this.#again(slot, 0);
  }

  /** The link is gone, and with it what was sent. */
  lost(): void {
    this.#sent.clear();
    this.#read.clear();
    this.#due.clear();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #again(slot: Slot, first: number): void {
    const name = slotKey(slot);
    this.#sent.delete(slot);
    this.#read.delete(slot);
    if (this.#due.has(name)) return;
    this.#due.add(name);
    const { minDelay, maxDelay, again } = this.#options;
    const troubles = this.#troubles.get(name) ?? 0;
    this.#troubles.set(name, troubles + 1);
    this.#after(troubles === 0 ? first : Math.min(maxDelay, minDelay * 2 ** troubles), () => {
      this.#due.delete(name);
      again(slot);
    });
  }

  #after(delay: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delay);
    this.#timers.add(timer);
  }
}
