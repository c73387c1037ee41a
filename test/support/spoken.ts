// A server whose every frame the test sends itself, and a feed of it, under fake time. Both end when the test is over.
import type { O2Feed, O2FeedOptions } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { onTestFinished, vi } from "vitest";

export interface Spoken {
  readonly feed: O2Feed;
  /** Sends a frame to the feed. A string is sent as it is. */
  say(frame: unknown): void;
  /** Lets fake time pass. */
  pass(milliseconds: number): Promise<void>;
}

/** Starts fake time and a feed without REST that is connected only to the test. */
export async function speak(options: O2FeedOptions = {}): Promise<Spoken> {
  vi.useFakeTimers();
  const sockets: EventTarget[] = [];
  class Socket extends EventTarget {
    static readonly CLOSING = 2;
    readyState = 0;
    readonly sent: string[] = [];
    constructor() {
      super();
      sockets.push(this);
      setTimeout(() => {
        this.readyState = 1;
        this.dispatchEvent(new Event("open"));
      }, 1);
    }
    send(text: string): void {
      this.sent.push(text);
    }
    close(): void {
      this.readyState = 3;
    }
  }
  const feed = createO2Feed({ config: { wsUrl: "ws://o2.spoken/" }, WebSocket: Socket, ...options });
  onTestFinished(() => {
    feed.close();
    vi.useRealTimers();
  });
  const pass = async (milliseconds: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  };
  feed.connect();
  await pass(10);
  return {
    feed,
    pass,
    say(frame) {
      const data = typeof frame === "string" ? frame : JSON.stringify(frame);
      sockets.at(-1)?.dispatchEvent(Object.assign(new Event("message"), { data }));
    },
  };
}
