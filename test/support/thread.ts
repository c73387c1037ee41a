// An engine in another thread, as far as a page can tell: messages between the two are cloned, and come in their order, later.
import type { O2FeedOptions } from "o2-react";
import { serveEngine } from "o2-react/feed";
import { inject } from "vitest";
import type { WorkerLike } from "../../src/port/openWorker.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the engine of a suite's pages is, when it is not in the page: in a simulated thread, or in a real worker. */
    readonly engine?: "thread" | "worker";
  }
}

/** Whether the engine is in another thread: what is asked of it shows with the next view, and its feed cannot be had here. */
export const isElsewhere: boolean = inject("engine") !== undefined;

type Heard = (event: { readonly data: unknown }) => void;

/** One end of a channel. Its messages come with the next microtask: fake time has nothing to wait for. */
export class ThreadEnd {
  readonly #listeners = new Set<Heard>();
  #other: ThreadEnd | undefined;
  #waiting: unknown[] | undefined;
  #isHanging = false;
  isClosed = false;
  /** The number of messages that came here. */
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

  /** A real one takes its thread along; here what was said last ends what it held. */
  terminate(): void {
    this.isClosed = true;
  }

  /** Nothing that is sent here is read, until {@link thaw}. */
  freeze(): void {
    this.#waiting = [];
  }

  thaw(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const data of waiting) this.#hear(data);
  }

  /** The other thread says nothing any more. */
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

/** Makes an engine in another thread, with those options that no message carries. */
export function threadOf({ WebSocket, fetch, now, random }: O2FeedOptions): () => ThreadEnd {
  return () => {
    const [page, engine] = [new ThreadEnd(), new ThreadEnd()];
    page.join(engine);
    const given = Object.entries({ WebSocket, fetch, now, random }).filter(([, value]) => value !== undefined);
    serveEngine(engine, Object.fromEntries(given));
    return page;
  };
}

/** Where the engines of a suite's pages come from: from here, or from a real worker. */
export interface Threads {
  of(options: O2FeedOptions): () => WorkerLike;
  /** The pages of a test are gone: nothing is left of theirs. */
  end(): Promise<void>;
}

/** A suite's setup may put others here. */
export const threads: Threads = { of: threadOf, end: async () => undefined };
