// An engine in another thread, as far as a page can tell: messages between the two are cloned, and come in their order, later.
import type { O2FeedOptions } from "o2-react";
import { serveEngine } from "o2-react/worker";

type Heard = (event: { readonly data: unknown }) => void;

/** One end of a channel. Its messages come with the next microtask: fake time has nothing to wait for. */
class End {
  readonly #listeners = new Set<Heard>();
  other: End | undefined;
  isClosed = false;

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message);
    const { other } = this;
    queueMicrotask(() => {
      if (!other || other.isClosed) return;
      for (const listener of other.#listeners) listener({ data });
    });
  }

  addEventListener(type: string, listener: Heard): void {
    if (type === "message") this.#listeners.add(listener);
  }

  /** A real one takes its thread along; here what was said last ends what it held. */
  terminate(): void {
    this.isClosed = true;
  }
}

/** Makes an engine in another thread, with those options that no message carries. */
export function threadOf({ WebSocket, fetch, now, random }: O2FeedOptions): () => End {
  return () => {
    const [page, engine] = [new End(), new End()];
    page.other = engine;
    engine.other = page;
    const given = Object.entries({ WebSocket, fetch, now, random }).filter(([, value]) => value !== undefined);
    serveEngine(engine, Object.fromEntries(given));
    return page;
  };
}
