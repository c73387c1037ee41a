// The place where a page is soaked: this process or a browser. Types only.
import type { Remoted } from "../far/members.ts";
import type { SoakPage } from "./page.ts";

/**
 * Everything held at one moment, by name: handles, listeners, timers, … Each count must be the same in the end as in
 * the beginning.
 */
export type Held = Readonly<Record<string, number>>;

/** The memory in use that is not garbage. */
interface Collected {
  /** Bytes in use. */
  readonly heap: number;
  /** Counts that only a collection can tell. */
  readonly objects: Held;
}

/** A page, and measurements of its place. */
export interface Measured {
  readonly name: "node" | "chromium";
  /** The name and version of its runtime. */
  readonly version: string;
  readonly page: Remoted<SoakPage>;
  /** Collects all garbage, and measures the rest. */
  collect(): Promise<Collected>;
  /** Everything held now, in addition to what the page itself knows. */
  held(): Held;
  close(): Promise<void>;
}
