// Undoes an action that fails half-way: each change comes with a step that takes it back. It knows nothing of the
// changes themselves.

/** The undo steps of one action. Outside of an action none are kept. */
export class Journal {
  #steps: (() => void)[] | undefined;

  /** Whether an action is under way that may have to be undone. */
  get isKept(): boolean {
    return this.#steps !== undefined;
  }

  /** Notes how to take back the change that is made now. */
  undoBy(step: () => void): void {
    this.#steps?.push(step);
  }

  /** Runs an action. If it throws, takes back everything that it changed, newest first, and throws the error on. */
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
