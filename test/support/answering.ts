// A server as a WebSocket class: it answers each frame after a delay, in order, as the test says. Under fake time.
import type { O2FeedOptions } from "o2-react";

/** One such server. */
export interface Answering {
  /** The class to give to a feed. */
  readonly WebSocket: NonNullable<O2FeedOptions["WebSocket"]>;
  /** Number of connections made. */
  readonly attempts: number;
  /** Every frame received, over all connections. */
  readonly heard: readonly string[];
  /** Sends a frame over the newest connection, after those under way. */
  say(text: string): void;
  /** Lets nothing pass in either direction from now on, and tells nobody. */
  stall(): void;
}

/**
 * Makes one. `answer` gives the frames for each received frame, in addition to PONG; it also gets the number of frames
 * before.
 * @param delay milliseconds from a frame to its answer.
 */
export function answering(
  answer: (text: string) => readonly string[] = () => [],
  delay: () => number = () => 20,
): Answering {
  const heard: string[] = [];
  const sockets: Socket[] = [];
  let isStalled = false;
  class Socket extends EventTarget {
    static readonly CLOSING = 2;
    readyState = 0;
    #freeAt = 0;
    constructor() {
      super();
      sockets.push(this);
      setTimeout(() => {
        this.readyState = 1;
        this.dispatchEvent(new Event("open"));
      }, delay());
    }
    send(text: string): void {
      heard.push(text);
      for (const said of text === "PING" ? ["PONG"] : answer(text)) this.say(said);
    }
    say(data: string): void {
      // Keeps the order: no frame overtakes an earlier one.
      this.#freeAt = Math.max(this.#freeAt, Date.now() + delay());
      setTimeout(() => {
        if (!isStalled && this.readyState === 1) this.dispatchEvent(Object.assign(new Event("message"), { data }));
      }, this.#freeAt - Date.now());
    }
    close(): void {
      this.readyState = 3;
    }
  }
  return {
    WebSocket: Socket,
    get attempts() {
      return sockets.length;
    },
    heard,
    say: (text) => sockets.at(-1)?.say(text),
    stall: () => {
      isStalled = true;
    },
  };
}
