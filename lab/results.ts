// Keeps the results of a run in a JSON file, with the command, place and time at its head. It is rewritten as the run
// goes on, so a run that dies keeps its results, marked as not finished. It knows nothing of the results.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Provenance, provenance } from "../scripts/provenance.ts";

/** The head of each kept result. */
export interface Kept extends Provenance {
  /** True if the run came to its end. */
  readonly finished: boolean;
}

/** The results of one run. */
export class Results {
  readonly #file: string | undefined;
  readonly #head = provenance();

  /** @param file path of the results; nothing is kept without one. The folder is made. */
  constructor(file?: string) {
    this.#file = file;
  }

  /** Replaces the kept results with those found so far. */
  keep(found: object): void {
    this.#write({ ...this.#head, finished: false, ...found });
  }

  /**
   * Keeps the final results.
   * @returns the content of the file.
   */
  finish<T extends object>(found: T): Kept & T {
    const all = { ...this.#head, finished: true, ...found };
    this.#write(all);
    return all;
  }

  /** A reader of the file, and a run that is killed, find the old text or the new one whole. */
  #write(all: object): void {
    if (this.#file === undefined) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.part`, `${JSON.stringify(all, undefined, 2)}\n`);
    renameSync(`${this.#file}.part`, this.#file);
  }
}
