// The served exchange, with all traffic counted and admission that may be narrow.
import type { ServerLink, SimulatedExchange } from "o2-react/testing";
import type { Door } from "./Door.ts";

const MINUTE = 60_000;

/** Counts by name. */
export type Counts = Readonly<Record<string, number>>;

/** A watched exchange. */
export class Watched {
  /** Is served in the exchange's place. */
  readonly exchange: SimulatedExchange;
  /** If set, admits only so many connections a second. */
  door: Door | undefined;
  /** Number of frames sent so far, without PONGs. */
  frames = 0;
  /** The time when the newest connection was opened, by `Date.now()`. */
  openedAt = 0;
  /** The time when a client last sent anything but PING, by `Date.now()`. */
  requestedAt = 0;
  /** Number of coming frames that are sent as binary. */
  binary = 0;
  readonly #links = new Set<ServerLink>();
  #frames: Record<string, number> = {};
  #reads: Record<string, number> = {};
  /** The times of the last minute's reads. */
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

  /** Number of frames sent so far by action, without PONGs. */
  get byAction(): Counts {
    return { ...this.#frames };
  }

  /** REST reads since `forgetReads()` by path, and the most within a minute. */
  get reads(): { readonly byPath: Counts; readonly busiestMinute: number } {
    return { byPath: { ...this.#reads }, busiestMinute: this.#busiestMinute };
  }

  /** Acts as if each connection had sent this. */
  receive(text: string): void {
    for (const link of this.#links) link.receive(text);
  }

  forgetReads(): void {
    this.#reads = {};
    this.#recent = [];
    this.#busiestMinute = 0;
  }

  /** The server asks twice for each attempt: whether to refuse it, and whether to leave it hanging. */
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
