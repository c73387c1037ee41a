// A process of its own that carries out named commands, so that neither side disturbs what is measured in the other.
// It knows nothing of what the commands do.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

type Command = (...args: never) => unknown;

/** The names of an object's methods. */
type NameOf<C> = { [N in keyof C]: C[N] extends Command ? N : never }[keyof C] & string;
type ArgsOf<T> = T extends (...args: infer A) => unknown ? A : never;
type ResultOf<T> = T extends (...args: never) => infer R ? Awaited<R> : never;

interface Call {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Carries out the parent process's calls with this object's methods. Ends this process when the parent is gone. */
export function serve(commands: object): void {
  process.on("message", async ({ id, name, args }: Call) => {
    try {
      const value: unknown = await Reflect.apply(Reflect.get(commands, name), commands, args);
      process.send?.({ id, value } satisfies Answer);
    } catch (error) {
      process.send?.({ id, error: textOf(error) } satisfies Answer);
    }
  });
  process.on("disconnect", () => process.exit());
}

/** How a process is started. */
export interface RemoteOptions {
  readonly args?: readonly string[];
  /** Whether o2-react is taken from its sources. Default: the built package is. */
  readonly isSource?: boolean;
}

/** The parent's side of a process that serves `C`. Arguments and results are copied as `structuredClone` does. */
export class Remote<C extends object> {
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

  /** @throws Error (rejects) with what the command threw, or when the process ends instead of answering. */
  call<N extends NameOf<C>>(name: N, ...args: ArgsOf<C[N]>): Promise<ResultOf<C[N]>> {
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      const fail = (error: string): void => reject(new Error(`${name}: ${error}`));
      if (!this.#child.connected) return fail(`${this.#name} has ended`);
      this.#waiting.set(id, ({ value, error }) => {
        if (error === undefined) resolve(value as ResultOf<C[N]>);
        else fail(error);
      });
      this.#child.send({ id, name, args }, (error) => {
        if (error && this.#waiting.delete(id)) fail(error.message);
      });
    });
  }

  /** Ends the process; resolves when it is gone. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    if (this.#child.connected) this.#child.disconnect();
    await exited;
  }
}
