// A server in one class of sockets: it answers each frame after a delay, in order, as the test says. Under fake time.
import type { O2FeedOptions } from "o2-react";

/** What one server does. */
export interface Answering {
  /** The class to give to a feed. */
  readonly WebSocket: NonNullable<O2FeedOptions["WebSocket"]>;
  /** How many connections were made. */
  readonly attempts: number;
  /** Every frame heard, over all connections. */
  readonly heard: readonly string[];
  /** Says a frame over the newest connection, behind what is under way. */
  say(text: string): void;
  /** From now on nothing passes in either direction, and nobody is told. */
  stall(): void;
}

/**
 * Makes one. `answer` gives what the server says to a frame besides PONG, and is told how many frames came before it.
 * @param delay from a frame to its answer, in milliseconds.
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
      // In order: nothing overtakes what was said before it.
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
