// Turns of a browser's event loop that nothing holds back: of a page and of a worker.
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/** Runs a function after what is due already, as `setImmediate` does in Node. */
function afterwards(run: () => void): void {
  waiting.push(run);
  port2.postMessage(undefined);
}

/** Waits until what is due already has run. */
export const turn = (): Promise<void> => new Promise(afterwards);

/**
 * Makes fake time whose steps take no time. Between two timers it lets the page work: by `setImmediate` where there is one, and
 * otherwise by `setTimeout`, which a browser holds back for 4 ms. Here it finds one, and nobody else does.
 */
export function withQuickSteps<T>(make: () => T): T {
  Object.defineProperty(globalThis, "setImmediate", { configurable: true, value: afterwards });
  try {
    return make();
  } finally {
    Reflect.deleteProperty(globalThis, "setImmediate");
  }
}
