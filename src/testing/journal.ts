// How an action that fails half-way is undone: whoever changes something says how to take it back. It knows nothing of
// what is changed.

/** The steps back of one action. Outside of an action nothing is kept. */
export class Journal {
  #steps: (() => void)[] | undefined;

  /** Whether an action is under way that may have to be undone. */
  get isKept(): boolean {
    return this.#steps !== undefined;
  }

  /** Says how to take back the change that is made now. */
  undoBy(step: () => void): void {
    this.#steps?.push(step);
  }

  /** Runs an action. Where it throws, everything that it changed is taken back, newest first, and the error goes on. */
  run<T>(action: () => T): T {
    // An action within an action is undone with it.
    if (this.#steps) return action();
    const steps: (() => void)[] = [];
    this.#steps = steps;
    try {
      return action();
    } catch (error) {
      for (const step of steps.reverse()) step();
      throw error;
    } finally {
      this.#steps = undefined;
    }
  }
}
