// The far end of every proof: the simulated exchange behind real HTTP and WebSocket. It runs in this process, or in its
// own through remoteFar.ts. It knows nothing of who connects, or why.
import { createExchange, type MarketSpec, type SimulatedExchange, type SimulatedVenue } from "o2-react/testing";
import { type ServedExchange, serveExchange } from "o2-react/testing/node";
import { Crowd } from "./Crowd.ts";
import { Door } from "./Door.ts";
import { Pace } from "./Pace.ts";
import { slotsHeld } from "./slots.ts";
import { type Counts, Watched } from "./Watched.ts";

/** The options of a far end. Plain data. */
export interface FarOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Number of trading hours behind it. Default 0. */
  readonly hours?: number;
  /** Number of markets, each with its own base asset. Default: the usual three. */
  readonly markets?: number;
  /** Number of levels a side that the crowd puts into each book. Default 0: there is no crowd. */
  readonly levels?: number;
}

/** The exchange's ids by index. */
export interface Places {
  readonly markets: readonly string[];
  /** The markets by name. */
  readonly pairs: readonly string[];
  readonly accounts: readonly string[];
  /** The wallets that own the accounts. */
  readonly wallets: readonly string[];
}

/** The ids of an exchange, or of one of its venues. */
export function placesOf({ markets, accounts }: SimulatedVenue): Places {
  return {
    markets: markets.map(({ market_id }) => market_id),
    pairs: markets.map(({ pair }) => pair),
    accounts: accounts.map(({ id }) => id),
    wallets: accounts.map(({ owner }) => owner),
  };
}

/** Markets of their own assets against one quote. */
const marketSpecs = (count: number): readonly MarketSpec[] =>
  Array.from({ length: count }, (_, index) => ({
    base: { symbol: `fT${index}`, decimals: 9, max_precision: 5 },
    quote: { symbol: "fUSDC", decimals: 9, max_precision: 1 },
    startPrice: 3_215_400_000_000n,
  }));

/** An exchange on a port of loopback. It does nothing by itself. */
export class FarEnd {
  readonly exchange: SimulatedExchange;
  readonly #watched: Watched;
  readonly #crowd: Crowd | undefined;
  #served: ServedExchange | undefined;
  #port = 0;
  #pace: Pace | undefined;

  private constructor({ seed = 1, hours = 0, markets, levels = 0 }: FarOptions) {
    this.exchange = createExchange({ seed, markets: markets === undefined ? undefined : marketSpecs(markets) });
    if (hours > 0) this.exchange.warmUp({ hours });
    this.#watched = new Watched(this.exchange);
    this.#crowd = levels > 0 ? new Crowd(this.exchange, levels) : undefined;
  }

  static async open(options: FarOptions = {}): Promise<FarEnd> {
    const far = new FarEnd(options);
    await far.up();
    return far;
  }

  get port(): number {
    return this.#port;
  }

  /** Its address and its ids. */
  about(): { readonly config: { readonly wsUrl: string; readonly apiBase: string }; readonly places: Places } {
    const at = `127.0.0.1:${this.#port}`;
    return { config: { wsUrl: `ws://${at}/v1/ws`, apiBase: `http://${at}` }, places: placesOf(this.exchange) };
  }

  /**
   * Stops the server: every connection is cut, and the machine refuses new ones.
   * @returns the time, by `Date.now()`.
   */
  async down(): Promise<number> {
    const served = this.#served;
    this.#served = undefined;
    await served?.close();
    return Date.now();
  }

  /**
   * Starts the server again.
   * @param port default: where it was; 0 takes any free one.
   * @returns the time.
   */
  async up(port: number = this.#port): Promise<number> {
    this.#served = await serveExchange(this.#watched.exchange, { port });
    this.#port = this.#served.port;
    return Date.now();
  }

  /** The time when the newest connection was opened, by `Date.now()`. */
  get openedAt(): number {
    return this.#watched.openedAt;
  }

  /** The time when a client last sent anything but PING over a connection, by `Date.now()`. */
  get requestedAt(): number {
    return this.#watched.requestedAt;
  }

  /** Makes the next frames binary, so many of them. */
  sendBinary(frames: number): void {
    this.#watched.binary += frames;
  }

  /** Sends this to the server on each connection, though its client did not. */
  tellServer(text: string): void {
    this.#watched.receive(text);
  }

  /** Admits so many connections a second from now on; all of them without a rate. */
  admit(rate?: number): void {
    this.#watched.door = rate === undefined ? undefined : new Door(rate);
  }

  async close(): Promise<void> {
    this.#pace?.stop();
    this.exchange.close();
    await this.down();
  }

  /** Runs the exchange's own traffic so that all clients together receive so many updates a second. */
  update(rate: number): void {
    this.#setPace(rate, (most) => {
      const from = this.#watched.frames;
      // Without listeners there are no updates, so the number of actions is bounded too.
      for (let done = 0; this.#watched.frames - from < most && done < most; done += 1) this.exchange.tick();
      return this.#watched.frames - from;
    });
  }

  /** Lets the crowd act so many times a second, in one market after the other. */
  trade(rate: number, markets: readonly string[]): void {
    this.#setPace(rate, (most) => this.burst(Math.ceil(most), markets));
  }

  pause(): void {
    this.#pace?.pause();
  }

  /** Goes on after a pause, and catches up gradually. */
  resume(): void {
    this.#pace?.resume();
  }

  /**
   * Lets the crowd act now, as fast as it can.
   * @returns the number of actions.
   */
  burst(count: number, markets: readonly string[]): number {
    if (!this.#crowd) throw new Error("A far end without levels has no crowd.");
    this.#crowd.act(count, markets);
    return count;
  }

  /** The connections and slots that the server holds, for all clients together. */
  held(): { readonly connections: number; readonly slots: readonly string[] } {
    return { connections: this.exchange.connections, slots: slotsHeld(this.exchange) };
  }

  /** Number of frames sent so far by action, without PONGs. */
  frames(): Counts {
    return this.#watched.byAction;
  }

  /** REST reads since `forget()` by path, and the most within a minute. */
  reads(): Watched["reads"] {
    return this.#watched.reads;
  }

  /** Forgets all requests of clients so far. */
  forget(): void {
    this.exchange.clearRequests();
    this.#watched.forgetReads();
  }

  #setPace(rate: number, pay: (most: number) => number): void {
    this.#pace?.stop();
    this.#pace = new Pace(rate, pay);
  }
}
