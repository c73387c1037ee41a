// A second exchange, made from protocol.md alone, without a line of the one in src/testing. It tests the client against
// an exchange that does not share its author's assumptions. `serve.ts` puts it on a port.
import type { WebSocketClass } from "o2-react/client";
import type { Answer } from "./answers.ts";
import { Connection } from "./Connection.ts";
import { Faults, type FaultyAnswer } from "./Faults.ts";
import { type Host, inPage, type Receiver, type Wire } from "./inPage.ts";
import type { Margin } from "./margin.ts";
import type { Spelling } from "./spelling.ts";
import { Venue } from "./Venue.ts";

/** The options of a second exchange. */
export interface SecondExchangeOptions {
  readonly seed?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds that each direction takes in the page. */
  readonly latency?: number;
  readonly spelling?: Spelling;
}

/** The reads that both venues answer. */
const OF_VENUES =
  /^\/v1\/(markets|markets\/ticker|markets\/summary|depth|trades|trades_by_account|bars|orders|order|orders\/active)$/;

export class SecondExchange extends Venue implements Host {
  readonly config = { wsUrl: "ws://second.o2/v1/ws", apiBase: "http://second.o2" } as const;
  readonly faults: Faults;
  /** For a client in this process: the classes whose other end is this exchange. */
  readonly WebSocket: WebSocketClass;
  readonly fetch: typeof fetch;
  readonly requests: { readonly connection: number; readonly frame: unknown }[] = [];
  pings = 0;
  readonly #spelling: Spelling;
  readonly #margin: Venue;
  readonly #lines = new Map<Connection, Wire>();
  #joined = 0;

  constructor({ seed = 1, now = Date.now, latency = 0, spelling = {} }: SecondExchangeOptions = {}) {
    super({ seed, now, spelling, place: "" });
    this.#spelling = spelling;
    this.#margin = new Venue({ seed: seed + 1, now, spelling, place: " on margin" });
    const each = (act: (wire: Wire) => void): void => {
      for (const wire of [...this.#lines.values()]) act(wire);
    };
    this.faults = new Faults({
      cut: () => each((wire) => wire.cut()),
      stall: () => each((wire) => wire.stall()),
      forget: (channel) => {
        for (const connection of this.#lines.keys()) connection.forget(channel);
      },
      say: (text) => each((wire) => wire.send(text, this.faults.lateness)),
    });
    for (const place of ["spot", "turbo"] as const)
      (place === "spot" ? this : this.#margin).books.onCommit((commit) => {
        for (const connection of this.#lines.keys()) connection.publish(place, commit);
      });
    ({ WebSocket: this.WebSocket, fetch: this.fetch } = inPage(this, latency));
  }

  get admission(): Faults["admission"] {
    return this.faults.admission;
  }

  join(wire: Wire): Receiver {
    this.#joined += 1;
    const number = this.#joined;
    const say = (text: string): void => {
      for (const told of this.faults.apply(text)) wire.send(told, this.faults.lateness);
    };
    const connection = new Connection({
      books: { spot: this.books, turbo: this.#margin.books },
      spelling: this.#spelling,
      hasMargin: () => this.margin.collateral !== undefined,
      say,
      hangUp: () => wire.cut(),
    });
    this.#lines.set(connection, wire);
    return {
      receive: (text) => {
        if (text === "PING") this.pings += 1;
        else this.requests.push({ connection: number, frame: parsed(text) });
        connection.receive(text);
      },
      end: () => {
        connection.end();
        this.#lines.delete(connection);
      },
    };
  }

  read(url: URL, method: string): FaultyAnswer {
    return this.faults.read(url.pathname, () => this.#answer(url, method));
  }

  get connections(): number {
    return this.#lines.size;
  }

  clearRequests(): void {
    this.requests.length = 0;
    this.pings = 0;
  }

  /**
   * The margin venue, with other books of the same markets. It exists once it is asked for here, or its collateral is
   * set.
   */
  turbo(): Venue {
    this.margin.collateral ??= this.markets[0].quote.asset;
    return this.#margin;
  }

  /** The margin accounts and tiers that REST tells. A margin venue exists once its collateral is set. */
  get margin(): Margin {
    return this.answers.margin;
  }

  /** Ends everything and leaves no timer behind. */
  close(): void {
    this.stop();
    this.#margin.stop();
    this.faults.drop();
  }

  #answer(url: URL, method: string): Answer {
    if (url.searchParams.get("turbo") !== "true") return this.answers.answer(url, method);
    if (this.margin.collateral === undefined || !OF_VENUES.test(url.pathname))
      return { status: 404, body: { code: 2000, message: "There is no margin venue" } };
    const { status, body } = this.#margin.answers.answer(url, method);
    return { status, body: status !== 200 || Array.isArray(body) ? body : { ...(body as object), turbo: true } };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
