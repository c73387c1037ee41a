// Simulates an engine in another thread: messages between the two are cloned, and arrive later and in order.
import type { O2FeedOptions } from "o2-react";
import { serveEngine } from "o2-react/feed";
import { inject } from "vitest";
import type { WorkerLike } from "../../src/port/openWorker.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The place of the engine for a suite's pages, if it is not the page: a simulated thread, or a real worker. */
    readonly engine?: "thread" | "worker";
  }
}

/**
 * True if the engine is in another thread. A request then takes effect with the next view, and its feed cannot be had
 * here.
 */
export const isElsewhere: boolean = inject("engine") !== undefined;

type Heard = (event: { readonly data: unknown }) => void;

/** One end of a channel. Its messages arrive in the next microtask, so that fake time has nothing to wait for. */
export class ThreadEnd {
  readonly #listeners = new Set<Heard>();
  #other: ThreadEnd | undefined;
  #waiting: unknown[] | undefined;
  #isHanging = false;
  isClosed = false;
  /** Number of messages received. */
  received = 0;

  join(other: ThreadEnd): void {
    this.#other = other;
    other.#other = this;
  }

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message);
    const other = this.#other;
    queueMicrotask(() => other?.receive(data));
  }

  addEventListener(type: string, listener: Heard): void {
    if (type === "message") this.#listeners.add(listener);
  }

  /** A real worker would end with its port. Here the last message releases everything it held. */
  terminate(): void {
    this.isClosed = true;
  }

  /** Delivers no message that is sent here, until {@link thaw}. */
  freeze(): void {
    this.#waiting = [];
  }

  thaw(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const data of waiting) this.#hear(data);
  }

  /** Silences the other thread. */
  hang(): void {
    this.#isHanging = true;
  }

  receive(data: unknown): void {
    if (this.isClosed || this.#isHanging) return;
    this.received += 1;
    if (this.#waiting) this.#waiting.push(data);
    else this.#hear(data);
  }

  #hear(data: unknown): void {
    for (const listener of this.#listeners) listener({ data });
  }
}

/** Makes an engine in another thread, with the options that no message can carry. */
export function threadOf({ WebSocket, fetch, now, random }: O2FeedOptions): () => ThreadEnd {
  return () => {
    const [page, engine] = [new ThreadEnd(), new ThreadEnd()];
    page.join(engine);
    const given = Object.entries({ WebSocket, fetch, now, random }).filter(([, value]) => value !== undefined);
    serveEngine(engine, Object.fromEntries(given));
    return page;
  };
}

/** The source of the engines for a suite's pages: this module, or a real worker. */
export interface Threads {
  of(options: O2FeedOptions): () => WorkerLike;
  /** Called when the pages of a test are gone, to end everything of theirs. */
  end(): Promise<void>;
}

/** A suite's setup may replace it. */
export const threads: Threads = { of: threadOf, end: async () => undefined };
