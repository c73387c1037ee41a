// Records the frames and answers between a client and an exchange, as a fixture for replayFeed: it stands between a feed and its
// WebSocket and fetch, or taps a feed wherever its engine is. It changes nothing.
import type { FeedHandle } from "../port/FeedHandle.ts";
import { FixtureWriter } from "./FixtureWriter.ts";
import { plainResponse } from "./fetch.ts";
import type { FeedFixture } from "./fixture.ts";
import { recordTap } from "./recordTap.ts";

/** Options of a recording. */
export interface RecordFeedOptions {
  /** The class to record. Default the global one. */
  readonly WebSocket?: typeof globalThis.WebSocket | undefined;
  /** The reads to record. Default the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** A recording under way. */
export interface FeedRecording {
  /**
   * The recording so far. @throws RecordingError where an engine in another thread could not tell all that happened, for the page was
   * too slow or was not shown.
   */
  fixture(): FeedFixture;
  /** Records nothing more. Frames and answers still pass. */
  stop(): void;
}

/** A recording of the feed that is given its `WebSocket` and `fetch`. */
export interface FeedRecorder extends FeedRecording {
  /** Give it to the feed that is to be recorded. */
  readonly WebSocket: typeof globalThis.WebSocket;
  /** Give it to the feed that is to be recorded. */
  readonly fetch: typeof globalThis.fetch;
}

/**
 * Records one feed from its first connection on. The recording grows until it is stopped.
 *
 * A feed that is there already, as `useO2Feed()` gives it, is recorded from its next connection on, also where its engine is in a
 * worker; one that is connected connects anew when its `reconnect()` is called. From a worker it is told once a frame of the page: the
 * recording ends where the last of it was told.
 *
 * @example
 * ```tsx
 * const recorder = recordFeed();
 * const feed = createO2Feed({ network: "testnet", WebSocket: recorder.WebSocket, fetch: recorder.fetch });
 * // … later
 * const text = JSON.stringify(recorder.fixture());
 * ```
 */
export function recordFeed(feed: Pick<FeedHandle, "attach">): FeedRecording;
export function recordFeed(options?: RecordFeedOptions): FeedRecorder;
export function recordFeed(given: Pick<FeedHandle, "attach"> | RecordFeedOptions = {}): FeedRecording {
  return "attach" in given ? recordTap(given) : recordWire(given);
}

const recordWire = (options: RecordFeedOptions): FeedRecorder => {
  const { WebSocket = globalThis.WebSocket, now = Date.now } = options;
  // Looked up when it is needed: a page may have none.
  const fetch: typeof globalThis.fetch = options.fetch ?? ((...args) => globalThis.fetch(...args));
  const writer = new FixtureWriter();
  let stoppedAt: number | undefined;
  let current: globalThis.WebSocket | undefined;

  class RecordedWebSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("open", () => {
        if (stoppedAt !== undefined) return;
        // A link that a client has given up may say that it is closed long after the next one has opened.
        current = this;
        writer.opened(now());
      });
      this.addEventListener("message", ({ data }: MessageEvent) => {
        if (this.#isRecorded) writer.heard(now(), data);
      });
      this.addEventListener("close", () => {
        if (!this.#isRecorded) return;
        current = undefined;
        writer.lost(now());
      });
    }

    get #isRecorded(): boolean {
      return stoppedAt === undefined && current === this;
    }

    override send(data: Parameters<globalThis.WebSocket["send"]>[0]): void {
      if (this.#isRecorded) writer.sent(now(), data);
      super.send(data);
    }
  }

  const recordRead = (input: RequestInfo | URL, status: number, text: string): void => {
    if (stoppedAt !== undefined) return;
    const { pathname, search } = new URL(typeof input === "object" && "url" in input ? input.url : String(input));
    writer.answered(now(), { path: pathname + search, status, text });
  };

  const recordedFetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const response = await fetch(input, init);
    const { status } = response;
    // Not every stand-in for a Response can be cloned: then its text is read here, for the feed and for the fixture.
    if (typeof response.clone !== "function") {
      const text = await response.text();
      recordRead(input, status, text);
      return plainResponse(text, response);
    }
    // The body is read once for the feed and once for the fixture. An aborted read has no answer and is left out.
    response
      .clone()
      .text()
      .then((text) => recordRead(input, status, text))
      .catch(() => undefined);
    return response;
  };

  return {
    WebSocket: RecordedWebSocket,
    fetch: recordedFetch,
    fixture: () => writer.fixture(stoppedAt ?? now()),
    stop: () => {
      stoppedAt ??= now();
    },
  };
};
