// One run: a far end that mistreats, a client, and the judge of what the client shows.
import { Lag } from "../Lag.ts";
import { wake } from "../page.ts";
import { sleep, until } from "../waiting.ts";
import { Acts } from "./Acts.ts";
import type { ChaosClient, ChaosClientKind, Shown } from "./clients/ChaosClient.ts";
import type { Excuse } from "./Excused.ts";
import { type FarStep, FaultyEnd } from "./FaultyEnd.ts";
import { looksOf } from "./looks.ts";
import { Mounted } from "./Mounted.ts";
import { type Setting, SHORT } from "./settings.ts";
import type { Step } from "./steps.ts";
import { Trace } from "./Trace.ts";
import { type Reader, Truth } from "./Truth.ts";
import { type Finding, type LiveAfter, NEVER, type Verdict } from "./Verdict.ts";

/** A live value must be the exchange's of this long ago at most, in milliseconds. */
const FRESH = 1_000;

/** What happens after the healing. */
const AFTERWARDS: readonly FarStep[] = [
  { do: "trade", actions: 40 },
  { do: "place", account: 0, market: 0, side: "buy" },
  { do: "place", account: 1, market: 1, side: "sell" },
  { do: "fill", account: 2 },
  { do: "cancel", account: 1 },
];

export interface WorldOptions {
  /** How it is played. Default: over real sockets with short timings. */
  readonly setting?: Setting;
  /** How long everything may take to be right once all is well, in milliseconds. Default: what the setting says. */
  readonly patience?: number;
}

/** The lateness of this process; in fake time there is none. */
const NO_LAG: Pick<Lag, "recent" | "total" | "stop"> = { recent: 0, total: 0, stop: () => undefined };

/** One run's world. */
export class World {
  readonly #end: FaultyEnd;
  readonly #truth: Truth;
  readonly #client: ChaosClient;
  readonly #acts: Acts;
  readonly #kind: ChaosClientKind;
  readonly #setting: Setting;
  readonly #options: WorldOptions;
  readonly #trace: Trace;
  readonly #lag: typeof NO_LAG;
  readonly #mounted = new Mounted();
  readonly #findings = new Map<string, Finding>();
  readonly #watch: ReturnType<typeof setInterval>;
  readonly #looks = looksOf(() => ({ all: 0, live: 0 }));
  readonly #excused: Record<Excuse, number> = {
    "spoiled book": 0,
    "subscription ended in silence": 0,
    "clock off by seconds": 0,
  };
  #hadErrors = false;
  #isHealed = false;
  #liveAfter: LiveAfter = NEVER;
  #checked = 0;
  #widest = 0;

  private constructor(end: FaultyEnd, kind: ChaosClientKind, trace: Trace, setting: Setting, options: WorldOptions) {
    this.#trace = trace;
    this.#end = end;
    this.#kind = kind;
    this.#setting = setting;
    this.#options = options;
    this.#lag = setting.isFake ? NO_LAG : new Lag();
    this.#truth = new Truth(end.exchange);
    this.#client = kind.open(end.address, end.places, (id, reader, shown) => {
      this.#trace.add(`shown ${id}`, `${reader.kind} ${shown.status} ${shown.text}`);
      this.#judge(reader, shown);
    });
    this.#acts = new Acts(this.#client, setting.stretch, (place, isMounted) => this.#mount(place, isMounted));
    // What stays on the screen is looked at as well.
    this.#watch = setInterval(() => this.#judgeAll(), setting.look);
  }

  static async open(kind: ChaosClientKind, seed: number, options: WorldOptions = {}): Promise<World> {
    const trace = new Trace();
    const { setting = SHORT } = options;
    return new World(await FaultyEnd.open(seed, trace, setting), kind, trace, setting, options);
  }

  /** Carries out a run's steps, heals the world, judges, and leaves nothing behind. */
  async run(steps: readonly Step[]): Promise<Verdict> {
    let healedAfter = Number.POSITIVE_INFINITY;
    try {
      this.#end.start();
      for (const step of steps) {
        this.#trace.add("step", JSON.stringify(step));
        await this.#carryOut(step);
      }
      healedAfter = await this.#heal();
      if (Number.isFinite(healedAfter)) await this.#goOn();
      await this.#leave();
    } finally {
      await this.#close();
    }
    return {
      findings: [...this.#findings.values()],
      trace: this.#findings.size > 0 ? this.#trace.lines : [],
      healedAfter,
      liveAfter: this.#liveAfter,
      checked: this.#checked,
      excused: this.#excused,
      looks: this.#looks,
      widest: this.#widest,
    };
  }

  /** Ends everything, whatever state it is in. */
  async #close(): Promise<void> {
    clearInterval(this.#watch);
    this.#acts.end();
    await this.#client.close();
    this.#truth.close();
    await this.#end.close();
    const { network } = this.#end;
    await this.#until(() => network.left.length === 0, 3_000);
    this.#lag.stop();
    for (const left of network.left) this.#find("left", `${left} is left`);
  }

  async #carryOut(step: Step): Promise<void> {
    switch (step.do) {
      case "show":
        if (!this.#kind.can(step.reader)) return;
        this.#mounted.show(step.id, step.reader);
        return this.#client.show(step.id, step.reader);
      case "unmount":
        this.#mounted.unmount(step.id);
        return this.#client.unmount(step.id);
      case "tree":
        return this.#mount(step.place, step.isMounted);
      case "wait":
        return sleep(step.for * this.#setting.stretch);
      case "wake":
        return wake(step.moment);
      case "skew":
        this.#truth.skew(step.by);
        if (step.by < 0) this.#end.clockSetBack();
        return this.#client.skew(step.by);
      case "inside":
        return this.#acts.arm(step);
      default:
        // An error that was cut off, or that is nobody's, has the same effect.
        this.#hadErrors ||= step.do === "error" || step.do === "frame";
        return this.#end.carryOut(step);
    }
  }

  #mount(place: number, isMounted: boolean): void {
    this.#mounted.tree(place, isMounted);
    this.#client.tree(place, isMounted);
  }

  /** All is well again: in a bounded time everything that is mounted is live and true. */
  async #heal(): Promise<number> {
    this.#acts.end();
    this.#isHealed = true;
    this.#trace.add("step", "all is well");
    this.#end.heal();
    const began = Date.now();
    const isLive = (): boolean => this.#mounted.readers.every(([id]) => this.#client.shown(id)?.status === "live");
    const isRight = await this.#isRightSoon(() => {
      if (this.#liveAfter !== NEVER || !isLive()) return;
      const [now, since] = [Date.now(), Math.max(began, this.#end.network.openedAt)];
      this.#liveAfter = { opened: now - since, asked: now - Math.max(since, this.#end.askedAt) };
    });
    return isRight ? Date.now() - began : Number.POSITIVE_INFINITY;
  }

  /** More happens, then the connections are lost: all must be right again. */
  async #goOn(): Promise<void> {
    for (const step of AFTERWARDS) await this.#end.carryOut(step);
    // A drop would hide a connection that nobody needs.
    if (this.#mounted.readers.length === 0 || !(await this.#isRightSoon()) || !(await this.#isSparing())) return;
    await this.#end.carryOut({ do: "drop" });
    await this.#end.carryOut({ do: "trade", actions: 20 });
    // The page shows the loss a moment later.
    await this.#until(() => this.#wrong().length > 0, 1_000);
    await this.#isRightSoon();
  }

  /** Whether there is no connection more than the page has trees; if not, that is found. */
  async #isSparing(): Promise<boolean> {
    if (this.#kind.slots === "own") return true;
    const { network } = this.#end;
    network.bury();
    const isSparing = (): boolean => network.exchange.connections <= this.#mounted.trees;
    if (await this.#until(isSparing, this.#setting.leaving)) return true;
    this.#find("left", `there are ${network.exchange.connections} connections for ${this.#mounted.trees} trees`);
    return false;
  }

  /** Whether everything is right within the bound; if not, that is found. @param look called with each look at it. */
  async #isRightSoon(look: () => void = () => undefined): Promise<boolean> {
    const { patience, patienceAfterErrors } = this.#setting;
    const bound = this.#options.patience ?? (this.#hadErrors ? patienceAfterErrors : patience);
    const isRight = (): boolean => {
      look();
      return this.#wrong().length === 0;
    };
    if (await this.#until(isRight, bound)) return true;
    for (const wrong of this.#wrong()) this.#find("unhealed", `not right ${bound} ms after all was well: ${wrong}`);
    return false;
  }

  /** Whether something is so within so many milliseconds, without those in which this process could not run. */
  #until(check: () => boolean, milliseconds: number): Promise<boolean> {
    return until(check, milliseconds, { every: this.#setting.poll, lag: this.#lag });
  }

  /** Every mounted reader that is not live and the exchange's own. */
  #wrong(): string[] {
    return this.#mounted.readers.flatMap(([id, reader]) => {
      const shown = this.#client.shown(id);
      const isOf = JSON.stringify(shown?.reader) === JSON.stringify(reader);
      if (isOf && shown?.status === "live" && (this.#truth.is(reader, shown.text) || this.#truth.excuseOf(reader)))
        return [];
      const truth = this.#truth.now(reader);
      return [`${JSON.stringify(reader)} shows ${shown?.status} ${cut(shown?.text)}, the exchange has ${cut(truth)}`];
    });
  }

  /** The server holds what is mounted, and nothing once nothing is. */
  async #leave(): Promise<void> {
    const { network } = this.#end;
    // What is half-open the client has left behind; the server would find out after a minute.
    network.bury();
    const expected = this.#mounted.slots(this.#kind.slots === "shared");
    const isHeld = () => JSON.stringify(this.#end.slots) === JSON.stringify(expected);
    if (!(await this.#until(isHeld, this.#setting.leaving)))
      this.#find(
        "slots",
        `the server holds ${JSON.stringify(this.#end.slots)}, mounted is ${JSON.stringify(expected)}`,
      );
    await this.#client.close();
    const isGone = () => network.exchange.connections === 0 && network.connections === 0;
    if (!(await this.#until(isGone, this.#setting.leaving)))
      this.#find(
        "left",
        `after the unmount ${network.exchange.connections} connections and ${network.connections} sockets are left`,
      );
  }

  #judgeAll(): void {
    for (const [id, { kind }] of this.#mounted.readers) {
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
    const age = FRESH + this.#lag.recent + this.#end.silentFor;
    this.#widest = Math.max(this.#widest, age);
    const since = Date.now() - age;
    if (this.#truth.had(reader, text, since)) return;
    const excuse = this.#end.excuseOf(reader, since) ?? this.#truth.excuseOf(reader);
    if (excuse) this.#excused[excuse] += 1;
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
