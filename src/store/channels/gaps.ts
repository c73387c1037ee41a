// Counts the gaps of the link that are over, for what no subscription tells: a read from before the last of them proves nothing. Does not
// know what is read.
import type { O2State } from "../state.ts";

/** The gaps of one link, as the commits of the state show them. */
export class Gaps {
  #wasUp = false;
  #isDown = false;
  #count = 0;

  /** The number of gaps up to a state. The time before the link was first up is none. */
  at({ connection }: Pick<O2State, "connection">): number {
    const isUp = connection.status === "connected";
    if (isUp && this.#isDown) this.#count += 1;
    this.#wasUp ||= isUp;
    this.#isDown = this.#wasUp && !isUp;
    return this.#count;
  }
}
