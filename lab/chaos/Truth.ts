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

  /** A reader's value as the exchange has it now; of older orders all there are. */
  now(reader: Reader): string {
    return this.#set(reader)?.now ?? this.#of(reader).now(reader);
  }

  /**
   * In words, why a reader's value is not the one that the exchange has now; `undefined` where it is. @param needsAll whether
   * older orders must be complete: those that REST refused are read again after the next loss of a link.
   */
  faultNow(reader: Reader, text: string | undefined, begun: Begun, needsAll: boolean): string | undefined {
    if (this.#set(reader)) return this.fault(reader, text ?? "nothing", Date.now(), begun);
    return this.#of(reader).faultNow(reader, text, begun, needsAll);
  }

  /** In words, why the exchange cannot have had a value, each part of it, at any time since then; `undefined` where it had it. */
  fault(reader: Reader, text: string, since: number, begun: Begun): string | undefined {
    const past = this.#set(reader);
    if (!past) return this.#of(reader).fault(reader, text, since, begun);
    return [...past.since(since)].includes(text) ? undefined : "it had another value";
  }

  /** A margin account owes so much from now on, and the tier grants as much. */
  owe(account: number, fees: number): void {
    this.#margin.set(account, fees);
    this.#margin.grant(fees);
  }

  /** The client's clock jumps by so many milliseconds. */
  skew(by: number): void {
    this.#spot.skew(by);
    this.#turbo.skew(by);
  }

  /** Candles of a shorter time than the clock may be off unnoticed: what is read is not what is to be shown. */
  excuseOf(reader: Reader): Excuse | undefined {
    return this.#of(reader).excuseOf(reader);
  }

  close(): void {
    this.#spot.close();
    this.#turbo.close();
  }

  /** The past of what was set; `undefined` of what happens on a venue. */
  #set(reader: Reader): Past<string> | undefined {
    if (reader.kind === "margin") return this.#margin.of(reader.account);
    return reader.kind === "tiers" ? this.#margin.line : undefined;
  }

  #of(reader: Reader): VenueTruth {
    return venueOf(reader) === "turbo" ? this.#turbo : this.#spot;
  }
}
