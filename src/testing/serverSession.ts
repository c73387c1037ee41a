// The server's side of the protocol for one connection: reads what the client says, and hands it to the venue it is about.
// It knows nothing of the transport: text comes in by receive(), text goes out by a callback.
import type { Identity } from "../client/entities.ts";
import type { Channel } from "../client/protocol.ts";
import type { Exchange } from "./exchange.ts";
import { readRequest } from "./requests.ts";
import { VenueSession, type VenueSubscriptions } from "./venueSession.ts";
import type { Venues } from "./venues.ts";
import * as wire from "./wire.ts";
import type { NextWire, Wire } from "./wires.ts";

/** The parts that a session is made from. */
export interface ServerSessionOptions {
  readonly venues: Venues;
  readonly send: (text: string, isBinary: boolean) => void;
  /** The server closes the connection. */
  readonly close: (code: number, reason: string) => void;
  /** The spellings of each frame. */
  readonly wire: NextWire;
  /** The time after which a silent client is closed, in milliseconds. Default 60,000. */
  readonly silence?: number | undefined;
  /** The largest number of subscriptions that are held. Default: any number. */
  readonly maxSubscriptions?: number | undefined;
}

/** The subscriptions that the server holds for one connection. */
export interface SessionSubscriptions extends VenueSubscriptions {
  readonly balances: readonly Identity[];
  readonly nonce: readonly Identity[];
  /** Those of the margin venue, once the connection asked for one. */
  readonly turbo?: VenueSubscriptions;
}

/** One connection, as the server sees it. Begins at once; `end()` it when the connection is gone. */
export class ServerSession {
  readonly #options: ServerSessionOptions;
  readonly #spot: VenueSession;
  #turbo: VenueSession | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ServerSessionOptions) {
    this.#options = options;
    this.#spot = this.#venue(options.venues.spot, {});
    this.#heard();
  }

  /** The subscriptions that the server holds for this connection now. */
  get subscriptions(): SessionSubscriptions {
    if (!this.#turbo) return this.#spot.subscriptions;
    const { depth, trades, orders } = this.#turbo.subscriptions;
    return { ...this.#spot.subscriptions, turbo: { depth, trades, orders } };
  }

  /** Text from the client. */
  receive(text: string): void {
    this.#heard();
    const request = readRequest(text);
    if (request === "ping") this.#options.send("PONG", false);
    else if ("refused" in request) this.#refuse(6002, request.refused, request.details);
    else if (!request.turbo) this.#spot.carryOut(request);
    else if (this.#turboVenue()) this.#turboVenue()?.carryOut(request);
    else if (request.subscribe) {
      const scope = "marketId" in request ? { market_id: request.marketId } : {};
      this.#refuse(6002, "the margin venue (turbo) is not served", { ...scope, turbo: true });
    }
  }

  /** Ends the subscriptions of a channel without a word, on both venues. */
  forget(channel: Channel): void {
    this.#spot.forget(channel);
    this.#turbo?.forget(channel);
  }

  /** The connection is gone: sends nothing more, and leaves no timer behind. */
  end(): void {
    clearTimeout(this.#timer);
    this.#spot.end();
    this.#turbo?.end();
  }

  #turboVenue(): VenueSession | undefined {
    const { turbo } = this.#options.venues;
    if (turbo) this.#turbo ??= this.#venue(turbo, { turbo: true });
    return this.#turbo;
  }

  /** @param mark the members that all frames of the venue have. */
  #venue(exchange: Exchange, mark: object): VenueSession {
    return new VenueSession({
      exchange,
      say: (frame) => this.#say((spelling) => ({ ...frame(spelling), ...mark })),
      refuse: (code, message, details) => this.#refuse(code, message, { ...details, ...mark }),
      isFull: (details) => this.#isFull({ ...details, ...mark }),
      wire: this.#options.wire,
    });
  }

  #heard(): void {
    clearTimeout(this.#timer);
    const { silence = 60_000 } = this.#options;
    this.#timer = setTimeout(() => {
      this.end();
      this.#options.close(1001, `nothing heard for ${silence} ms`);
    }, silence);
  }

  #say(frame: (spelling: Wire) => object): void {
    const spelling = this.#options.wire();
    this.#options.send(wire.toText(frame(spelling), spelling), spelling.frames === "binary");
  }

  #refuse(code: number, message: string, details: object = {}): void {
    this.#say((spelling) => wire.errorFrame(code, message, details, spelling));
  }

  /** Whether one more subscription is refused, and said so. */
  #isFull(details: object): boolean {
    const { maxSubscriptions = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#spot.count + (this.#turbo?.count ?? 0) < maxSubscriptions) return false;
    this.#refuse(6001, `at most ${maxSubscriptions} subscriptions on one connection`, details);
    return true;
  }
}
