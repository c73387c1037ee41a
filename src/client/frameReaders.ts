// The readers of frames that a client of books can do without at first: that of records, and the faster one of books.
import type { ReadRecords } from "./codec.ts";
import { readRecords } from "./records.ts";
import { Scanner } from "./Scanner.ts";

/** Readers, each from when on it is there: before, no records are subscribed to, and the decoder reads all that books say. */
export interface FrameReaders {
  readRecords?: ReadRecords;
  scanner?: Scanner;
}

/** All of them, for one client. */
export function frameReaders(): Required<FrameReaders> {
  return { readRecords, scanner: new Scanner() };
}
