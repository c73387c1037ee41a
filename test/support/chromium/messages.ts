// Messages between a page and the worker of lockstep.ts, in addition to the engine's own. Types and a counter.

/** From the page to the worker. */
export type ToWorker =
  /**
   * Makes an engine for the page at the other end of `port`. The page's connections to the exchange are at the other
   * end of `wire`.
   */
  | {
      readonly type: "serve";
      readonly now: number;
      readonly has: readonly ("WebSocket" | "fetch")[];
      /** The number that its `random` returns each time, if it has one. */
      readonly chance: number | undefined;
      readonly port: MessagePort;
      readonly wire: MessagePort;
    }
  /** Sets the time to `now`, and then lets time pass. {@link Passed} answers. */
  | { readonly type: "pass"; readonly now: number; readonly milliseconds: number };

/** Time has passed in the worker. */
export interface Passed {
  readonly type: "passed";
  /** The numbers of messages sent and received, over all ports of all engines. */
  readonly sent: number;
  readonly heard: number;
  /** The number of running timers, and the time until the next one. */
  readonly timers: number;
  readonly next: number;
}

/** An uncaught error in the worker. */
export interface Failed {
  readonly type: "failed";
  readonly why: string;
}

/** A request of an engine to the page's exchange. */
export type ToExchange =
  | { readonly type: "dial"; readonly id: number; readonly url: string }
  | { readonly type: "send"; readonly id: number; readonly text: string }
  | { readonly type: "hang up"; readonly id: number; readonly code: number | undefined }
  | { readonly type: "read"; readonly id: number; readonly url: string; readonly init: RequestInit }
  | { readonly type: "give up"; readonly id: number };

/** Messages of the exchange for it, in lists: each list came in one task. */
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

/** The counts of a thread so far. */
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
