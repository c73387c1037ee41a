// Records the frames and answers between a client and an exchange, as a fixture for replayFeed. It stands between a feed
// and its WebSocket and fetch, and changes nothing.
import { plainResponse } from "./fetch.ts";
import type { FeedFixture, FixtureRead } from "./fixture.ts";

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
export interface FeedRecorder {
  /** Give it to the feed that is to be recorded. */
  readonly WebSocket: typeof globalThis.WebSocket;
  /** Give it to the feed that is to be recorded. */
  readonly fetch: typeof globalThis.fetch;
  /** The recording so far. */
  fixture(): FeedFixture;
  /** Records nothing more. Frames and answers still pass. */
  stop(): void;
}

/** A frame; `null` for a lost connection, `undefined` while its bytes are being read. */
interface Frame {
  readonly at: number;
  text: string | null | undefined;
}

/**
 * Records one feed from its first connection on. The recording grows until it is stopped.
 *
 * @example
 * ```tsx
 * const recorder = recordFeed();
 * const feed = createO2Feed({ network: "testnet", WebSocket: recorder.WebSocket, fetch: recorder.fetch });
 * // … later
 * const text = JSON.stringify(recorder.fixture());
 * ```
 */
export const recordFeed = (options: RecordFeedOptions = {}): FeedRecorder => {
  const { WebSocket = globalThis.WebSocket, now = Date.now } = options;
  // Looked up when it is needed: a page may have none.
  const fetch: typeof globalThis.fetch = options.fetch ?? ((...args) => globalThis.fetch(...args));
  const requests: [number, string][] = [];
  const frames: Frame[] = [];
  const reads: FixtureRead[] = [];
  let startedAt: number | undefined;
  let stoppedAt: number | undefined;
  let current: globalThis.WebSocket | undefined;

  const at = (): number => {
    startedAt ??= now();
    return now() - startedAt;
  };
  /** A link that a client has given up may say that it is closed long after the next one has opened. */
  const lost = (): void => {
    current = undefined;
    frames.push({ at: at(), text: null });
  };
  /** Only a Blob has to be waited for; its place among the frames is that of its coming. */
  const heard = (data: unknown): void => {
    const frame: Frame = { at: at(), text: undefined };
    frames.push(frame);
    if (typeof data === "string") frame.text = data;
    else if (typeof Blob === "function" && data instanceof Blob) {
      // One that cannot be read is no frame to the feed either.
      data.text().then(
        (text) => {
          frame.text = text;
        },
        () => undefined,
      );
    } else frame.text = new TextDecoder().decode(data as BufferSource);
  };

  class RecordedWebSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("open", () => {
        if (stoppedAt !== undefined) return;
        if (current) lost();
        current = this;
        at();
      });
      this.addEventListener("message", ({ data }: MessageEvent) => {
        if (this.#isRecorded) heard(data);
      });
      this.addEventListener("close", () => {
        if (this.#isRecorded) lost();
      });
    }

    get #isRecorded(): boolean {
      return stoppedAt === undefined && current === this;
    }

    override send(data: Parameters<globalThis.WebSocket["send"]>[0]): void {
      if (this.#isRecorded && typeof data === "string" && data !== "PING") requests.push([at(), data]);
      super.send(data);
    }
  }

  const recordRead = (input: RequestInfo | URL, status: number, text: string): void => {
    if (stoppedAt !== undefined) return;
    const { pathname, search } = new URL(typeof input === "object" && "url" in input ? input.url : String(input));
    // The part before it belongs to the API's address.
    const path = `${pathname.slice(Math.max(0, pathname.indexOf("/v1/")))}${search}`;
    reads.push({ at: at(), path, status, text });
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
    fixture: () => {
      const start = startedAt ?? now();
      const duration = (stoppedAt ?? now()) - start;
      return {
        version: 1,
        startedAt: start,
        duration,
        requests: [...requests],
        frames: frames.flatMap(({ at, text }) => (text === undefined || text === "PONG" ? [] : [[at, text]])),
        reads: [...reads],
      };
    },
    stop: () => {
      stoppedAt ??= now();
    },
  };
};
