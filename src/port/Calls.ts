// The reads that a page has asked an engine in another thread for. Knows nothing of what is read.
import { toError } from "./errorData.ts";
import type { Answer, ToEngine } from "./messages.ts";
import { apply } from "./patch.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** The reads of one page. */
export class Calls {
  readonly #post: (message: ToEngine) => void;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(post: (message: ToEngine) => void) {
    this.#post = post;
  }

  /** The number of those that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Asks for one. A signal among the options, which come last, stays here: it cannot be cloned. */
  call(method: string, given: readonly unknown[]): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    const { args, signal } = withoutSignal(given);
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const abort = (): void => {
        if (this.#waiting.delete(id)) this.#post({ type: "abort", id });
        reject(signal?.reason);
      };
      const end = (): void => signal?.removeEventListener("abort", abort);
      signal?.addEventListener("abort", abort);
      this.#waiting.set(id, {
        resolve: (value) => {
          end();
          resolve(value);
        },
        reject: (reason) => {
          end();
          reject(reason);
        },
      });
      this.#post({ type: "call", id, call: { method, args, isAbortable: signal !== undefined } });
    });
  }

  /** The end of one. One that was given up has nobody to tell. */
  answer({ id, value, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(toError(error));
    else waiting?.resolve(value && apply(undefined, value));
  }

  /** None of them will be answered. */
  fail(reason: unknown): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of all) reject(reason);
  }
}

function withoutSignal(args: readonly unknown[]): { args: readonly unknown[]; signal: AbortSignal | undefined } {
  const last = args.at(-1);
  if (typeof last !== "object" || last === null || !("signal" in last)) return { args, signal: undefined };
  const { signal, ...options } = last;
  return { args: [...args.slice(0, -1), options], signal: signal as AbortSignal | undefined };
}
