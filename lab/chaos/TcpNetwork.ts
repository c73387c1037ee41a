// The network over real sockets: a served exchange behind a proxy that mistreats bytes. Knows nothing of what is said.
import type { SimulatedExchange } from "o2-react/testing";
import { FarEnd } from "../far/FarEnd.ts";
import { sleep } from "../waiting.ts";
import type { Weather } from "./Lane.ts";
import type { Network } from "./Network.ts";
import { sockets } from "./sockets.ts";
import { TcpProxy } from "./TcpProxy.ts";

export class TcpNetwork implements Network {
  readonly #far: FarEnd;
  readonly #proxy: TcpProxy;
  /** The ports that clients may have connected to, and until when each was this network's. */
  readonly #ports = new Map<number, number>();

  private constructor(far: FarEnd, proxy: TcpProxy) {
    this.#far = far;
    this.#proxy = proxy;
    this.#ports.set(proxy.port, Number.POSITIVE_INFINITY).set(far.port, Number.POSITIVE_INFINITY);
  }

  /** @param hours number of trading hours behind the exchange. */
  static async open(seed: number, hours: number): Promise<TcpNetwork> {
    const far = await FarEnd.open({ seed, hours });
    return new TcpNetwork(far, await TcpProxy.open(far.port));
  }

  get exchange(): SimulatedExchange {
    return this.#far.exchange;
  }

  get address(): Network["address"] {
    const at = `127.0.0.1:${this.#proxy.port}`;
    return { wsUrl: `ws://${at}/v1/ws`, apiBase: `http://${at}` };
  }

  get openedAt(): number {
    return this.#far.openedAt;
  }

  get requestedAt(): number {
    return this.#far.requestedAt;
  }

  get connections(): number {
    return this.#proxy.size;
  }

  get left(): string[] {
    return sockets(this.#ports);
  }

  drop(): void {
    this.#proxy.drop();
  }

  stall(): void {
    this.#proxy.stall();
  }

  hold(milliseconds: number): void {
    this.#proxy.hold(milliseconds);
  }

  cut(bytes: number): void {
    this.#proxy.cut(bytes);
  }

  refuse(how: "refuse" | "hang"): void {
    this.#proxy.refuse(how);
  }

  weather(change: Partial<Weather>): void {
    this.#proxy.weather(change);
  }

  /** Comes back on another port, because the old one may belong to another world by then. */
  async restart(down: number): Promise<void> {
    this.#ports.set(this.#far.port, await this.#far.down());
    await sleep(down);
    await this.#far.up(0);
    this.#ports.set(this.#far.port, Number.POSITIVE_INFINITY);
    this.#proxy.leadTo(this.#far.port);
  }

  sendBinary(frames: number): void {
    this.#far.sendBinary(frames);
  }

  async tellServer(text: string): Promise<void> {
    this.#far.tellServer(text);
  }

  heal(): void {
    this.#proxy.heal();
  }

  bury(): void {
    this.#proxy.bury();
  }

  async close(): Promise<void> {
    this.#far.exchange.close();
    const { port } = this.#proxy;
    await this.#proxy.close();
    this.#ports.set(port, Date.now());
    this.#ports.set(this.#far.port, await this.#far.down());
  }
}
