// A TCP proxy with the faults of a network: it loses, delays, splits, joins, throttles and swallows bytes, refuses
// connections and cuts them. It knows nothing of what the bytes say.
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from "node:net";
import { FAIR, Lane, type Weather } from "./Lane.ts";

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly toClient: Lane;
  readonly toServer: Lane;
}

/**
 * Cuts a socket off without a word. Node cannot reset a socket that is ending (EINVAL), and would keep its handle for
 * ever.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** A proxy on its own port. Its target may change. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #hanging = new Set<Socket>();
  #admission: "accept" | "refuse" | "hang" = "accept";
  #weather: Weather = FAIR;
  #target: number;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((near) => this.#accept(near));
  }

  /** A proxy that listens on loopback. @param target the port it leads to. */
  static async open(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Number of connections through it. */
  get size(): number {
    return this.#pairs.size;
  }

  /** Sets the target of later connections. */
  leadTo(port: number): void {
    this.#target = port;
  }

  /** Changes the treatment of bytes. */
  weather(change: Partial<Weather>): void {
    this.#weather = { ...this.#weather, ...change };
  }

  /** Cuts all connections without a word. */
  drop(): void {
    for (const { near, far } of [...this.#pairs]) {
      reset(near);
      reset(far);
    }
    for (const near of this.#hanging) near.destroy();
  }

  /** Makes all connections half-open: they look open, and nothing gets through. */
  stall(): void {
    for (const { toClient, toServer } of this.#pairs) {
      toClient.isSwallowing = true;
      toServer.isSwallowing = true;
    }
  }

  /** Holds back everything under way, in both directions, for so many milliseconds. Then it arrives in order. */
  hold(milliseconds: number): void {
    for (const { toClient, toServer } of this.#pairs)
      for (const lane of [toClient, toServer]) lane.holdUntil(Date.now() + milliseconds);
  }

  /** Cuts the connections that are half-open, as networks do in the end. */
  bury(): void {
    for (const { near, far, toClient } of [...this.#pairs]) {
      if (!toClient.isSwallowing) continue;
      reset(near);
      reset(far);
    }
  }

  /** Cuts each connection after so many more bytes to the client, probably in the middle of a frame. */
  cut(bytes: number): void {
    for (const pair of this.#pairs) {
      pair.toClient.cutAfter(bytes, () => {
        // The bytes written before arrive first.
        pair.near.end();
        pair.far.destroy();
      });
    }
  }

  /** Accepts no new connections: refuses them at once, or accepts them and says nothing. */
  refuse(how: "refuse" | "hang" = "refuse"): void {
    this.#admission = how;
  }

  /** Ends all faults. Stalled connections stay stalled. */
  heal(): void {
    this.#admission = "accept";
    this.#weather = FAIR;
    for (const { toClient, toServer } of this.#pairs) for (const lane of [toClient, toServer]) lane.release();
    for (const near of this.#hanging) near.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(near: Socket): void {
    near.on("error", () => near.destroy());
    if (this.#admission === "refuse") {
      reset(near);
      return;
    }
    if (this.#admission === "hang") {
      this.#hanging.add(near);
      near.on("close", () => this.#hanging.delete(near));
      return;
    }
    const far = dial(this.#target, "127.0.0.1");
    far.on("error", () => far.destroy());
    near.setNoDelay();
    far.setNoDelay();
    const weather = (): Weather => this.#weather;
    const pair: Pair = { near, far, toClient: new Lane(near, weather), toServer: new Lane(far, weather) };
    this.#pairs.add(pair);
    near.on("data", (chunk: Buffer) => pair.toServer.push(chunk));
    far.on("data", (chunk: Buffer) => pair.toClient.push(chunk));
    const gone = (): void => {
      pair.toClient.end();
      pair.toServer.end();
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    near.on("close", gone);
    far.on("close", gone);
  }
}
