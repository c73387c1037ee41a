// The acts of an application inside its own listeners: it closes a feed, connects again or unmounts a tree. Each act is
// undone later.
import type { ChaosClient, Feed } from "./clients/ChaosClient.ts";
import type { OddStep } from "./oddSteps.ts";

type InsideStep = Extract<OddStep, { readonly do: "inside" }>;

/** The acts of one run. */
export class Acts {
  readonly #client: ChaosClient;
  readonly #mount: (place: number, isMounted: boolean) => void;
  readonly #stretch: number;
  /** The functions that undo the acts, each with its timer. */
  readonly #undo = new Map<() => void, ReturnType<typeof setTimeout>>();
  #isOver = false;

  /**
   * @param stretch factor for all times of a script.
   * @param mount takes a tree away, or brings it back.
   */
  constructor(client: ChaosClient, stretch: number, mount: (place: number, isMounted: boolean) => void) {
    this.#client = client;
    this.#stretch = stretch;
    this.#mount = mount;
  }

  /** The next listener of this kind that is called performs the act. */
  arm(step: InsideStep): void {
    this.#client.inside?.(step.place, step.where, (feed) => this.#act(step, feed));
  }

  /** Stops all acts and undoes them. */
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
      // A provider that has unmounted would never close this feed again.
      else if (this.#client.has?.(place, feed)) feed.connect();
    };
    this.#undo.set(undo, setTimeout(undo, delay * this.#stretch));
    if (act === "unmount") this.#mount(place, false);
    else feed.close();
  }
}
