// What Stryker's process and the workers that run the tests say to each other.

/** Tests of some files; all of a file's where no names are given. */
export interface Job {
  readonly id: number;
  readonly files: readonly { readonly path: string; readonly names?: readonly string[] }[];
  /** Forget all modules first: the mutant is in what runs when they are loaded. */
  readonly reload: boolean;
  readonly mutant?: { readonly id: string; readonly isStatic: boolean; readonly hitLimit: number | undefined };
}

export interface Ran {
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  readonly status: 0 | 1 | 2;
  readonly timeSpentMs: number;
  readonly failureMessage?: string;
  readonly startPosition?: { readonly line: number; readonly column: number };
}

export interface Coverage {
  readonly static: Record<string, number>;
  readonly perTest: Record<string, Record<string, number>>;
}

export interface Done {
  readonly id: number;
  readonly tests: readonly Ran[];
  readonly coverage: Coverage | undefined;
  readonly hitCount: number;
  /** A file that could not be loaded, or a test that failed with the mutant and fails without it. */
  readonly error?: string;
}

export type Place = "node" | "page";
export const channel = (place: Place) => `mutation-${place}`;
