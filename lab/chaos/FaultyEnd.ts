// The far end as chaos has it: behind a proxy that mistreats bytes, on an exchange that mistreats frames. It carries out the
// steps of a script that happen there, and knows nothing of who connects.
import { setTimeout as sleep } from "node:timers/promises";
import { ExchangeRefusal } from "o2-react/testing";
import { enough } from "../far/Crowd.ts";
import { FarEnd } from "../far/FarEnd.ts";
import { sockets } from "./sockets.ts";
import type { FrameFault, Step } from "./steps.ts";
import { Taint } from "./Taint.ts";
import { TcpProxy } from "./TcpProxy.ts";
import type { Trace } from "./Trace.ts";

/** What happens at the far end. */
export type FarStep = Exclude<Step, { readonly do: "show" | "unmount" | "tree" | "wait" | "wake" | "skew" }>;

/** What is read of a frame. */
interface Head {
  readonly action?: string;
  readonly market_id?: string;
}

const headOf = (frame: unknown): Head => Object(frame) as Head;

export class FaultyEnd {
  readonly far: FarEnd;
  readonly proxy: TcpProxy;
  readonly #taint = new Taint();
  /** The ports at which anybody may have connected, and until when they were this one's. */
  readonly #ports = new Map<number, number>();
  readonly #trace: Trace;

  private constructor(far: FarEnd, proxy: TcpProxy, trace: Trace) {
    this.#trace = trace;
    this.far = far;
    this.proxy = proxy;
    this.#ports.set(proxy.port, Number.POSITIVE_INFINITY).set(far.port, Number.POSITIVE_INFINITY);
    this.#watch();
  }

  /** @param trace told of all that the exchange receives and sends. */
  static async open(seed: number, trace: Trace): Promise<FaultyEnd> {
    // Three minutes: candles are read up to the last whole one, and made of trades from there on.
    const far = await FarEnd.open({ seed, hours: 0.05 });
    return new FaultyEnd(far, await TcpProxy.open(far.port), trace);
  }

  async close(): Promise<void> {
    this.far.exchange.close();
    const { port } = this.proxy;
    await this.proxy.close();
    this.#ports.set(port, Date.now());
    this.#ports.set(this.far.port, await this.far.down());
  }

  /** The sockets that are open between anybody and it, in words. */
  get sockets(): string[] {
    return sockets(this.#ports);
  }

  /** Whether somebody was, at some time since then, on a connection that was not told each change of a market once. */
  isTainted(place: number, since: number): boolean {
    const open = new Set(this.far.exchange.subscriptions.map(({ connection }) => connection));
    this.#taint.endThose((connection) => !open.has(connection));
    return this.#taint.had(this.far.exchange.markets[place]?.market_id, since);
  }

  /** All is well again, and nothing happens any more. */
  heal(): void {
    this.far.exchange.stop();
    this.far.exchange.faults.clear();
    this.proxy.heal();
    this.#watch();
  }

  async carryOut(step: FarStep): Promise<void> {
    switch (step.do) {
      case "trade":
        return this.far.exchange.tick(step.actions);
      case "place":
        return this.#place(step.account, step.market, step.side);
      case "fill":
      case "cancel":
        return this.#end(step.account, step.do);
      case "drop":
        return this.proxy.drop();
      case "stall":
        // Nothing comes through any connection, whenever the server finds out.
        this.#taint.endThose(() => true);
        return this.proxy.stall();
      case "accept":
        return this.proxy.heal();
      case "calm":
        this.proxy.heal();
        return void (await sleep(step.for));
      case "cut":
        return this.proxy.cut(step.after);
      case "refuse":
        return this.proxy.refuse(step.how);
      case "weather":
        return this.proxy.weather(step.weather);
      case "restart":
        return this.#restart(step.down);
      case "read":
        return this.far.exchange.faults.rest(step.fault);
      case "frame":
        return this.#spoil(step.fault);
    }
  }

  #spoil(fault: FrameFault): void {
    const { faults } = this.far.exchange;
    if (fault.how === "garbage") faults.garbage(fault.text);
    else if (fault.how === "corrupt") faults.corrupt(fault.action, (text) => text.slice(0, fault.keep));
    else {
      faults[fault.how]((frame, text, connection) => {
        const { action, market_id } = headOf(frame);
        if (text !== fault.action && action !== fault.action) return false;
        if (fault.action === "subscribe_depth_update") this.#taint.begin(connection, market_id);
        return true;
      });
    }
  }

  /** Sees each frame first, and withholds none. */
  #watch(): void {
    const { exchange } = this.far;
    exchange.faults.withhold((frame, text, connection) => {
      for (const heard of exchange.requests) this.#trace.add(`heard ${heard.connection}`, JSON.stringify(heard.frame));
      exchange.clearRequests();
      this.#trace.add(`said ${connection}`, text);
      const { action, market_id } = headOf(frame);
      if (action === "subscribe_depth") this.#taint.end(connection, market_id);
      return false;
    });
  }

  #place(place: number, at: number, side: "buy" | "sell"): void {
    const { exchange } = this.far;
    const account = exchange.accounts[place];
    const market = exchange.markets[at];
    if (!account || !market) return;
    const { bid, ask } = exchange.top(market.market_id);
    const price = side === "buy" ? bid : ask;
    if (price === undefined) return;
    const order = { marketId: market.market_id, side, price, quantity: enough(market, price) };
    refusable(() => exchange.place(account, order));
  }

  #end(place: number, how: "fill" | "cancel"): void {
    const { exchange } = this.far;
    const account = exchange.accounts[place];
    const [order] = account ? exchange.orders(account, { open: true }) : [];
    if (account && order) refusable(() => exchange[how](account, order.order_id));
  }

  /** Comes back at another port: in the meantime the old one may have become another world's. */
  async #restart(down: number): Promise<void> {
    this.#ports.set(this.far.port, await this.far.down());
    await sleep(down);
    await this.far.up(0);
    this.#ports.set(this.far.port, Number.POSITIVE_INFINITY);
    this.proxy.leadTo(this.far.port);
  }
}

function refusable(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ExchangeRefusal)) throw error;
  }
}
