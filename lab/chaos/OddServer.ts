// The exchange under chaos: it mistreats frames, sends frames that nobody asked for, and ends subscriptions without a
// word. It keeps the excuses for that. Knows nothing of the network, nor of who connects.
import type { SimulatedExchange } from "o2-react/testing";
import { ANY, type Excuse, Excused, slotOf } from "./Excused.ts";
import { errorFrame, nameless, strangersFrame, unknownFrame } from "./oddFrames.ts";
import type { Reader } from "./Reader.ts";
import type { FrameFault, Step } from "./steps.ts";
import type { Trace } from "./Trace.ts";
import { type TradingStep, trade } from "./trade.ts";
import { exchangeOf } from "./venues.ts";

/** A step that happens at the exchange. */
export type ServerStep =
  | TradingStep
  | Extract<Step, { readonly do: "frame" | "error" | "unknown" | "nobody" | "pong" | "end" }>;

type Of<K extends Step["do"]> = Extract<Step, { readonly do: K }>;

/** The members of a frame that are read here. */
interface Head {
  readonly action?: string;
  readonly market_id?: string;
  readonly turbo?: boolean;
  /** The request was made up here; its client knows nothing of it. */
  readonly isSilent?: boolean;
}

/** The most milliseconds from a PING to its PONG. */
const ANSWERING = 1_000;

const headOf = (frame: unknown): Head => Object(frame) as Head;

const venue = (turbo: boolean | undefined) => (turbo === true ? ("turbo" as const) : undefined);

export class OddServer {
  readonly #exchange: SimulatedExchange;
  readonly #trace: Trace;
  readonly #stretch: number;
  /** Sends this to the server on each connection. */
  readonly #tellServer: (text: string) => Promise<void>;
  readonly #excused = new Excused();
  /** The subscriptions that the exchange has read, by connection. */
  readonly #held = new Set<string>();
  readonly #late = new Set<ReturnType<typeof setTimeout>>();
  #traffic: ReturnType<typeof setInterval> | undefined;

  /**
   * @param trace receives all frames that the exchange gets and sends.
   * @param stretch factor for all times of a script.
   */
  constructor(exchange: SimulatedExchange, trace: Trace, stretch: number, tellServer: (text: string) => Promise<void>) {
    this.#exchange = exchange;
    this.#trace = trace;
    this.#stretch = stretch;
    this.#tellServer = tellServer;
    this.#watch();
  }

  /** Lets others trade, so many times a second. */
  start(rate: number): void {
    // The exchange's own timer runs fifty times a second, however few trades there are.
    const venues = [this.#exchange, this.#exchange.turbo()];
    const tick = () => {
      for (const venue of venues) venue.tick();
    };
    if (rate < 50) this.#traffic = setInterval(tick, 1_000 / rate);
    else for (const venue of venues) venue.start({ rate });
  }

  /** Ends all faults. A drop tells the clients whose subscriptions ended without a word. */
  heal(drop: () => void): void {
    this.#stop();
    this.#exchange.faults.clear();
    this.#watch();
    if (this.#excused.hasEnded) drop();
  }

  close(): void {
    this.#stop();
  }

  /** The reason why a reader's value may have been false since that time. */
  excuseOf(reader: Reader, since: number): Excuse | undefined {
    this.#listen();
    const open = new Set(this.#exchange.subscriptions.map(({ connection }) => connection));
    this.#excused.endThose((connection) => !open.has(connection));
    return this.#excused.why(reader, this.#marketOf("market" in reader ? reader.market : undefined), since);
  }

  /** Notes that nothing more comes through the present connections. */
  stalled(): void {
    this.#excused.endThose(() => true);
  }

  async carryOut(step: ServerStep): Promise<void> {
    const { faults } = this.#exchange;
    switch (step.do) {
      case "frame":
        this.#spoil(step.fault);
        break;
      case "error":
        faults.garbage(errorFrame(step.code, step.form, this.#marketOf(step.market)));
        break;
      case "unknown":
        faults.garbage(unknownFrame(step.payload, this.#marketOf(step.market)));
        break;
      case "nobody":
        this.#sayOfNobody(step);
        break;
      case "pong":
        this.#spoilPong(step);
        break;
      case "end":
        await this.#endInSilence(step);
        break;
      default:
        await trade(exchangeOf(this.#exchange, step), step);
    }
  }

  #stop(): void {
    this.#exchange.stop();
    this.#exchange.turbo().stop();
    clearInterval(this.#traffic);
    for (const timer of this.#late) clearTimeout(timer);
    this.#late.clear();
  }

  #marketOf(place: number | undefined): string | undefined {
    return place === undefined ? undefined : this.#exchange.markets[place]?.market_id;
  }

  #spoil(fault: FrameFault): void {
    const { faults } = this.#exchange;
    if (fault.how === "garbage") faults.garbage(fault.text);
    else if (fault.how === "corrupt") faults.corrupt(fault.action, (text) => text.slice(0, fault.keep));
    else {
      faults[fault.how]((frame, text, connection) => {
        const { action, market_id, turbo } = headOf(frame);
        if (text !== fault.action && action !== fault.action) return false;
        if (fault.action === "subscribe_depth_update" && market_id !== undefined)
          this.#excused.begin(connection, slotOf("depth", market_id, venue(turbo)), "spoiled book");
        return true;
      });
    }
  }

  #sayOfNobody({ channel, whose }: Of<"nobody">): void {
    const { faults, markets } = this.#exchange;
    if (whose === "nameless") faults.corrupt(`subscribe_${channel}`, nameless);
    else faults.garbage(strangersFrame(channel, markets[0].market_id, markets[0].base.asset));
  }

  #spoilPong({ how, for: delay }: Of<"pong">): void {
    const { faults } = this.#exchange;
    if (how === "unasked") this.#sayPong();
    else if (how === "doubled")
      faults.duplicate((_, text, connection) => {
        if (text === "PONG") this.#doubtAll(connection);
        return text === "PONG";
      });
    else if (how === "lost") faults.withhold("PONG");
    else
      faults.withhold((_, text) => {
        if (text !== "PONG") return false;
        const timer = setTimeout(() => {
          this.#late.delete(timer);
          this.#sayPong();
        }, delay * this.#stretch);
        this.#late.add(timer);
        return true;
      });
  }

  /** Sends each connection a PONG that nobody asked for. */
  #sayPong(): void {
    for (const { connection } of this.#exchange.subscriptions) this.#doubtAll(connection);
    this.#exchange.faults.garbage("PONG");
  }

  #doubtAll(connection: number): void {
    this.#excused.begin(connection, ANY, "unasked PONG", Date.now() + ANSWERING);
  }

  /** The server drops a channel's subscriptions of all connections and tells nobody. Resolves once that has happened. */
  async #endInSilence({ channel, venue }: Of<"end">): Promise<void> {
    const { markets, accounts } = exchangeOf(this.#exchange, { venue });
    const action = `unsubscribe_${channel}`;
    const of = venue ? { turbo: true, isSilent: true } : { isSilent: true };
    const ends =
      channel === "depth" || channel === "trades"
        ? markets.map(({ market_id }) => ({ action, market_id }))
        : [{ action, identities: accounts.flatMap(({ identity, owner }) => [identity, { Address: owner }]) }];
    await Promise.all(ends.map((end) => this.#tellServer(JSON.stringify({ ...end, ...of }))));
    this.#listen();
  }

  /** Sees each frame before all other faults, and withholds none. */
  #watch(): void {
    this.#exchange.faults.withhold((frame, text, connection) => {
      this.#listen();
      this.#trace.add(`said ${connection}`, text);
      const { action, market_id, turbo } = headOf(frame);
      if (action === "subscribe_depth" && market_id !== undefined)
        this.#excused.end(connection, slotOf("depth", market_id, venue(turbo)), "spoiled book");
      // This PONG answers the PING that the made-up one seemed to answer: the client's state is right again.
      if (text === "PONG") this.#excused.end(connection, ANY, "unasked PONG");
      return false;
    });
  }

  /** Reads the requests that the exchange got since the last call. */
  #listen(): void {
    for (const { connection, frame } of this.#exchange.requests) {
      this.#trace.add(`heard ${connection}`, JSON.stringify(frame));
      const { action = "", market_id, turbo, isSilent } = headOf(frame);
      const [, un, channel] = /^(un)?subscribe_(\w+)$/.exec(action) ?? [];
      if (!channel) continue;
      const slot = slotOf(channel, market_id, venue(turbo));
      const held = `${connection} ${slot}`;
      if (!un) {
        this.#held.add(held);
        this.#excused.end(connection, slot, "subscription ended in silence");
      } else if (isSilent && this.#held.delete(held)) {
        this.#excused.begin(connection, slot, "subscription ended in silence");
      }
    }
    this.#exchange.clearRequests();
  }
}
