// The open links of an exchange: each joins a transport, a session and the faults between them.
// It does not know the kind of socket behind a transport.
import type { Channel } from "../client/protocol.ts";
import { Faults, type FaultyLink } from "./faults.ts";
import { ServerSession, type SessionSubscriptions } from "./serverSession.ts";
import type { Venues } from "./venues.ts";
import type { NextWire } from "./wires.ts";

/** The server's end of one socket: the way to its client. */
export interface ServerTransport {
  /** Sends text to the client, in a binary frame if asked. */
  send(text: string, isBinary?: boolean): void;
  /** Closes it as a server does. */
  close(code: number, reason: string): void;
  /** Cuts it without a close frame. */
  terminate(): void;
  /** From now on nothing gets through, not even a close. */
  stall(): void;
  /** From now on text gets through again. */
  resume(): void;
}

/** The transport's end of one link. */
export interface ServerLink {
  /** Counts from 1 over the life of the exchange. */
  readonly number: number;
  /** Text from the client. */
  receive(text: string): void;
  /** The client is gone. */
  end(): void;
}

/** A request as it came in. */
export interface LoggedRequest {
  readonly connection: number;
  /** The parsed frame; the text itself where it is not JSON. */
  readonly frame: unknown;
}

/** The parts that connections are made from. */
export interface ConnectionsOptions {
  readonly venues: Venues;
  /** The spellings of each frame. */
  readonly wire: NextWire;
  readonly silence?: number | undefined;
  readonly maxSubscriptions?: number | undefined;
}

/** The number of requests that are remembered. */
const REQUESTS_KEPT = 10_000;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

class Connection implements ServerLink, FaultyLink {
  readonly number: number;
  readonly #transport: ServerTransport;
  readonly #faults: Faults;
  readonly #owner: { received(connection: number, text: string): void; ended(connection: Connection): void };
  readonly #session: ServerSession;
  readonly #waiting = new Set<ReturnType<typeof setTimeout>>();
  #longest = 0;
  #stalled = false;
  #ended = false;

  constructor(
    number: number,
    transport: ServerTransport,
    faults: Faults,
    owner: { received(connection: number, text: string): void; ended(connection: Connection): void },
    options: ConnectionsOptions,
  ) {
    this.number = number;
    this.#transport = transport;
    this.#faults = faults;
    this.#owner = owner;
    this.#session = new ServerSession({
      ...options,
      send: (text, isBinary) => {
        for (const result of this.#faults.frame(text, this.number)) this.inject(result, isBinary);
      },
      close: (code, reason) => {
        // A stalled link cannot carry a close: it stays in the list, and resume() drops it.
        if (this.#stalled) this.#ended = true;
        else this.#finish(() => transport.close(code, reason));
      },
    });
  }

  get subscriptions(): SessionSubscriptions {
    return this.#session.subscriptions;
  }

  receive(text: string): void {
    if (this.#stalled || this.#ended) return;
    this.#owner.received(this.number, text);
    this.#session.receive(text);
  }

  inject(text: string, isBinary: boolean = false): void {
    if (this.#stalled) return;
    const delay = this.#faults.frameDelay;
    if (delay === 0 && this.#waiting.size === 0) {
      this.#transport.send(text, isBinary);
      return;
    }
    // Equal delays fire in order, so a shorter one waits as long as those before it.
    this.#longest = this.#waiting.size === 0 ? delay : Math.max(delay, this.#longest);
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      if (!this.#stalled) this.#transport.send(text, isBinary);
    }, this.#longest);
    this.#waiting.add(timer);
  }

  drop(): void {
    this.#finish(() => this.#transport.terminate());
  }

  stall(): void {
    this.#stalled = true;
    this.#transport.stall();
  }

  resume(): void {
    if (!this.#stalled) return;
    this.#stalled = false;
    this.#transport.resume();
    if (this.#ended) this.drop();
  }

  forget(channel: Channel): void {
    this.#session.forget(channel);
  }

  end(): void {
    this.#finish(() => undefined);
  }

  #finish(say: () => void): void {
    this.#ended = true;
    this.#session.end();
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
    this.#owner.ended(this);
    say();
  }
}

/** The open links of an exchange, the requests that came in on them, and their faults. */
export class Connections {
  readonly faults: Faults;
  readonly #options: ConnectionsOptions;
  readonly #open = new Set<Connection>();
  readonly #requests: LoggedRequest[] = [];
  #pings = 0;
  #opened = 0;
  #closed = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.faults = new Faults(this.#open);
  }

  /** The number of open links. */
  get count(): number {
    return this.#open.size;
  }

  /** The requests that came in, oldest first, without the pings. */
  get requests(): readonly LoggedRequest[] {
    return this.#requests.slice(-REQUESTS_KEPT);
  }

  /** The number of pings that came in. */
  get pings(): number {
    return this.#pings;
  }

  /** Forgets requests and pings. */
  clearRequests(): void {
    this.#requests.length = 0;
    this.#pings = 0;
  }

  /** The subscriptions that the server holds, by connection. */
  get subscriptions(): readonly (SessionSubscriptions & { readonly connection: number })[] {
    return [...this.#open].map((connection) => ({ connection: connection.number, ...connection.subscriptions }));
  }

  /** Asks whether a new link would be taken: if so, `open()` it. */
  get admission(): "accept" | "refuse" | "hang" {
    return this.#closed ? "refuse" : this.faults.admission;
  }

  /** Opens a link. */
  open(transport: ServerTransport): ServerLink {
    const owner = {
      received: (connection: number, text: string): void => {
        if (text === "PING") this.#pings += 1;
        else this.#requests.push({ connection, frame: parse(text) });
        if (this.#requests.length > 2 * REQUESTS_KEPT) this.#requests.splice(0, REQUESTS_KEPT);
      },
      ended: (connection: Connection): void => void this.#open.delete(connection),
    };
    this.#opened += 1;
    const connection = new Connection(this.#opened, transport, this.faults, owner, this.#options);
    this.#open.add(connection);
    return connection;
  }

  /** Drops every link and takes no new one. */
  close(): void {
    this.#closed = true;
    this.faults.drop();
  }
}
