// The whole library between two ends that the benchmark controls: it puts frames into the socket and runs the screen's
// frames by hand, so that nothing else happens.
import type { FeedTopic, O2Feed, O2FeedOptions } from "o2-react";
import { O2WebSocket } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import type { MarketFrames } from "./frames.ts";

/** The callbacks of the next frame, by number. Several feeds ask for one, and each cancels only its own. */
const due = new Map<number, FrameRequestCallback>();
let frames = 0;
globalThis.requestAnimationFrame = (run) => {
  frames += 1;
  due.set(frames, run);
  return frames;
};
globalThis.cancelAnimationFrame = (frame) => void due.delete(frame);

// The 0 ms timers that a frame sets run after it. The key of each is its function.
const { setTimeout: startTimer, clearTimeout: endTimer } = globalThis;
const afterFrame = new Set<unknown>();
let isInFrame = false;
Object.assign(globalThis, {
  setTimeout(run: () => void, delay = 0): unknown {
    if (!isInFrame || delay > 0) return startTimer(run, delay);
    afterFrame.add(run);
    return run;
  },
  clearTimeout(key: never): void {
    if (!afterFrame.delete(key)) endTimer(key);
  },
});

/** Runs all due callbacks, as the browser does once every 16 ms. */
export function showFrame(): void {
  const now = [...due.values()];
  due.clear();
  isInFrame = true;
  for (const run of now) run(performance.now());
  for (const run of afterFrame) {
    afterFrame.delete(run);
    (run as () => void)();
  }
  isInFrame = false;
}

type Listener = (event: { readonly data: string }) => void;

/** The socket of the last client made. */
let socket: { readonly listeners: Map<string, Listener> } | undefined;

class BenchSocket {
  static readonly CLOSING = 2;
  readonly listeners = new Map<string, Listener>();
  readyState = 1;
  constructor() {
    socket = this;
    queueMicrotask(() => this.listeners.get("open")?.({ data: "" }));
  }
  send(text: string): void {
    if (text === "PING") this.listeners.get("message")?.({ data: "PONG" });
  }
  close(): void {
    this.readyState = 3;
  }
  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, listener);
  }
  removeEventListener(type: string): void {
    this.listeners.delete(type);
  }
}

/** Delivers a frame of the server. */
export type Say = (text: string) => void;

function speaker(): Say {
  const listener = socket?.listeners.get("message");
  if (!listener) throw new Error("The client did not open its socket.");
  return (data) => listener({ data });
}

/** A connected feed with retained topics, as components retain them. It has REST for its repairs, which never answers. */
export async function feedOf(topics: readonly FeedTopic[], options: O2FeedOptions = {}): Promise<[O2Feed, Say]> {
  const feed = createO2Feed({
    config: { wsUrl: "ws://bench.invalid/", apiBase: "http://bench.invalid" },
    WebSocket: BenchSocket,
    fetch: () => new Promise(() => undefined),
    requestTimeout: 1e9,
    ...options,
  });
  feed.retain(topics);
  feed.connect();
  const guest = await new O2WebSocket(feed.session).connect();
  guest.disconnect();
  return [feed, speaker()];
}

/** A connected client. */
export async function clientOf(): Promise<[O2WebSocket, Say]> {
  const client = new O2WebSocket({ wsUrl: "ws://bench.invalid/" }, { WebSocket: BenchSocket });
  await client.connect();
  return [client, speaker()];
}

/** Delivers the updates of a market in order, again and again. */
export function player(say: Say, { updates }: MarketFrames): (count: number) => void {
  let next = 0;
  return (count) => {
    for (let said = 0; said < count; said += 1) {
      say(updates[next] ?? "");
      next = next + 1 === updates.length ? 0 : next + 1;
    }
  };
}
