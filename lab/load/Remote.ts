// A process of its own that carries out named commands: what is measured in one process is not disturbed by the other.
// Knows nothing of what the commands do.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

// biome-ignore lint/suspicious/noExplicitAny: what each command takes and gives is kept by its own type.
type Commands = Record<string, (...args: any[]) => unknown>;

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

/** Carries out what the parent process asks for. */
export function serve(commands: Commands): void {
  process.on("message", async ({ id, name, args }: Call) => {
    const answer = async (): Promise<Answer> => {
      try {
        return { id, value: await commands[name]?.(...args) };
      } catch (error) {
        return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      }
    };
    process.send?.(await answer());
  });
  // The parent is gone.
  process.on("disconnect", () => process.exit());
}

/** The parent's side of such a process. */
export class Remote<C extends Commands> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #calls = 0;

  /** @param file beside this one. */
  constructor(file: string, args: readonly string[] = [], execArgv: readonly string[] = []) {
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
      serialization: "advanced",
      execArgv: [...execArgv],
    });
    this.#child.on("message", (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    this.#child.on("exit", (code) => {
      for (const [id, tell] of this.#waiting) tell({ id, error: `${file} ended with ${code}` });
    });
  }

  call<N extends keyof C & string>(name: N, ...args: Parameters<C[N]>): Promise<Awaited<ReturnType<C[N]>>> {
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ value, error }) => {
        if (error === undefined) resolve(value as Awaited<ReturnType<C[N]>>);
        else reject(new Error(`${name}: ${error}`));
      });
      this.#child.send({ id, name, args });
    });
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.disconnect();
    await exited;
  }
}
