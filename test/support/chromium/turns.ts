// Unthrottled turns of a browser's event loop, for a page and for a worker.
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/** Runs a function after all tasks that are due already, as `setImmediate` does in Node. */
function afterwards(run: () => void): void {
  waiting.push(run);
  port2.postMessage(undefined);
}

/** Waits until all tasks that are due already have run. */
export const turn = (): Promise<void> => new Promise(afterwards);

/**
 * Makes fake time whose steps take no real time. Between two timers it lets the page work, by `setImmediate` if there
 * is one and otherwise by `setTimeout`, which a browser delays by 4 ms. A `setImmediate` exists only while it is made.
 */
export function withQuickSteps<T>(make: () => T): T {
  Object.defineProperty(globalThis, "setImmediate", { configurable: true, value: afterwards });
  try {
    return make();
  } finally {
    Reflect.deleteProperty(globalThis, "setImmediate");
  }
}
