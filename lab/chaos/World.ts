// One run: a far end that mistreats, a client, and the judge of what the client shows.
import { setTimeout as sleep } from "node:timers/promises";
import { slotsOf } from "../far/slots.ts";
import { Lag } from "../Lag.ts";
import { wake } from "../page.ts";
import { until } from "../waiting.ts";
import type { ChaosClient, ChaosClientKind, Shown } from "./clients/ChaosClient.ts";
import { FaultyEnd } from "./FaultyEnd.ts";
import { type Looks, looksOf } from "./looks.ts";
import type { Step } from "./steps.ts";
import { Trace } from "./Trace.ts";
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
  /** What both ends did last before the first thing that was wrong. */
  readonly trace: readonly string[];
  /** How long after the healing everything was right, in milliseconds. */
  readonly healedAfter: number;
  /** How many values that were shown as live were held against the exchange's past. */
  readonly checked: number;
  /** Of these, those of a book of which the server had withheld or doubled a change, and that were not the exchange's. */
  readonly excused: number;
  /** Before the healing, how often each kind of reader was looked at, and how often it was live: who never is, is never wrong. */
  readonly looks: Readonly<Record<Reader["kind"], Looks>>;
  /** The oldest that a live value was allowed to be, in milliseconds: a second, and what the machine was late. */
  readonly widest: number;
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
  readonly #end: FaultyEnd;
  readonly #truth: Truth;
  readonly #client: ChaosClient;
  readonly #kind: ChaosClientKind;
  readonly #patience: number;
  readonly #trace: Trace;
  readonly #lag = new Lag();
  readonly #wanted = new Map<number, Reader>();
  readonly #findings = new Map<string, Finding>();
  readonly #watch: ReturnType<typeof setInterval>;
  readonly #away = new Set<number>();
  readonly #looks = looksOf(() => ({ all: 0, live: 0 }));
  #isHealed = false;
  #checked = 0;
  #excused = 0;
  #widest = 0;

  private constructor(end: FaultyEnd, kind: ChaosClientKind, trace: Trace, { patience = PATIENCE }: WorldOptions) {
    const { far, proxy } = end;
    this.#trace = trace;
    this.#end = end;
    this.#kind = kind;
    this.#patience = patience;
    this.#truth = new Truth(far.exchange);
    const at = `127.0.0.1:${proxy.port}`;
    const address = { wsUrl: `ws://${at}/v1/ws`, apiBase: `http://${at}` };
    this.#client = kind.open(address, far.about().places, (id, reader, shown) => {
      this.#trace.add(`shown ${id}`, `${reader.kind} ${shown.status} ${shown.text}`);
      this.#judge(reader, shown);
    });
    // What stays on the screen is looked at as well.
    this.#watch = setInterval(() => this.#judgeAll(), 50);
  }

  static async open(kind: ChaosClientKind, seed: number, options: WorldOptions = {}): Promise<World> {
    const trace = new Trace();
    return new World(await FaultyEnd.open(seed, trace), kind, trace, options);
  }

  /** Carries out a run's steps, heals the world, judges, and leaves nothing behind. */
  async run(steps: readonly Step[]): Promise<Verdict> {
    let healedAfter = Number.POSITIVE_INFINITY;
    try {
      this.#end.far.exchange.start({ rate: 100 });
      for (const step of steps) {
        this.#trace.add("step", JSON.stringify(step));
        await this.#carryOut(step);
      }
      healedAfter = await this.#heal();
      await this.#leave();
    } finally {
      await this.#close();
    }
    return {
      findings: [...this.#findings.values()],
      trace: this.#findings.size > 0 ? this.#trace.lines : [],
      healedAfter,
      checked: this.#checked,
      excused: this.#excused,
      looks: this.#looks,
      widest: this.#widest,
    };
  }

  /** Ends everything, whatever state it is in. */
  async #close(): Promise<void> {
    clearInterval(this.#watch);
    await this.#client.close();
    this.#truth.close();
    await this.#end.close();
    await this.#until(() => this.#end.sockets.length === 0, 3_000);
    this.#lag.stop();
    for (const left of this.#end.sockets) this.#find("left", `${left} is left`);
  }

  async #carryOut(step: Step): Promise<void> {
    switch (step.do) {
      case "show":
        if (!this.#kind.can(step.reader)) return;
        this.#wanted.set(step.id, step.reader);
        return this.#client.show(step.id, step.reader);
      case "unmount":
        this.#wanted.delete(step.id);
        return this.#client.unmount(step.id);
      case "tree":
        if (step.isMounted) this.#away.delete(step.place);
        else this.#away.add(step.place);
        return this.#client.tree(step.place, step.isMounted);
      case "wait":
        await sleep(step.for);
        return;
      case "wake":
        return wake(step.moment);
      case "skew":
        return this.#client.skew(step.by);
      default:
        return this.#end.carryOut(step);
    }
  }

  /** All is well again: in a bounded time everything that is mounted is live and true. */
  async #heal(): Promise<number> {
    this.#isHealed = true;
    this.#trace.add("step", "all is well");
    this.#end.heal();
    const began = Date.now();
    if (await this.#until(() => this.#wrong().length === 0, this.#patience)) return Date.now() - began;
    for (const wrong of this.#wrong())
      this.#find("unhealed", `not right ${this.#patience} ms after all was well: ${wrong}`);
    return Number.POSITIVE_INFINITY;
  }

  /** Whether something is so within so many milliseconds, without those in which this process could not run. */
  #until(check: () => boolean, milliseconds: number): Promise<boolean> {
    return until(check, milliseconds, { every: 10, lag: this.#lag });
  }

  /** Every mounted reader that is not live and the exchange's own. */
  #wrong(): string[] {
    return this.#mounted().flatMap(([id, reader]) => {
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
    this.#end.proxy.bury();
    const expected = this.#slots();
    const isHeld = () => JSON.stringify(this.#end.far.held().slots) === JSON.stringify(expected);
    if (!(await this.#until(isHeld, 2_000)))
      this.#find(
        "slots",
        `the server holds ${JSON.stringify(this.#end.far.held().slots)}, mounted is ${JSON.stringify(expected)}`,
      );
    await this.#client.close();
    if (!(await this.#until(() => this.#end.far.exchange.connections === 0 && this.#end.proxy.size === 0, 6_000)))
      this.#find(
        "left",
        `after the unmount ${this.#end.far.exchange.connections} connections and ${this.#end.proxy.size} sockets are left`,
      );
  }

  /** The slots that the server should hold. It does not know whose a connection is: each slot is there as often as it is needed. */
  #slots(): string[] {
    const slots = this.#mounted().flatMap(([id, reader]) =>
      slotsOf(reader).map((slot) => ({ provider: id % 2, slot })),
    );
    const shared = new Map(slots.map((one) => [`${one.provider} ${one.slot}`, one]));
    const held = this.#kind.slots === "own" ? slots : [...shared.values()];
    return held.map(({ slot }) => slot).sort();
  }

  /** What is to be seen now: not what is in a tree that was taken away. */
  #mounted(): [number, Reader][] {
    return [...this.#wanted].filter(([id]) => !this.#away.has(id % 2));
  }

  #judgeAll(): void {
    for (const [id, { kind }] of this.#mounted()) {
      const shown = this.#client.shown(id);
      if (shown) this.#judge(shown.reader, shown);
      if (this.#isHealed) continue;
      this.#looks[kind].all += 1;
      if (shown?.status === "live") this.#looks[kind].live += 1;
    }
  }

  /** Nothing is shown as live that the exchange did not have a moment ago. */
  #judge(reader: Reader, { status, text }: Shown): void {
    if (status !== "live" || text === undefined) return;
    this.#checked += 1;
    const age = FRESH + this.#lag.recent;
    this.#widest = Math.max(this.#widest, age);
    const since = Date.now() - age;
    if (this.#truth.had(reader, text, since)) return;
    const isBook = reader.kind === "depth" || reader.kind === "best";
    if (isBook && this.#end.isTainted(reader.market, since)) this.#excused += 1;
    else
      this.#find(
        "false",
        `${JSON.stringify(reader)} was shown as live with ${cut(text)}; the exchange had ${cut(this.#truth.now(reader))}`,
      );
  }

  #find(what: Finding["what"], text: string): void {
    this.#trace.end();
    if (this.#findings.size < 20) this.#findings.set(text, { what, text });
  }
}

function cut(text: string | undefined): string {
  return text === undefined ? "nothing" : text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
