// AbortSignals as far as all runtimes have them: Jest 29 and older Safaris lack throwIfAborted, and some lack the reason.
// Knows nothing of what is given up.

/** The members of a signal that are used here and by p-retry. */
export type Signal = Pick<
  AbortSignal,
  "aborted" | "reason" | "throwIfAborted" | "addEventListener" | "removeEventListener"
>;

/** Why a signal was aborted. */
export function reasonOf(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException("The operation was aborted.", "AbortError");
}

/** Throws the reason of a signal that was aborted. */
export function ifAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw reasonOf(signal);
}

/** A signal with all its members, whatever the runtime has. */
export function complete(signal: AbortSignal): Signal {
  return {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return reasonOf(signal);
    },
    throwIfAborted: () => ifAborted(signal),
    addEventListener: signal.addEventListener.bind(signal),
    removeEventListener: signal.removeEventListener.bind(signal),
  };
}

/** The promise, unless the signal, not aborted so far, is first: then its reason, at once. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(reasonOf(signal));
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Waits, in milliseconds, unless the signal is first: then it rejects with its reason and leaves no timer. */
export async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await orAborted(over, signal);
  } finally {
    clearTimeout(timer);
  }
}
