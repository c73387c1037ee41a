// A TCP proxy that does to bytes what networks do: loses, delays, splits, joins, throttles and swallows them, refuses and
// cuts connections. It knows nothing of what the bytes say.
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from "node:net";
import { FAIR, Lane, type Weather } from "./Lane.ts";

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly toClient: Lane;
  readonly toServer: Lane;
}

/** Cuts a socket off without a word. One that is ending Node fails to reset, and keeps its handle for ever (EINVAL). */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** A proxy on a port of its own; where it leads to may change. */
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

  /** How many connections go through it now. */
  get size(): number {
    return this.#pairs.size;
  }

  /** Leads elsewhere from the next connection on. */
  leadTo(port: number): void {
    this.#target = port;
  }

  /** Changes what is done to bytes under way. */
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

  /** Makes all connections half-open: they look open, and nothing that is said gets through. */
  stall(): void {
    for (const { toClient, toServer } of this.#pairs) {
      toClient.isSwallowing = true;
      toServer.isSwallowing = true;
    }
  }

  /** Holds back all that is under way, both ways, for so many milliseconds; then it arrives in order. */
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

  /** Cuts each connection after so many bytes more to the client: likely in the middle of a frame. */
  cut(bytes: number): void {
    for (const pair of this.#pairs) {
      pair.toClient.cutAfter(bytes, () => {
        // What was written gets there first.
        pair.near.end();
        pair.far.destroy();
      });
    }
  }

  /** Takes no new connections: refuses them at once, or takes them and says nothing. */
  refuse(how: "refuse" | "hang" = "refuse"): void {
    this.#admission = how;
  }

  /** All is well from now on; connections that were stalled stay so. */
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
