// The messages of a page to its engine, in the order in which it says them. Knows nothing of what they ask for.
import type { Port, Small, ToEngine } from "./messages.ts";

/** The page's messages of one port. */
export class Outbox {
  readonly #options: { readonly port: Port };
  /** Said at the end of this task. */
  #soon: Small[] = [];
  #isOver = false;

  constructor(options: { readonly port: Port }) {
    this.#options = options;
  }

  /** Posts it now, behind all that was to be said soon. @throws DataCloneError where it has what cannot be cloned. */
  post(message: ToEngine): void {
    if (this.#isOver) return;
    this.#postSaid();
    this.#options.port.postMessage(message);
  }

  /** Posts it at the end of this task, together with the others: hooks that mount together are one task of the engine too. */
  postSoon(message: Small): void {
    if (this.#soon.push(message) === 1) queueMicrotask(() => this.#postSaid());
  }

  /** Posts a last message. */
  end(message: ToEngine): void {
    this.post(message);
    this.#isOver = true;
  }

  #postSaid(): void {
    const messages = this.#soon;
    this.#soon = [];
    if (messages.length > 0) this.post({ type: "several", messages });
  }
}
