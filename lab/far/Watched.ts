// The exchange as a server serves it, with what goes in and out counted, and a door that may be narrow.
import type { ServerLink, SimulatedExchange } from "o2-react/testing";
import type { Door } from "./Door.ts";

const MINUTE = 60_000;

/** Counts by name. */
export type Counts = Readonly<Record<string, number>>;

/** An exchange that is watched. */
export class Watched {
  /** To be served in the exchange's place. */
  readonly exchange: SimulatedExchange;
  /** Takes only so many connections a second, if there is one. */
  door: Door | undefined;
  /** Frames sent so far, PONGs left out. */
  frames = 0;
  /** When the newest connection was opened, by `Date.now()`. */
  openedAt = 0;
  /** When a client last said anything but PING, by `Date.now()`. */
  requestedAt = 0;
  /** So many frames to come are binary. */
  binary = 0;
  readonly #links = new Set<ServerLink>();
  #frames: Record<string, number> = {};
  #reads: Record<string, number> = {};
  /** When the reads of the last minute came. */
  #recent: number[] = [];
  #busiestMinute = 0;
  #hasEntered = false;

  constructor(exchange: SimulatedExchange) {
    const { host } = exchange;
    const admission = (): typeof host.admission => this.#admission(host.admission);
    const watchedHost: typeof host = {
      get admission() {
        return admission();
      },
      connect: (transport) => {
        this.openedAt = Date.now();
        const link = host.connect({
          ...transport,
          send: (text, isBinary = false) => {
            if (text !== "PONG") this.#countFrame(text);
            transport.send(text, isBinary || this.#isNextBinary());
          },
        });
        const watched: ServerLink = {
          number: link.number,
          receive: (text) => {
            if (text !== "PING") this.requestedAt = Date.now();
            link.receive(text);
          },
          end: () => {
            this.#links.delete(link);
            link.end();
          },
        };
        this.#links.add(link);
        return watched;
      },
      reply: (url, method) => {
        this.#countRead(url.pathname);
        return host.reply(url, method);
      },
    };
    this.exchange = Object.create(exchange, { host: { value: watchedHost } }) as SimulatedExchange;
  }

  /** Frames sent so far by their action, PONGs left out. */
  get byAction(): Counts {
    return { ...this.#frames };
  }

  /** Reads over REST since `forgetReads()`, by path, and how many came in the busiest minute. */
  get reads(): { readonly byPath: Counts; readonly busiestMinute: number } {
    return { byPath: { ...this.#reads }, busiestMinute: this.#busiestMinute };
  }

  /** Each connection is taken to say this. */
  receive(text: string): void {
    for (const link of this.#links) link.receive(text);
  }

  forgetReads(): void {
    this.#reads = {};
    this.#recent = [];
    this.#busiestMinute = 0;
  }

  /** The server asks twice for each attempt: whether it refuses it, and whether it lets it hang. */
  #admission(admission: "accept" | "refuse" | "hang"): typeof admission {
    if (admission !== "accept" || !this.door) return admission;
    if (this.#hasEntered) {
      this.#hasEntered = false;
      return "accept";
    }
    this.#hasEntered = this.door.enter();
    return this.#hasEntered ? "accept" : "refuse";
  }

  #isNextBinary(): boolean {
    if (this.binary === 0) return false;
    this.binary -= 1;
    return true;
  }

  #countFrame(text: string): void {
    const from = '{"action":"'.length;
    const action = text.slice(from, text.indexOf('"', from));
    this.#frames[action] = (this.#frames[action] ?? 0) + 1;
    this.frames += 1;
  }

  #countRead(path: string): void {
    const now = Date.now();
    this.#reads[path] = (this.#reads[path] ?? 0) + 1;
    this.#recent.push(now);
    while (now - (this.#recent[0] ?? now) >= MINUTE) this.#recent.shift();
    this.#busiestMinute = Math.max(this.#busiestMinute, this.#recent.length);
  }
}
