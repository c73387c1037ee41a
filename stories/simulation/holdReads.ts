// Reads without an answer, so that a story can show the state before the first one.
import type { O2FeedOptions } from "o2-react";
import type { SimulatedExchange } from "o2-react/testing";

const HOUR = 3_600_000;

/** For `feed`: reads that are held do not time out. */
export const PATIENT: Partial<O2FeedOptions> = { requestTimeout: HOUR };

/** For `prepare`: makes a function that holds the answers to all reads of a path until the faults are cleared. */
export function holdReads(path: string): (exchange: SimulatedExchange) => void {
  return ({ faults }) => faults.rest({ path, delay: HOUR, times: Number.POSITIVE_INFINITY });
}
