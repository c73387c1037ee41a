// A popped-out window, with only the members that the option `commits` needs.
import type { PoppedState } from "./screenSteps.ts";

/** Milliseconds between two frames. */
const FRAME = 16;

/** One window. */
export class Popped {
  readonly document: { visibilityState: string } = { visibilityState: "visible" };
  readonly #frames = new Map<number, { readonly call: () => void; timer?: ReturnType<typeof setTimeout> }>();
  #state: PoppedState | "none" = "none";
  #asked = 0;

  /** True while a panel is in this window. */
  get isOut(): boolean {
    return this.#state !== "none";
  }

  get closed(): boolean {
    return this.#state === "closed" || this.#state === "none";
  }

  requestAnimationFrame(call: () => void): number {
    this.#asked += 1;
    this.#frames.set(this.#asked, { call });
    this.#plan();
    return this.#asked;
  }

  cancelAnimationFrame(frame: number): void {
    clearTimeout(this.#frames.get(frame)?.timer);
    this.#frames.delete(frame);
  }

  become(state: PoppedState | "none"): void {
    this.#state = state;
    this.document.visibilityState = state === "hidden" ? "hidden" : "visible";
    if (this.closed) for (const frame of [...this.#frames.keys()]) this.cancelAnimationFrame(frame);
    else this.#plan();
  }

  /** While the window is shown, frames run. Otherwise they wait. */
  #plan(): void {
    for (const [id, frame] of this.#frames) {
      clearTimeout(frame.timer);
      if (this.#state !== "shown") continue;
      frame.timer = setTimeout(() => {
        this.#frames.delete(id);
        frame.call();
      }, FRAME);
    }
  }
}
