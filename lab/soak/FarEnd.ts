// The parent's side of the far end's process: starts it, commands it, ends it. One command at a time.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Command, FarState } from "./far.ts";

/** How a far end is made. */
export interface FarOptions {
  readonly seed: number;
  /** How many updates a second its clients together are to hear. */
  readonly rate: number;
  /** Whether o2-react is taken from its sources; else the built package is. */
  readonly isSource?: boolean;
}

/** A running far end. It says nothing before `ask("resume")`. */
export class FarEnd {
  readonly #child: ChildProcess;

  constructor({ seed, rate, isSource = false }: FarOptions) {
    this.#child = fork(fileURLToPath(new URL("far.ts", import.meta.url)), [`${seed}`, `${rate}`], {
      execArgv: isSource ? ["--conditions=@o2-react/source"] : [],
    });
  }

  /** Does something, and says what there is then. */
  async ask(command: Command): Promise<FarState> {
    const answered = this.#next();
    this.#child.send(command);
    return answered;
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  /** The child's next word, or an error when it ends instead. */
  async #next(): Promise<FarState> {
    const stop = new AbortController();
    const { signal } = stop;
    const ended = once(this.#child, "exit", { signal }).then(([code]): never => {
      throw new Error(`The far end's process ended with ${String(code)}.`);
    });
    try {
      const [state] = (await Promise.race([once(this.#child, "message", { signal }), ended])) as [FarState];
      return state;
    } finally {
      stop.abort();
      ended.catch(() => undefined);
    }
  }
}
