// All that is not the client: an exchange behind real HTTP and WebSocket, and the proxy before it. It carries out what
// happens there and knows nothing of who connects.
import { setTimeout as sleep } from "node:timers/promises";
import { createExchange, ExchangeRefusal, type SimulatedExchange } from "o2-react/testing";
import { type ServedExchange, serveExchange } from "o2-react/testing/node";
import { sockets } from "./sockets.ts";
import type { FrameFault, Step } from "./steps.ts";
import { TcpProxy } from "./TcpProxy.ts";
import type { Trace } from "./Trace.ts";

/** What happens at the far end. */
export type FarStep = Exclude<Step, { readonly do: "show" | "unmount" | "tree" | "wait" | "wake" | "skew" }>;

export class FarEnd {
  readonly exchange: SimulatedExchange;
  readonly proxy: TcpProxy;
  // Of what connection and market the server has withheld or doubled a change, and when that was over.
  readonly #tainted = new Map<string, number>();
  // Where anybody may have connected to, and until when it was this one's.
  readonly #ports = new Map<number, number>();
  readonly #trace: Trace;
  #served: ServedExchange | undefined;

  private constructor(exchange: SimulatedExchange, served: ServedExchange, proxy: TcpProxy, trace: Trace) {
    this.#trace = trace;
    this.exchange = exchange;
    this.proxy = proxy;
    this.#served = served;
    this.#ports.set(proxy.port, Number.POSITIVE_INFINITY).set(served.port, Number.POSITIVE_INFINITY);
    this.#watch();
  }

  /** @param trace told of all that the exchange hears and says. */
  static async open(seed: number, trace: Trace): Promise<FarEnd> {
    const exchange = createExchange({ seed });
    // Three minutes: candles are read up to the last whole one, and made of trades from there on.
    exchange.warmUp({ hours: 0.05 });
    const served = await serveExchange(exchange);
    return new FarEnd(exchange, served, await TcpProxy.open(served.port), trace);
  }

  async close(): Promise<void> {
    this.exchange.close();
    const { port } = this.proxy;
    await this.proxy.close();
    this.#ports.set(port, Date.now());
    await this.#closeServer();
  }

  /** The sockets that are open between anybody and it, in words. */
  get sockets(): string[] {
    return sockets(this.#ports);
  }

  /** What the server holds for its clients, all connections together: `"depth 0"`, `"orders 2"`, … */
  get slots(): string[] {
    const market = (id: string) => this.exchange.markets.findIndex((one) => one.market_id === id);
    const account = (identity: object) =>
      this.exchange.accounts.findIndex((one) => one.id === Object.values(identity)[0]);
    return this.exchange.subscriptions
      .flatMap(({ depth, trades, orders, balances, nonce }) => [
        ...Object.keys(depth).map((id) => `depth ${market(id)}`),
        ...trades.map((id) => `trades ${market(id)}`),
        ...orders.map((identity) => `orders ${account(identity)}`),
        ...balances.map((identity) => `balances ${account(identity)}`),
        ...nonce.map((identity) => `nonce ${account(identity)}`),
      ])
      .sort();
  }

  /**
   * Whether somebody was, at some time since then, on a connection that was not told each change of a market once. It is
   * over with the market's next snapshot, or with the connection.
   */
  isTainted(place: number, since: number): boolean {
    const open = new Set(this.exchange.subscriptions.map(({ connection }) => String(connection)));
    for (const [key, until] of this.#tainted) {
      const [connection = "", market] = key.split(" ");
      if (!open.has(connection)) this.#tainted.set(key, Math.min(until, Date.now()));
      if (market === String(place) && until >= since) return true;
    }
    return false;
  }

  /** All is well again, and nothing happens any more. */
  heal(): void {
    this.exchange.stop();
    this.exchange.faults.clear();
    this.proxy.heal();
    this.#watch();
  }

  async carryOut(step: FarStep): Promise<void> {
    switch (step.do) {
      case "trade":
        return this.exchange.tick(step.actions);
      case "place":
        return this.#place(step.account, step.market, step.side);
      case "fill":
      case "cancel":
        return this.#end(step.account, step.do);
      case "drop":
        return this.proxy.drop();
      case "stall":
        // Nothing comes through these connections any more, whenever the server finds out.
        for (const [key, until] of this.#tainted) this.#tainted.set(key, Math.min(until, Date.now()));
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
        return this.exchange.faults.rest(step.fault);
      case "frame":
        return this.#spoil(step.fault);
    }
  }

  #spoil(fault: FrameFault): void {
    const { faults } = this.exchange;
    if (fault.how === "garbage") faults.garbage(fault.text);
    else if (fault.how === "corrupt") faults.corrupt(fault.action, (text) => text.slice(0, fault.keep));
    else {
      faults[fault.how]((frame, text, connection) => {
        if (text !== fault.action && actionOf(frame) !== fault.action) return false;
        if (fault.action === "subscribe_depth_update")
          this.#tainted.set(this.#keyOf(frame, connection), Number.POSITIVE_INFINITY);
        return true;
      });
    }
  }

  /** Sees each frame first, and is for none. */
  #watch(): void {
    this.exchange.faults.withhold((frame, text, connection) => {
      for (const heard of this.exchange.requests)
        this.#trace.add(`heard ${heard.connection}`, JSON.stringify(heard.frame));
      this.exchange.clearRequests();
      this.#trace.add(`said ${connection}`, text);
      const key = this.#keyOf(frame, connection);
      if (actionOf(frame) === "subscribe_depth" && this.#tainted.has(key)) this.#tainted.set(key, Date.now());
      return false;
    });
  }

  #keyOf(frame: unknown, connection: number): string {
    const { market_id } = Object(frame) as { readonly market_id?: string };
    return `${connection} ${this.exchange.markets.findIndex((market) => market.market_id === market_id)}`;
  }

  #place(place: number, at: number, side: "buy" | "sell"): void {
    const account = this.exchange.accounts[place];
    const market = this.exchange.markets[at];
    if (!account || !market) return;
    const { bid, ask } = this.exchange.top(market.market_id);
    const price = side === "buy" ? bid : ask;
    if (price === undefined) return;
    const { scale, step, min_order } = market;
    const quantity = ((3n * min_order * scale) / price / step + 1n) * step;
    refusable(() => this.exchange.place(account, { marketId: market.market_id, side, price, quantity }));
  }

  #end(place: number, how: "fill" | "cancel"): void {
    const account = this.exchange.accounts[place];
    const [order] = account ? this.exchange.orders(account, { open: true }) : [];
    if (account && order) refusable(() => this.exchange[how](account, order.order_id));
  }

  async #closeServer(): Promise<void> {
    const served = this.#served;
    this.#served = undefined;
    await served?.close();
    if (served) this.#ports.set(served.port, Date.now());
  }

  async #restart(down: number): Promise<void> {
    await this.#closeServer();
    await sleep(down);
    this.#served = await serveExchange(this.exchange);
    this.#ports.set(this.#served.port, Number.POSITIVE_INFINITY);
    this.proxy.leadTo(this.#served.port);
  }
}

function actionOf(frame: unknown): string | undefined {
  return (Object(frame) as { readonly action?: string }).action;
}

function refusable(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ExchangeRefusal)) throw error;
  }
}
