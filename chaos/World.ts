// One run: an exchange behind real sockets, a proxy that mistreats them, a client, and the judge of what it shows.
import { setTimeout as sleep } from "node:timers/promises";
import { createExchange, ExchangeRefusal, type SimulatedExchange } from "o2-react/testing";
import { type ServedExchange, serveExchange } from "o2-react/testing/node";
import type { ChaosClient, ChaosClientKind, Shown } from "./clients/ChaosClient.ts";
import { wake } from "./clients/page.ts";
import { Lag } from "./Lag.ts";
import { socketsAt } from "./sockets.ts";
import type { Step } from "./steps.ts";
import { TcpProxy } from "./TcpProxy.ts";
import { type Reader, Truth } from "./Truth.ts";

/** Something that was wrong, by the promise it breaks. */
export interface Finding {
  /** Shown as live though the exchange did not have it; not right in time once all was well; another slot held than is mounted; left behind. */
  readonly what: "false" | "unhealed" | "slots" | "left";
  readonly text: string;
}

/** What came of a run. */
export interface Verdict {
  /** What was wrong; empty where nothing was. */
  readonly findings: readonly Finding[];
  /** How long after the healing everything was right, in milliseconds. */
  readonly healedAfter: number;
  /** How many values that were shown as live were held against the exchange's past. */
  readonly checked: number;
  /** Of these, those of a book of which the server had withheld or doubled a change, and that were not the exchange's. */
  readonly excused: number;
}

/** A live value must be the exchange's of this long ago at most, in milliseconds, and what the machine itself was late. */
const FRESH = 1_000;
/** How long everything may take to be right once all is well. Two audits' second looks take most of it. */
const PATIENCE = 25_000;

export interface WorldOptions {
  /** How long everything may take to be right once all is well, in milliseconds. Default 25,000. */
  readonly patience?: number;
}

/** One run's world. */
export class World {
  readonly #exchange: SimulatedExchange;
  readonly #truth: Truth;
  readonly #proxy: TcpProxy;
  readonly #client: ChaosClient;
  readonly #kind: ChaosClientKind;
  readonly #patience: number;
  readonly #lag = new Lag();
  readonly #wanted = new Map<number, Reader>();
  // Markets of which the server has withheld or doubled a change.
  readonly #tainted = new Set<number>();
  readonly #findings = new Map<string, Finding>();
  // Where anybody may have connected to.
  readonly #ports = new Set<number>();
  readonly #watch: ReturnType<typeof setInterval>;
  #served: ServedExchange | undefined;
  #checked = 0;
  #excused = 0;

  private constructor(
    exchange: SimulatedExchange,
    served: ServedExchange,
    proxy: TcpProxy,
    kind: ChaosClientKind,
    { patience = PATIENCE }: WorldOptions,
  ) {
    this.#patience = patience;
    this.#exchange = exchange;
    this.#served = served;
    this.#proxy = proxy;
    this.#ports.add(proxy.port).add(served.port);
    this.#truth = new Truth(exchange);
    this.#kind = kind;
    const at = `127.0.0.1:${proxy.port}`;
    const places = {
      markets: exchange.markets.map((market) => market.market_id),
      accounts: exchange.accounts.map((account) => account.id),
    };
    this.#client = kind.open({ wsUrl: `ws://${at}/v1/ws`, apiBase: `http://${at}` }, places, (_, reader, shown) =>
      this.#judge(reader, shown),
    );
    // What stays on the screen is looked at as well.
    this.#watch = setInterval(() => this.#judgeAll(), 50);
  }

  static async open(kind: ChaosClientKind, seed: number, options: WorldOptions = {}): Promise<World> {
    const exchange = createExchange({ seed });
    exchange.tick(300);
    const served = await serveExchange(exchange);
    return new World(exchange, served, await TcpProxy.open(served.port), kind, options);
  }

  /** Carries out a run's steps, heals the world, judges, and leaves nothing behind. */
  async run(steps: readonly Step[]): Promise<Verdict> {
    let healedAfter = Number.POSITIVE_INFINITY;
    try {
      this.#exchange.start({ rate: 100 });
      for (const step of steps) await this.#carryOut(step);
      healedAfter = await this.#heal();
      await this.#leave();
    } finally {
      await this.#close();
    }
    return { findings: [...this.#findings.values()], healedAfter, checked: this.#checked, excused: this.#excused };
  }

  /** Ends everything, whatever state it is in. */
  async #close(): Promise<void> {
    clearInterval(this.#watch);
    this.#lag.stop();
    await this.#client.close();
    this.#truth.close();
    this.#exchange.close();
    await this.#proxy.close();
    await this.#served?.close();
    await until(() => socketsAt(this.#ports).length === 0, 3_000);
    for (const left of socketsAt(this.#ports)) this.#find("left", `${left} is left`);
  }

  async #carryOut(step: Step): Promise<void> {
    const { faults } = this.#exchange;
    switch (step.do) {
      case "show":
        if (!this.#kind.can(step.reader)) return;
        this.#wanted.set(step.id, step.reader);
        return this.#client.show(step.id, step.reader);
      case "unmount":
        this.#wanted.delete(step.id);
        return this.#client.unmount(step.id);
      case "trade":
        return this.#exchange.tick(step.actions);
      case "place":
        return this.#place(step.account, step.market, step.side);
      case "fill":
      case "cancel":
        return this.#end(step.account, step.do);
      case "wait":
        await sleep(step.for);
        return;
      case "drop":
        return this.#proxy.drop();
      case "stall":
        return this.#proxy.stall();
      case "accept":
        return this.#proxy.heal();
      case "cut":
        return this.#proxy.cut(step.after);
      case "refuse":
        return this.#proxy.refuse(step.how);
      case "weather":
        return this.#proxy.weather(step.weather);
      case "restart":
        return this.#restart(step.down);
      case "wake":
        return wake(step.moment);
      case "skew":
        return this.#client.skew(step.by);
      case "read": {
        const { times, ...fault } = step.fault;
        return faults.rest({ ...fault, times });
      }
      case "frame":
        break;
    }
    const { fault } = step;
    if (fault.how === "garbage") faults.garbage(fault.text);
    else if (fault.how === "corrupt") faults.corrupt(fault.action, (text) => text.slice(0, fault.keep));
    else {
      faults[fault.how]((frame) => {
        const { action, market_id } = Object(frame) as { readonly action?: string; readonly market_id?: string };
        if (action !== "subscribe_depth_update") return false;
        this.#tainted.add(this.#exchange.markets.findIndex((market) => market.market_id === market_id));
        return true;
      });
    }
  }

  #place(place: number, at: number, side: "buy" | "sell"): void {
    const account = this.#exchange.accounts[place];
    const market = this.#exchange.markets[at];
    if (!account || !market) return;
    const { bid, ask } = this.#exchange.top(market.market_id);
    const price = side === "buy" ? bid : ask;
    if (price === undefined) return;
    const { scale, step, min_order } = market;
    const quantity = ((3n * min_order * scale) / price / step + 1n) * step;
    refusable(() => this.#exchange.place(account, { marketId: market.market_id, side, price, quantity }));
  }

  #end(place: number, how: "fill" | "cancel"): void {
    const account = this.#exchange.accounts[place];
    const [order] = account ? this.#exchange.orders(account, { open: true }) : [];
    if (account && order) refusable(() => this.#exchange[how](account, order.order_id));
  }

  async #restart(down: number): Promise<void> {
    const served = this.#served;
    this.#served = undefined;
    await served?.close();
    await sleep(down);
    this.#served = await serveExchange(this.#exchange);
    this.#ports.add(this.#served.port);
    this.#proxy.leadTo(this.#served.port);
  }

  /** All is well again: in a bounded time everything that is mounted is live and true. */
  async #heal(): Promise<number> {
    this.#exchange.stop();
    this.#exchange.faults.clear();
    this.#proxy.heal();
    const [began, lost] = [Date.now(), this.#lag.total];
    // What this process itself could not run does not count.
    while (Date.now() - began - (this.#lag.total - lost) < this.#patience) {
      if (this.#wrong().length === 0) return Date.now() - began;
      await sleep(10);
    }
    for (const wrong of this.#wrong())
      this.#find("unhealed", `not right ${this.#patience} ms after all was well: ${wrong}`);
    return Number.POSITIVE_INFINITY;
  }

  /** Every mounted reader that is not live and the exchange's own. */
  #wrong(): string[] {
    return [...this.#wanted].flatMap(([id, reader]) => {
      const shown = this.#client.shown(id);
      const truth = this.#truth.now(reader);
      const isOf = JSON.stringify(shown?.reader) === JSON.stringify(reader);
      if (isOf && shown?.status === "live" && shown.text === truth) return [];
      return [`${JSON.stringify(reader)} shows ${shown?.status} ${cut(shown?.text)}, the exchange has ${cut(truth)}`];
    });
  }

  /** The server holds what is mounted, and nothing once nothing is. */
  async #leave(): Promise<void> {
    // What is half-open the client has left behind; the server would find out after a minute.
    this.#proxy.bury();
    const expected = this.#slots();
    const isHeld = () => JSON.stringify(this.#heldSlots()) === JSON.stringify(expected);
    if (!(await until(isHeld, 2_000)))
      this.#find(
        "slots",
        `the server holds ${JSON.stringify(this.#heldSlots())}, mounted is ${JSON.stringify(expected)}`,
      );
    await this.#client.close();
    if (!(await until(() => this.#exchange.connections === 0 && this.#proxy.size === 0, 6_000)))
      this.#find(
        "left",
        `after the unmount ${this.#exchange.connections} connections and ${this.#proxy.size} sockets are left`,
      );
  }

  /** What the server should hold: which connection is whose it does not know, so what counts is how often. */
  #slots(): string[] {
    const slots = [...this.#wanted].flatMap(([id, reader]) => {
      const of = (slot: string) => ({ provider: id % 2, slot });
      if (reader.kind === "depth" || reader.kind === "best") return [of(`depth ${reader.market}`)];
      if (reader.kind === "trades") return [of(`trades ${reader.market}`)];
      if (reader.kind === "nonce") return [of(`nonce ${reader.account}`)];
      return reader.accounts.map((account) => of(`${reader.kind} ${account}`));
    });
    const held = this.#kind.slots === "own" ? slots : uniqBy(slots, ({ provider, slot }) => `${provider} ${slot}`);
    return held.map(({ slot }) => slot).sort();
  }

  #heldSlots(): string[] {
    const market = (id: string) => this.#exchange.markets.findIndex((one) => one.market_id === id);
    const account = (identity: object) =>
      this.#exchange.accounts.findIndex((one) => one.id === Object.values(identity)[0]);
    return this.#exchange.subscriptions
      .flatMap(({ depth, trades, orders, balances, nonce }) => [
        ...Object.keys(depth).map((id) => `depth ${market(id)}`),
        ...trades.map((id) => `trades ${market(id)}`),
        ...orders.map((identity) => `orders ${account(identity)}`),
        ...balances.map((identity) => `balances ${account(identity)}`),
        ...nonce.map((identity) => `nonce ${account(identity)}`),
      ])
      .sort();
  }

  #judgeAll(): void {
    for (const id of this.#wanted.keys()) {
      const shown = this.#client.shown(id);
      if (shown) this.#judge(shown.reader, shown);
    }
  }

  /** Nothing is shown as live that the exchange did not have a moment ago. */
  #judge(reader: Reader, { status, text }: Shown): void {
    if (status !== "live" || text === undefined) return;
    this.#checked += 1;
    if (this.#truth.had(reader, text, Date.now() - FRESH - this.#lag.recent)) return;
    const isBook = reader.kind === "depth" || reader.kind === "best";
    if (isBook && this.#tainted.has(reader.market)) this.#excused += 1;
    else
      this.#find(
        "false",
        `${JSON.stringify(reader)} was shown as live with ${cut(text)}; the exchange had ${cut(this.#truth.now(reader))}`,
      );
  }

  #find(what: Finding["what"], text: string): void {
    if (this.#findings.size < 20) this.#findings.set(text, { what, text });
  }
}

function uniqBy<T>(list: readonly T[], key: (one: T) => string): T[] {
  return [...new Map(list.map((one) => [key(one), one])).values()];
}

function refusable(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ExchangeRefusal)) throw error;
  }
}

async function until(check: () => boolean, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (!check()) {
    if (Date.now() > end) return false;
    await sleep(10);
  }
  return true;
}

function cut(text: string | undefined): string {
  return text === undefined ? "nothing" : text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
