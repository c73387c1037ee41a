// A session over sockets that the test opens, closes and sends frames through.
import { onTestFinished, vi } from "vitest";
import type { O2Error } from "../../src/client/errors.ts";
import { frameReaders } from "../../src/client/frameReaders.ts";
import type { O2WebSocketOptions } from "../../src/client/options.ts";
import { thisPage } from "../../src/client/page.ts";
import { Session } from "../../src/client/session.ts";

/** A socket that the test controls. */
export class Socket extends EventTarget {
  static readonly CLOSING = 2;
  readyState = 0;
  readonly sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
  }
  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  fall(code?: number, reason?: string): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason }));
  }
  say(frame: unknown): void {
    const data = typeof frame === "string" ? frame : JSON.stringify(frame);
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
}

/** A session with its sockets, and functions that control them. */
export interface Met {
  readonly session: Session;
  readonly sockets: readonly Socket[];
  readonly errors: readonly O2Error[];
  /** Lets fake time pass. */
  pass(milliseconds: number): Promise<void>;
  /** The newest socket. */
  socket(): Socket;
}

/** A session under fake time that is not opened yet. It is closed when the test is over. */
export function meet(options: O2WebSocketOptions = {}): Met {
  vi.useFakeTimers();
  const sockets: Socket[] = [];
  const errors: O2Error[] = [];
  class Kept extends Socket {
    constructor() {
      super();
      sockets.push(this);
    }
  }
  const session = new Session(
    { wsUrl: "ws://o2.made/" },
    {
      WebSocket: Kept,
      random: () => 0,
      onError: (error) => errors.push(error),
      ...options,
    },
    thisPage,
    frameReaders(),
  );
  onTestFinished(() => {
    session.close();
    vi.useRealTimers();
  });
  const pass = async (milliseconds: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  };
  return { session, sockets, errors, pass, socket: () => sockets.at(-1) as Socket };
}

/** A session whose first socket has opened. */
export async function connected(options?: O2WebSocketOptions): Promise<Met> {
  const met = meet(options);
  met.session.open();
  await met.pass(10);
  met.socket().open();
  return met;
}
