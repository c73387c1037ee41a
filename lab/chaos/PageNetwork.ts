// The network to an exchange in this page: its own WebSocket and fetch, no sockets of the machine. It delays, holds
// back and loses whole frames; there are no bytes. Knows nothing of what is said.
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { sleep } from "../waiting.ts";
import type { Weather } from "./Lane.ts";
import { Lines } from "./Lines.ts";
import type { Network } from "./Network.ts";

/** Milliseconds under way in each direction: on this machine, in this country, on another continent. */
const LATENCIES = [0, 15, 120] as const;

export class PageNetwork implements Network {
  readonly exchange: SimulatedExchange;
  readonly #lines: Lines;
  readonly #latency: number;
  /** The connections that were made half-open. */
  readonly #stalled = new Set<number>();

  /** @param hours number of trading hours behind the exchange. */
  constructor(seed: number, hours: number) {
    this.#latency = LATENCIES[seed % LATENCIES.length] ?? 0;
    this.exchange = createExchange({ seed, latency: this.#latency });
    this.exchange.warmUp({ hours });
    this.#lines = new Lines(this.exchange.WebSocket);
  }

  get address(): Network["address"] {
    return { ...this.exchange.config, WebSocket: this.#lines.WebSocket, fetch: this.exchange.fetch };
  }

  get openedAt(): number {
    return this.#lines.openedAt;
  }

  get requestedAt(): number {
    return this.#lines.requestedAt;
  }

  get connections(): number {
    return this.#lines.size;
  }

  /** Only timers can be left, and these are counted elsewhere. */
  get left(): readonly string[] {
    return [];
  }

  drop(): void {
    this.exchange.faults.drop();
  }

  stall(): void {
    for (const { connection } of this.exchange.subscriptions) this.#stalled.add(connection);
    this.exchange.faults.stall();
    this.#lines.stall();
  }

  hold(milliseconds: number): void {
    this.#lines.hold(milliseconds);
  }

  cut(bytes: number): void {
    const left = new Map(this.exchange.subscriptions.map(({ connection }) => [connection, bytes]));
    this.exchange.faults.withhold((_, text, connection) => {
      const rest = (left.get(connection) ?? Number.POSITIVE_INFINITY) - text.length;
      left.set(connection, rest);
      if (rest <= 0) this.exchange.faults.drop(connection);
      return rest <= 0;
    }, Number.POSITIVE_INFINITY);
  }

  refuse(how: "refuse" | "hang"): void {
    this.exchange.faults.refuse({ hang: how === "hang" });
  }

  weather({ delay }: Partial<Weather>): void {
    if (delay !== undefined) this.exchange.faults.delay(5 * delay);
  }

  async restart(down: number): Promise<void> {
    this.refuse("refuse");
    this.drop();
    await sleep(down);
    this.exchange.faults.accept();
  }

  sendBinary(frames: number): void {
    this.#lines.binary += frames;
  }

  async tellServer(text: string): Promise<void> {
    this.#lines.tellServer(text);
    await sleep(this.#latency);
  }

  heal(): void {
    this.#lines.release();
    this.exchange.faults.accept();
    this.exchange.faults.delay(0);
  }

  bury(): void {
    for (const connection of this.#stalled) this.exchange.faults.drop(connection);
    this.#stalled.clear();
  }

  async close(): Promise<void> {
    this.exchange.close();
  }
}
