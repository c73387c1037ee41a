// A precision level as the wire spells it. Knows nothing of books.
import { COARSEST, refuse } from "./ids.ts";

/**
 * The level of a precision as the wire spells it: `"10"` is 1, `"100"` is 2.
 * @throws O2InputError unless it is `10^level`; the server would accept anything else and then never speak.
 */
export function fromWirePrecision(wirePrecision: string): number {
  const zeros = typeof wirePrecision === "string" ? /^1(0{1,18})$/.exec(wirePrecision)?.[1] : undefined;
  if (zeros) return zeros.length;
  const allowed = Array.from({ length: COARSEST }, (_, index) => toWirePrecision(index + 1));
  const expected = `a power of ten as a string, from "10" (finest) to "${toWirePrecision(COARSEST)}"`;
  return refuse("wirePrecision", wirePrecision, "a wire precision", expected, { code: "outOfRange", allowed });
}

/** A precision level as the wire spells it: `10^level`. */
export function toWirePrecision(level: number): string {
  return `1${"0".repeat(level)}`;
}
