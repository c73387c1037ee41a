// The tiers of the margin venue: as they were read, and read again from time to time and after each gap of the link. Does not know when
// they are read otherwise.
import type { MarginTier } from "../../client/entities.ts";
import { equal } from "../equal.ts";
import type { O2State } from "../state.ts";
import { Gaps } from "./gaps.ts";
import type { Polled, Shown } from "./polled.ts";

/** From one read to the next, in milliseconds. */
const INTERVAL = 60_000;

/** The tiers of one network. */
export class PolledTiers implements Polled<"marginTiers"> {
  readonly interval: number = INTERVAL;
  readonly #gaps = new Gaps();
  #tiers: readonly MarginTier[] | undefined;
  /** The gaps that there were when the last read began. */
  #before = 0;

  /** The gaps up to a state. */
  gaps(state: O2State): number {
    return this.#gaps.at(state);
  }

  /** They were read, after so many gaps. Whether that is news. */
  take(tiers: readonly MarginTier[], gaps: number): boolean {
    this.#before = gaps;
    const known = this.#tiers ?? [];
    const isNews = !equal(this.#tiers, tiers);
    // Tiers that did not change are the same objects.
    if (isNews) this.#tiers = tiers.map((tier) => known.find((each) => equal(each, tier)) ?? tier);
    return isNews;
  }

  show(state: O2State): Shown<"marginTiers"> | undefined {
    const isBehind = this.gaps(state) > this.#before;
    return this.#tiers && { data: this.#tiers, isProven: !isBehind, isBehind };
  }

  end(): void {
    this.#tiers = undefined;
  }
}
