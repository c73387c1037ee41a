// The far end under chaos: an exchange that mistreats frames, behind a network that loses, delays and holds back bytes.
// It carries out the steps of a script that happen there, and knows nothing of who connects.
import type { SimulatedExchange } from "o2-react/testing";
import { slotsHeld } from "../far/slots.ts";
import { sleep } from "../waiting.ts";
import type { Address } from "./clients/ChaosClient.ts";
import type { Excuse } from "./Excused.ts";
import { HttpCache } from "./HttpCache.ts";
import type { Network } from "./Network.ts";
import { OddServer } from "./OddServer.ts";
import { PageNetwork } from "./PageNetwork.ts";
import type { Reader } from "./Reader.ts";
import type { Setting } from "./settings.ts";
import type { Step } from "./steps.ts";
import { TcpNetwork } from "./TcpNetwork.ts";
import type { Trace } from "./Trace.ts";
import { type VenuePlaces, venuePlacesOf } from "./venues.ts";

/** A step that happens at the far end. */
export type FarStep = Exclude<Step, { readonly do: PageStep }>;

/** The steps that happen in the page. */
type PageStep =
  | ("show" | "unmount" | "tree" | "wait" | "wake" | "skew" | "inside" | "owe")
  | ("more" | "iterate" | "stop" | "page" | "popOut");

/** A time without a byte on a connection, and the time from which the client counts it. */
interface Silence {
  readonly from: number;
  to: number;
  counted: number;
}

/** Milliseconds that held-back frames may take to be shown after a silence. */
const ARRIVING = 500;

/** Three minutes. Candles are read up to the last whole one and made of trades from there on. */
const HOURS = 0.05;

export class FaultyEnd {
  readonly network: Network;
  readonly #setting: Setting;
  readonly #server: OddServer;
  readonly #cache: HttpCache;
  #silences: Silence[] = [];

  private constructor(network: Network, trace: Trace, setting: Setting) {
    this.network = network;
    this.#setting = setting;
    this.#cache = new HttpCache(
      () => network.address.fetch ?? globalThis.fetch,
      (what) => trace.add("read", what),
    );
    this.#server = new OddServer(network.exchange, trace, setting.stretch, (text) => network.tellServer(text));
  }

  /** @param trace receives all frames that the exchange gets and sends. */
  static async open(seed: number, trace: Trace, setting: Setting): Promise<FaultyEnd> {
    const network = setting.isFake ? new PageNetwork(seed, HOURS) : await TcpNetwork.open(seed, HOURS);
    network.exchange.turbo().warmUp({ hours: HOURS });
    return new FaultyEnd(network, trace, setting);
  }

  get exchange(): SimulatedExchange {
    return this.network.exchange;
  }

  /** The address for a client, and the options to make the client with. */
  get address(): Address {
    return { ...this.network.address, fetch: this.#cache.fetch, atDefaults: this.#setting.atDefaults };
  }

  /** The markets and accounts that can be followed. */
  get places(): VenuePlaces {
    return venuePlacesOf(this.exchange);
  }

  /** The slots that the server holds for all connections together. */
  get slots(): readonly string[] {
    return slotsHeld(this.exchange);
  }

  /** The reason why a reader's value may have been false since that time. */
  excuseOf(reader: Reader, since: number): Excuse | undefined {
    return this.#server.excuseOf(reader, since);
  }

  /** The time when a client last subscribed or read over REST. */
  get askedAt(): number {
    return Math.max(this.network.requestedAt, this.#cache.askedAt);
  }

  /**
   * Milliseconds that a link may have been silent by now while the client believed it.
   * @param isHidden whether the page is hidden.
   * @param slower additional milliseconds until what arrives is shown.
   */
  silentFor(isHidden: boolean, slower: number): number {
    const now = Date.now();
    const { silence, hiddenSilence } = this.#setting;
    const bound = isHidden ? hiddenSilence : silence;
    this.#silences = this.#silences.filter(
      ({ counted, to }) => now <= counted + hiddenSilence && now <= to + ARRIVING + slower,
    );
    const believed = this.#silences.filter(({ counted }) => now <= counted + bound);
    return Math.max(0, ...believed.map(({ from }) => now - from));
  }

  /**
   * Restarts the count of silence: the client's clock was set back, so it cannot know how long a link has been silent.
   * @param isHidden as above.
   */
  clockSetBack(isHidden: boolean): void {
    const now = Date.now();
    const { silence, hiddenSilence } = this.#setting;
    const bound = isHidden ? hiddenSilence : silence;
    for (const one of this.#silences) if (one.counted + bound >= now) one.counted = now;
  }

  /**
   * Notes a silence that begins now. Earlier silences that still last are prolonged to its end: their frames stay held
   * back, or are lost.
   */
  #silent(milliseconds: number): void {
    const now = Date.now();
    const to = now + milliseconds;
    const held = this.#silences.filter((one) => one.to >= now && one.to !== Number.POSITIVE_INFINITY);
    this.#silences.push({ from: now, to, counted: now }, ...held.map((one) => ({ ...one, to })));
  }

  /** Delivers held-back frames and accepts connections. Half-open connections stay half-open. */
  #release(): void {
    const now = Date.now();
    for (const silence of this.#silences)
      if (silence.to !== Number.POSITIVE_INFINITY) silence.to = Math.min(silence.to, now);
    this.network.heal();
  }

  start(): void {
    this.#server.start(this.#setting.rate);
  }

  /** Ends all faults; no further fault happens. */
  heal(): void {
    this.#cache.isOn = false;
    this.#release();
    this.#server.heal(() => this.network.drop());
  }

  async close(): Promise<void> {
    this.#server.close();
    await this.network.close();
  }

  async carryOut(step: FarStep): Promise<void> {
    const { network } = this;
    const { stretch } = this.#setting;
    switch (step.do) {
      case "drop":
        return network.drop();
      case "stall":
        // No byte comes through any connection, whenever the server notices.
        this.#server.stalled();
        this.#silent(Number.POSITIVE_INFINITY);
        return network.stall();
      case "hold":
        this.#silent(step.for * stretch);
        return network.hold(step.for * stretch);
      case "accept":
        return this.#release();
      case "calm":
        this.#release();
        return sleep(step.for * stretch);
      case "cut":
        return network.cut(step.after);
      case "refuse":
        return network.refuse(step.how);
      case "weather":
        return network.weather(step.weather);
      case "restart":
        return network.restart(step.down * stretch);
      case "binary":
        return network.sendBinary(step.frames);
      case "cache":
        this.#cache.isOn = step.isOn;
        return;
      case "read": {
        const { delay } = step.fault;
        return this.exchange.faults.rest({ ...step.fault, ...(delay ? { delay: delay * stretch } : {}) });
      }
      default:
        return this.#server.carryOut(step);
    }
  }
}
