// The past of both venues of the exchange. It knows nothing of clients.
import type { SimulatedExchange } from "o2-react/testing";
import type { Excuse } from "./Excused.ts";
import { MarginPast } from "./MarginPast.ts";
import type { Begun } from "./OrdersPast.ts";
import type { Past } from "./Past.ts";
import type { Reader } from "./Reader.ts";
import { VenueTruth } from "./VenueTruth.ts";
import { venueOf } from "./venues.ts";

/** The exchange's past. */
export class Truth {
  readonly #spot: VenueTruth;
  readonly #turbo: VenueTruth;
  readonly #margin: MarginPast;

  constructor(exchange: SimulatedExchange) {
    this.#spot = new VenueTruth(exchange);
    this.#turbo = new VenueTruth(exchange.turbo());
    this.#margin = new MarginPast(exchange);
  }

  /** A reader's value as the exchange has it now; for older orders, all of them. */
  now(reader: Reader): string {
    return this.#set(reader)?.now ?? this.#of(reader).now(reader);
  }

  /**
   * The reason why a reader's value is not the exchange's present one; `undefined` if it is.
   * @param needsAll whether older orders must be complete. If REST refused a page, it is read again only after the next
   * loss of a link.
   */
  faultNow(reader: Reader, text: string | undefined, begun: Begun, needsAll: boolean): string | undefined {
    if (this.#set(reader)) return this.fault(reader, text ?? "nothing", Date.now(), begun);
    return this.#of(reader).faultNow(reader, text, begun, needsAll);
  }

  /**
   * The reason why the exchange cannot have had a value, each part of it, at any time since then; `undefined` if it had
   * it.
   */
  fault(reader: Reader, text: string, since: number, begun: Begun): string | undefined {
    const past = this.#set(reader);
    if (!past) return this.#of(reader).fault(reader, text, since, begun);
    return [...past.since(since)].includes(text) ? undefined : "it had another value";
  }

  /** Sets the fees of a margin account, and the credit line of the tier to the same number. */
  owe(account: number, fees: number): void {
    this.#margin.set(account, fees);
    this.#margin.grant(fees);
  }

  /** Notes that the client's clock jumped by so many milliseconds. */
  skew(by: number): void {
    this.#spot.skew(by);
    this.#turbo.skew(by);
  }

  /**
   * Excuses candles that cover less time than the clock may be off unnoticed: the client reads another range than it
   * should show.
   */
  excuseOf(reader: Reader): Excuse | undefined {
    return this.#of(reader).excuseOf(reader);
  }

  close(): void {
    this.#spot.close();
    this.#turbo.close();
  }

  /** The past of a value that steps set; `undefined` if it is a venue's. */
  #set(reader: Reader): Past<string> | undefined {
    if (reader.kind === "margin") return this.#margin.of(reader.account);
    return reader.kind === "tiers" ? this.#margin.line : undefined;
  }

  #of(reader: Reader): VenueTruth {
    return venueOf(reader) === "turbo" ? this.#turbo : this.#spot;
  }
}
