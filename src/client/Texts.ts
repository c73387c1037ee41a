// Frames as text, in the order in which they came: some runtimes give binary ones, and a Blob is read only later.
// Knows nothing of what a frame means.

/** Passes each frame on as text; what is neither text nor bytes is passed on as it is. */
export class Texts {
  readonly #pass: (data: unknown) => void;
  /** The frames that wait for the Blob ahead of them; `undefined` while none does. */
  #waiting: (() => Promise<void> | void)[] | undefined;

  constructor(pass: (data: unknown) => void) {
    this.#pass = pass;
  }

  /** Whether a frame waits to be text. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** Takes a frame. It is passed on at once unless it, or one before it, is a Blob. */
  push(data: unknown): void {
    if (isBlob(data))
      this.#wait(async (isCurrent) => {
        const bytes = await data.arrayBuffer().catch(() => undefined);
        if (isCurrent()) this.#pass(toText(bytes));
      });
    else this.whenRead(() => this.#pass(toText(data)));
  }

  /** Calls back when all that came so far was passed on: at once, as a rule. */
  whenRead(then: () => void): void {
    if (this.#waiting === undefined) then();
    else this.#wait(then);
  }

  /** Forgets what waits: it came over a link that is gone. */
  clear(): void {
    this.#waiting = undefined;
  }

  #wait(step: (isCurrent: () => boolean) => Promise<void> | void): void {
    const waiting = this.#waiting ?? [];
    waiting.push(() => step(() => this.#waiting === waiting));
    if (this.#waiting) return;
    this.#waiting = waiting;
    void this.#run(waiting);
  }

  async #run(waiting: readonly (() => Promise<void> | void)[]): Promise<void> {
    let next = 0;
    for (let step = waiting[0]; step && this.#waiting === waiting; step = waiting[++next]) await step();
    if (this.#waiting === waiting) this.#waiting = undefined;
  }
}

function isBlob(data: unknown): data is Blob {
  return typeof Blob === "function" && data instanceof Blob;
}

/** Bytes as the text they are in UTF-8. */
function toText(data: unknown): unknown {
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? new TextDecoder().decode(data) : data;
}
