// Messages between a page and the worker of lockstep.ts, beside those of the engine itself. Types and a counter.

/** From the page to the worker. */
export type ToWorker =
  /** An engine for the page at the other end of `port`. Its ways to the exchange, as far as the page has them, are at that of `wire`. */
  | {
      readonly type: "serve";
      readonly now: number;
      readonly has: readonly ("WebSocket" | "fetch")[];
      /** The number that its `random` gives each time, where it has one. */
      readonly chance: number | undefined;
      readonly port: MessagePort;
      readonly wire: MessagePort;
    }
  /** It is `now`, and then time passes. Answered by {@link Passed}. */
  | { readonly type: "pass"; readonly now: number; readonly milliseconds: number };

/** Time has passed in the worker. */
export interface Passed {
  readonly type: "passed";
  /** The numbers of messages sent and heard, over all ports of all engines. */
  readonly sent: number;
  readonly heard: number;
  /** The timers that run, and the time until the next one. */
  readonly timers: number;
  readonly next: number;
}

/** Something failed in the worker and nobody caught it. */
export interface Failed {
  readonly type: "failed";
  readonly why: string;
}

/** An engine asks this of the page's exchange. */
export type ToExchange =
  | { readonly type: "dial"; readonly id: number; readonly url: string }
  | { readonly type: "send"; readonly id: number; readonly text: string }
  | { readonly type: "hang up"; readonly id: number; readonly code: number | undefined }
  | { readonly type: "read"; readonly id: number; readonly url: string; readonly init: RequestInit }
  | { readonly type: "give up"; readonly id: number };

/** The exchange says this to it, in lists: of one task each. */
export type FromExchange =
  | { readonly type: "event"; readonly id: number; readonly kind: string; readonly fields: object }
  | {
      readonly type: "answer";
      readonly id: number;
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: ArrayBuffer;
    }
  | { readonly type: "no answer"; readonly id: number; readonly name: string; readonly message: string };

/** A port that counts what goes through it. */
export interface CountedPort {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/** The messages of a thread so far. */
export interface Count {
  sent: number;
  heard: number;
}

/** A port whose messages are counted. Its first listener starts it. */
export function counted(port: MessagePort, count: Count): CountedPort {
  return {
    postMessage(message) {
      count.sent += 1;
      port.postMessage(message);
    },
    addEventListener(type, listener) {
      if (type !== "message") return;
      port.addEventListener("message", ({ data }) => {
        count.heard += 1;
        listener({ data });
      });
      port.start();
    },
  };
}
