// Where a page is put under soak: this process or a browser. Types only.
import type { Remoted } from "../far/members.ts";
import type { SoakPage } from "./page.ts";

/** What is held at one moment, by name: handles, listeners, timers, … Each must be the same in the end as in the beginning. */
export type Held = Readonly<Record<string, number>>;

/** What is not garbage. */
interface Collected {
  /** Bytes in use. */
  readonly heap: number;
  /** How many there are of what only a collection can tell. */
  readonly objects: Held;
}

/** A page, and what can be seen of the place it is in. */
export interface Measured {
  readonly name: "node" | "chromium";
  /** On what it runs. */
  readonly version: string;
  readonly page: Remoted<SoakPage>;
  /** Collects all that is garbage, and says what is left. */
  collect(): Promise<Collected>;
  /** What is held now beside what the page itself knows of. */
  held(): Held;
  close(): Promise<void>;
}
