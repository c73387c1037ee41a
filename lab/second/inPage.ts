// A WebSocket class and a fetch whose other end is an exchange in this process, so that time may be fake. Knows the
// behaviour of sockets and of fetch, and nothing of what is said.
import type { WebSocketClass } from "o2-react/client";
import type { FaultyAnswer } from "./Faults.ts";
import { toJson } from "./spelling.ts";

/** The server's side of one client. */
export interface Wire {
  /** Sends a text, so many milliseconds later than usual. */
  send(text: string, lateness: number): void;
  /** Ends it at once, without a close frame. */
  cut(): void;
  /** Lets nothing through from now on, not even a close. */
  stall(): void;
}

/** The client's way to the server. */
export interface Receiver {
  receive(text: string): void;
  end(): void;
}

/** The parts of an exchange that a server needs. */
export interface Host {
  readonly admission: "accept" | "refuse" | "hang";
  join(wire: Wire): Receiver;
  read(url: URL, method: string): FaultyAnswer;
}

/** Runs steps later, each after those before it. Without a delay they run as soon as the running task is over. */
export class Line {
  #last = 0;
  readonly #waiting = new Set<() => void>();
  #timers = 0;

  push(act: () => void, delay: number): void {
    const now = Date.now();
    // Undefined if the line was cleared meanwhile.
    const run = (): void => {
      if (this.#waiting.delete(run)) act();
    };
    this.#waiting.add(run);
    if (delay === 0 && this.#timers === 0) {
      queueMicrotask(run);
      return;
    }
    this.#last = Math.max(this.#last, now + delay);
    this.#timers += 1;
    setTimeout(() => {
      this.#timers -= 1;
      run();
    }, this.#last - now);
  }

  clear(): void {
    this.#waiting.clear();
  }
}

/** An answer's body as text. */
export function bodyOf({ html, body }: FaultyAnswer): string {
  return html ?? toJson(body);
}

/** Milliseconds until a close ends a line over which nothing gets through. */
const LATE_CLOSE = 30_000;

/** The other end of a client in this process. */
export interface InPage {
  readonly WebSocket: WebSocketClass;
  readonly fetch: typeof fetch;
}

export function inPage(host: Host, latency: number): InPage {
  class PageSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readonly url: string;
    readyState = 0;
    binaryType = "blob";
    readonly #up = new Line();
    readonly #down = new Line();
    #server: Receiver | undefined;
    #isStalled = false;

    constructor(url: string | URL) {
      super();
      this.url = String(url);
      const { admission } = host;
      if (admission === "refuse") this.#down.push(() => this.#fail(), 2 * latency);
      if (admission === "accept") this.#down.push(() => this.#open(), 2 * latency);
    }

    send(text: string): void {
      if (this.readyState !== 1 || this.#isStalled) return;
      this.#up.push(() => this.#server?.receive(text), latency);
    }

    close(code = 1000): void {
      if (this.readyState > 1) return;
      const wasOpen = this.readyState === 1;
      this.readyState = 2;
      this.#up.clear();
      this.#down.clear();
      this.#server?.end();
      const wait = this.#isStalled ? LATE_CLOSE : 2 * latency;
      setTimeout(() => this.#close(wasOpen && !this.#isStalled ? code : 1006), wait);
    }

    #open(): void {
      this.readyState = 1;
      this.#server = host.join({
        send: (text, lateness) => {
          if (!this.#isStalled) this.#down.push(() => this.#tell("message", { data: text }), latency + lateness);
        },
        cut: () => this.#cut(),
        stall: () => {
          this.#isStalled = true;
          this.#up.clear();
          this.#down.clear();
        },
      });
      this.#tell("open", {});
    }

    #cut(): void {
      this.#server?.end();
      if (this.#isStalled || this.readyState > 1) return;
      this.#up.clear();
      this.#down.clear();
      this.#down.push(() => this.#fail(), latency);
    }

    #fail(): void {
      this.#tell("error", {});
      this.#close(1006);
    }

    #close(code: number): void {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.#tell("close", { code, reason: "", wasClean: code !== 1006 });
    }

    #tell(type: string, more: object): void {
      this.dispatchEvent(Object.assign(new Event(type), more));
    }
  }

  const request: typeof fetch = async (input, init) => {
    const { signal } = init ?? {};
    const url = new URL(input instanceof Request ? input.url : input);
    await later(latency, signal);
    const answer = host.read(url, init?.method ?? "GET");
    await later(latency + answer.delay, signal);
    if (answer.fails) throw new TypeError("Failed to fetch");
    const type = answer.html === undefined ? "application/json" : "text/html";
    return new Response(bodyOf(answer), { status: answer.status, headers: { "content-type": type } });
  };

  return { WebSocket: PageSocket, fetch: request };
}

/** Waits so many milliseconds, or rejects with the signal's reason. */
function later(delay: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(resolve, delay);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
