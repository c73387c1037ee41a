// Counts what a page holds (pending timers, open sockets, reads under way) and what arrived, the same in Node and in a
// browser. Import it before anything it counts. It knows nothing of whose the timers are.

// The number of a frame may be that of a timer as well.
const timers = new Set<unknown>();
const frames = new Set<unknown>();

/** A timer is pending from the call that makes it until it fires or is cleared. */
function count(pending: Set<unknown>, make: string, end: string): void {
  const { [make]: begin, [end]: cancel } = globalThis as unknown as Record<string, (...args: unknown[]) => unknown>;
  if (!begin || !cancel) return;
  Object.assign(globalThis, {
    [make]: (run: (...args: unknown[]) => void, ...rest: unknown[]): unknown => {
      const key = begin(
        (...args: unknown[]) => {
          pending.delete(key);
          run(...args);
        },
        ...rest,
      );
      pending.add(key);
      return key;
    },
    [end]: (key: unknown): void => {
      pending.delete(key);
      cancel(key);
    },
  });
}

count(timers, "setTimeout", "clearTimeout");
count(frames, "requestAnimationFrame", "cancelAnimationFrame");
const { setInterval: begin, clearInterval: end } = globalThis;
Object.assign(globalThis, {
  setInterval: (...args: Parameters<typeof begin>): unknown => {
    const key: unknown = begin(...args);
    timers.add(key);
    return key;
  },
  clearInterval: (key: Parameters<typeof end>[0]): void => {
    timers.delete(key);
    end(key);
  },
});

const open = new Set<WebSocket>();
const sums = { updates: 0, opened: 0, reads: 0, reading: 0 };

/** The runtime's own `WebSocket`, counted. */
export class CountedSocket extends WebSocket {
  constructor(url: string) {
    super(url);
    sums.opened += 1;
    open.add(this);
    this.addEventListener("close", () => open.delete(this));
    this.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (data !== "PONG") sums.updates += 1;
    });
  }
}

/** The runtime's own `fetch`, counted. */
export const countedFetch: typeof fetch = async (...args) => {
  sums.reads += 1;
  sums.reading += 1;
  try {
    return await fetch(...args);
  } finally {
    sums.reading -= 1;
  }
};

/** Everything held now. */
export function heldNow(): { readonly timers: number; readonly sockets: number; readonly reads: number } {
  return { timers: timers.size + frames.size, sockets: open.size, reads: sums.reading };
}

/** Counts so far: frames from the server without PONGs, opened connections, reads over REST. */
export function soFar(): { readonly updates: number; readonly opened: number; readonly reads: number } {
  const { updates, opened, reads } = sums;
  return { updates, opened, reads };
}
