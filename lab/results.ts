// Keeps what came of a run: a JSON file, headed by what was run, where and when, and written anew as the run goes on. A run
// that dies keeps what it had, marked as not finished. It knows nothing of what is found.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Provenance, provenance } from "../scripts/provenance.ts";

/** The head of each kept result. */
export interface Kept extends Provenance {
  /** Whether the run came to its end. */
  readonly finished: boolean;
}

/** The results of one run. */
export class Results {
  readonly #file: string | undefined;
  readonly #head = provenance();

  /** @param file where they are kept; nowhere if there is none. The folder is made. */
  constructor(file?: string) {
    this.#file = file;
  }

  /** Keeps what was found so far, in place of what was kept before. */
  keep(found: object): void {
    this.#write({ ...this.#head, finished: false, ...found });
  }

  /** Keeps what was found in the end. @returns all that is in the file. */
  finish<T extends object>(found: T): Kept & T {
    const all = { ...this.#head, finished: true, ...found };
    this.#write(all);
    return all;
  }

  /** Whoever reads the file meanwhile, or after this process is killed, finds the old text or the new one whole. */
  #write(all: object): void {
    if (this.#file === undefined) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.part`, `${JSON.stringify(all, undefined, 2)}\n`);
    renameSync(`${this.#file}.part`, this.#file);
  }
}
