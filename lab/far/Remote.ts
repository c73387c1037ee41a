// Runs an object in its own process, so that neither side disturbs measurements in the other. It knows nothing of what
// the object does.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { callMember, type Remoted, remoted } from "./members.ts";

interface Call {
  readonly id: number;
  readonly path: readonly string[];
  readonly args: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Lets the parent process use this object. Ends this process when the parent is gone. */
export function serve(target: object): void {
  process.on("message", async ({ id, path, args }: Call) => {
    try {
      process.send?.({ id, value: await callMember(target, path, args) } satisfies Answer);
    } catch (error) {
      process.send?.({ id, error: textOf(error) } satisfies Answer);
    }
  });
  process.on("disconnect", () => process.exit());
}

/** The options of a process. */
export interface RemoteOptions {
  readonly args?: readonly string[];
  /** True takes o2-react from its sources. Default: the built package. */
  readonly isSource?: boolean;
}

/** The parent's side of a process that serves a `T`. Arguments and results are copied as by `structuredClone`. */
export class Remote<T extends object> {
  /**
   * The object: `remote.call.add(1)`. A call rejects with an `Error` of what was thrown there, or when the process ends
   * instead of answering.
   */
  readonly call: Remoted<T> = remoted((path, args) => this.#call(path, args));
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #calls = 0;

  /** @param file the module that calls {@link serve}. */
  constructor(file: URL, { args = [], isSource = false }: RemoteOptions = {}) {
    this.#name = basename(file.pathname);
    this.#child = fork(fileURLToPath(file), args, {
      serialization: "advanced",
      execArgv: isSource ? ["--conditions=@o2-react/source"] : [],
    });
    this.#child.on("message", (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    this.#child.on("exit", (code, signal) => {
      for (const [id, settle] of this.#waiting) settle({ id, error: `${this.#name} ended with ${code ?? signal}` });
      this.#waiting.clear();
    });
  }

  /** Ends the process; resolves when it is gone. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    if (this.#child.connected) this.#child.disconnect();
    await exited;
  }

  #call(path: readonly string[], args: readonly unknown[]): Promise<unknown> {
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      const fail = (error: string): void => reject(new Error(`${path.join(".")}: ${error}`));
      if (!this.#child.connected) return fail(`${this.#name} has ended`);
      this.#waiting.set(id, ({ value, error }) => (error === undefined ? resolve(value) : fail(error)));
      this.#child.send({ id, path, args }, (error) => {
        if (error && this.#waiting.delete(id)) fail(error.message);
      });
    });
  }
}
