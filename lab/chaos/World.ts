// One run: a far end with faults, a client, and the judge of what the client shows.
import { Lag } from "../Lag.ts";
import { wake } from "../page.ts";
import { sleep } from "../waiting.ts";
import { Acts } from "./Acts.ts";
import type { ChaosClient, ChaosClientKind } from "./clients/ChaosClient.ts";
import { FaultyEnd } from "./FaultyEnd.ts";
import { Healing } from "./Healing.ts";
import { Judge } from "./Judge.ts";
import { Mounted } from "./Mounted.ts";
import { Readings } from "./Readings.ts";
import { type Setting, SHORT } from "./settings.ts";
import type { Step } from "./steps.ts";
import { Trace } from "./Trace.ts";
import { Truth } from "./Truth.ts";
import type { Verdict } from "./Verdict.ts";
import { Visibility } from "./Visibility.ts";

export interface WorldOptions {
  /** The way to play it. Default: over real sockets with short timings. */
  readonly setting?: Setting;
  /** The most milliseconds from the end of all faults until everything is right. Default: the setting's. */
  readonly patience?: number;
}

/** The lateness of this process in fake time: none. */
const NO_LAG: Pick<Lag, "recent" | "total" | "stop"> = { recent: 0, total: 0, stop: () => undefined };

/** One run's world. */
export class World {
  readonly #end: FaultyEnd;
  readonly #truth: Truth;
  readonly #client: ChaosClient;
  readonly #acts: Acts;
  readonly #kind: ChaosClientKind;
  readonly #setting: Setting;
  readonly #trace: Trace;
  readonly #lag: typeof NO_LAG;
  readonly #mounted = new Mounted();
  readonly #visibility = new Visibility();
  readonly #readings: Readings;
  readonly #judge: Judge;
  readonly #healing: Healing;
  readonly #watch: ReturnType<typeof setInterval>;
  #hadErrors = false;
  #isHealed = false;

  private constructor(end: FaultyEnd, kind: ChaosClientKind, trace: Trace, setting: Setting, options: WorldOptions) {
    this.#trace = trace;
    this.#end = end;
    this.#kind = kind;
    this.#setting = setting;
    this.#lag = setting.isFake ? NO_LAG : new Lag();
    this.#truth = new Truth(end.exchange);
    this.#client = kind.open(end.address, end.places, (id, reader, shown) => {
      trace.add(`shown ${id}`, `${reader.kind} ${shown.status} ${shown.text}`);
      this.#judge.judge(id, reader, shown);
    });
    this.#readings = new Readings(this.#client, this.#truth, end.exchange, (reader) =>
      end.excuseOf(reader, Date.now()),
    );
    const judged = {
      ...{ end, trace, client: this.#client, truth: this.#truth, lag: this.#lag },
      ...{ mounted: this.#mounted, readings: this.#readings, visibility: this.#visibility },
    };
    this.#judge = new Judge(judged);
    this.#healing = new Healing({ ...judged, judge: this.#judge, kind, setting, patience: options.patience });
    this.#acts = new Acts(this.#client, setting.stretch, (place, isMounted) => this.#mount(place, isMounted));
    // A value that stays on the screen without a commit is judged as well.
    this.#watch = setInterval(() => this.#judge.look(!this.#isHealed), setting.look);
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
        this.#judge.mounted();
      }
      this.#acts.end();
      this.#isHealed = true;
      this.#visibility.heal();
      this.#popIn();
      this.#trace.add("step", "all is well");
      healedAfter = await this.#healing.run(this.#hadErrors);
    } finally {
      await this.#close();
    }
    const { findings, checked, excused, looks, widest } = this.#judge;
    const { liveAfter } = this.#healing;
    const trace = findings.length > 0 ? this.#trace.lines : [];
    return { findings, trace, healedAfter, liveAfter, checked, excused, looks, widest };
  }

  /** Ends everything, in whatever state it is. */
  async #close(): Promise<void> {
    clearInterval(this.#watch);
    this.#acts.end();
    await this.#client.close();
    this.#readings.close();
    this.#truth.close();
    this.#visibility.close();
    await this.#end.close();
    const { network } = this.#end;
    await this.#healing.until(() => network.left.length === 0, 3_000);
    this.#lag.stop();
    for (const left of network.left) this.#judge.find("left", `${left} is left`);
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
        if (step.by < 0) this.#end.clockSetBack(this.#visibility.isHidden(0));
        return this.#client.skew(step.by);
      case "owe":
        return this.#truth.owe(step.account, step.fees);
      case "inside":
        return this.#acts.arm(step);
      case "more":
        return this.#client.more?.(step.id);
      case "iterate":
        return this.#client.iterate?.(step.iterator, step.place, step.over, step.until);
      case "stop":
        return this.#client.stop?.(step.iterator, step.how);
      case "page":
        return this.#visibility.show(step.isShown);
      case "popOut":
        return this.#client.popOut?.(step.place, this.#visibility.popOut(step.place, step.window));
      default:
        // A frame whose error is cut off or names nobody has the same effect.
        this.#hadErrors ||= step.do === "error" || step.do === "frame";
        return this.#end.carryOut(step);
    }
  }

  #popIn(): void {
    for (const place of [0, 1]) this.#client.popOut?.(place, this.#visibility.popOut(place, "none"));
  }

  #mount(place: number, isMounted: boolean): void {
    this.#mounted.tree(place, isMounted);
    this.#client.tree(place, isMounted);
    this.#judge.mounted();
  }
}
