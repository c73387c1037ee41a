// Runs before each suite of the hooks in Chromium with the engine in a real worker. A page's fake time does not reach a
// worker, so each has its own. Both pass in step: from timer to timer, and never further before both have received all
// messages of the other.
import type { O2FeedOptions } from "o2-react";
import { expect, vi } from "vitest";
import { threads } from "../thread.ts";
import { type Count, type CountedPort, counted, type Failed, type Passed, type ToWorker } from "./messages.ts";
import { turn } from "./turns.ts";
import { serveWire } from "./wire.ts";

type Clock = { readonly now: number; readonly timers?: ReadonlyMap<number, { readonly callAt: number }> };

/** One worker for all suites of this page, because each new one would load the engine again. */
const page = globalThis as { o2Lockstep?: Lockstep };

class Lockstep {
  readonly #worker = new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" });
  readonly #count: Count = { sent: 0, heard: 0 };
  readonly #alone = vi.advanceTimersByTimeAsync.bind(vi);
  #passed: ((passed: Passed) => void) | undefined;
  /** Messages of the page, kept until the worker's time has reached the page's. */
  #held: (() => void)[] | undefined;
  /** True if an engine was made in this test. */
  #isUsed = false;

  constructor() {
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Passed | Failed>) => {
      if (data.type === "failed") throw new Error(`in the worker: ${data.why}`);
      this.#passed?.(data);
    });
    this.#worker.addEventListener("error", ({ message }) => {
      throw new Error(`in the worker: ${message}`);
    });
  }

  /** Makes an engine in the worker. It uses the page's connections to the exchange. */
  serve({ WebSocket, fetch, random }: O2FeedOptions) {
    const [port, wire] = [new MessageChannel(), new MessageChannel()];
    this.#isUsed = true;
    serveWire(this.#counted(wire.port1), { WebSocket, fetch });
    const has = [WebSocket && ("WebSocket" as const), fetch && ("fetch" as const)].filter((name) => name !== undefined);
    const ports = { port: port.port2, wire: wire.port2 };
    // `random` gives a suite the same number each time.
    const now = Date.now();
    const made = (): void => this.#say({ type: "serve", now, has, chance: random?.(), ...ports }, Object.values(ports));
    if (this.#held) this.#held.push(made);
    else made();
    // Its last message releases everything that the engine holds, so it is still sent.
    return { ...this.#counted(port.port1), close: () => undefined };
  }

  /** Lets fake time pass in both. */
  async pass(milliseconds: number): Promise<void> {
    // A provider that has just mounted imports this, and then makes an engine.
    await import("../../../src/port/openWorker.ts");
    await turn();
    await turn();
    let next = await this.#follow(0);
    for (let passed = 0; ; ) {
      const step = Math.max(0, Math.min(milliseconds - passed, next, untilNext()));
      this.#held = [];
      await this.#alone(step);
      next = await this.#follow(step);
      passed += step;
      if (passed >= milliseconds && Math.min(next, untilNext()) > 0) return;
    }
  }

  /** Lets time pass for the engine, if there is one. Resolves with the time until its next timer. */
  async #follow(milliseconds: number): Promise<number> {
    if (this.#isUsed) return (await this.#settle(milliseconds)).next;
    this.#release();
    return Number.POSITIVE_INFINITY;
  }

  /** Waits until the worker's time has reached the page's and no message is under way. */
  async #settle(milliseconds: number): Promise<Passed> {
    let due = milliseconds;
    for (;;) {
      const { sent } = this.#count;
      const answer = new Promise<Passed>((resolve) => {
        this.#passed = resolve;
      });
      this.#say({ type: "pass", now: Date.now() - due, milliseconds: due });
      due = 0;
      const passed = await answer;
      this.#release();
      await turn();
      await turn();
      const isHeard = this.#count.sent === passed.heard && this.#count.heard === passed.sent;
      if (isHeard && this.#count.sent === sent) return passed;
    }
  }

  /** The same as for an engine in the page: nothing may be left behind. */
  async end(): Promise<void> {
    if (!this.#isUsed) return;
    const { timers } = await this.#settle(0);
    this.#isUsed = false;
    expect(timers).toBe(0);
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const say of held) say();
  }

  /** A port that holds back the page's messages until the worker's time is the page's. */
  #counted(port: MessagePort): CountedPort {
    const open = counted(port, this.#count);
    return {
      addEventListener: open.addEventListener,
      postMessage: (message) => {
        if (this.#held) this.#held.push(() => open.postMessage(message));
        else open.postMessage(message);
      },
    };
  }

  #say(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

/** The time until the page's next timer. */
function untilNext(): number {
  const { clock } = setTimeout as unknown as { readonly clock: Clock };
  return Math.min(...[...(clock.timers?.values() ?? [])].map(({ callAt }) => callAt - clock.now));
}

page.o2Lockstep ??= new Lockstep();
const lockstep = page.o2Lockstep;
vi.advanceTimersByTimeAsync = async (milliseconds) => {
  await lockstep.pass(milliseconds);
  return vi;
};
threads.of = (options) => () => lockstep.serve(options);
threads.end = () => lockstep.end();
