// The parts of an engine that follow its feed. Types only: what each is stands in its file.
import type { addReads } from "./addReads.ts";
import type { addRecords } from "./addRecords.ts";

/** The modules of the parts, in the order in which they are added to a feed. */
export interface LaterParts {
  readonly reads: { readonly addReads: typeof addReads };
  readonly records: { readonly addRecords: typeof addRecords };
}
