// Reads the tiers of the margin venue.
import type { MarginTier } from "../../client/entities.ts";
import { marginVenue } from "./marginAccount.read.ts";
import type { Read, Reading } from "./read.ts";

/** Reads them. */
export async function readMarginTiers(
  sources: Pick<Reading, "rest" | "margin" | "how">,
): Promise<readonly MarginTier[]> {
  await marginVenue(sources);
  return sources.rest.marginTiers(sources.how);
}

export const readTiers: Read<"marginTiers", never> = async (_, __, ___, reading) => {
  const data = await readMarginTiers(reading);
  return () => ({ data });
};
