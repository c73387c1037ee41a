// Writes what a client and an exchange say to each other into a fixture, from the first connection on. Knows nothing of where it comes
// from.
import type { FeedFixture, FixtureRead } from "./fixture.ts";

/** A frame; `null` for a lost connection, `undefined` while its bytes are being read. */
interface Frame {
  readonly at: number;
  text: string | null | undefined;
}

/** The fixture of one feed. Times in milliseconds since 1970. */
export class FixtureWriter {
  readonly #requests: [number, string][] = [];
  readonly #frames: Frame[] = [];
  readonly #reads: FixtureRead[] = [];
  #startedAt: number | undefined;
  #isOpen = false;

  opened(time: number): void {
    this.lost(time);
    this.#isOpen = true;
    this.#since(time);
  }

  lost(time: number): void {
    if (this.#isOpen) this.#frames.push({ at: this.#since(time), text: null });
    this.#isOpen = false;
  }

  sent(time: number, data: unknown): void {
    if (this.#isOpen && typeof data === "string" && data !== "PING") this.#requests.push([this.#since(time), data]);
  }

  /** Only a Blob has to be waited for; its place among the frames is that of its coming. */
  heard(time: number, data: unknown): void {
    if (!this.#isOpen) return;
    const frame: Frame = { at: this.#since(time), text: undefined };
    this.#frames.push(frame);
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
  }

  /** @param path path and query. The part before `/v1/` belongs to the API's address. */
  answered(time: number, { path, status, text }: Omit<FixtureRead, "at">): void {
    const from = Math.max(0, path.split("?", 1)[0]?.indexOf("/v1/") ?? 0);
    this.#reads.push({ at: this.#since(time), path: path.slice(from), status, text });
  }

  /** The fixture so far. */
  fixture(endedAt: number): FeedFixture {
    const startedAt = this.#startedAt ?? endedAt;
    return {
      version: 1,
      startedAt,
      duration: Math.max(0, endedAt - startedAt),
      requests: [...this.#requests],
      frames: this.#frames.flatMap(({ at, text }) => (text === undefined || text === "PONG" ? [] : [[at, text]])),
      reads: [...this.#reads],
    };
  }

  #since(time: number): number {
    this.#startedAt ??= time;
    return time - this.#startedAt;
  }
}
