// What an application does while it is being told of something: closes, connects anew, unmounts; and what undoes it later.
import type { ChaosClient, Feed } from "./clients/ChaosClient.ts";
import type { OddStep } from "./oddSteps.ts";

type InsideStep = Extract<OddStep, { readonly do: "inside" }>;

/** The acts of one run. */
export class Acts {
  readonly #client: ChaosClient;
  readonly #mount: (place: number, isMounted: boolean) => void;
  readonly #stretch: number;
  /** What undoes an act, with its timer. */
  readonly #undo = new Map<() => void, ReturnType<typeof setTimeout>>();
  #isOver = false;

  /** @param stretch how many times longer a script's times are. @param mount takes a tree away, or brings it back. */
  constructor(client: ChaosClient, stretch: number, mount: (place: number, isMounted: boolean) => void) {
    this.#client = client;
    this.#stretch = stretch;
    this.#mount = mount;
  }

  /** Whoever is told of something next acts. */
  arm(step: InsideStep): void {
    this.#client.inside?.(step.place, step.where, (feed) => this.#act(step, feed));
  }

  /** Nobody acts any more, and all acts are undone. */
  end(): void {
    this.#isOver = true;
    for (const [undo, timer] of [...this.#undo]) {
      clearTimeout(timer);
      undo();
    }
  }

  #act({ place, act, for: delay }: InsideStep, feed: Feed): void {
    if (this.#isOver) return;
    if (act === "reconnect") {
      feed.reconnect();
      return;
    }
    const undo = (): void => {
      this.#undo.delete(undo);
      if (act === "unmount") this.#mount(place, true);
      // A provider that is gone would never close it again.
      else if (this.#client.has?.(place, feed)) feed.connect();
    };
    this.#undo.set(undo, setTimeout(undo, delay * this.#stretch));
    if (act === "unmount") this.#mount(place, false);
    else feed.close();
  }
}
