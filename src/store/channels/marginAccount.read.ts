// Reads a margin account and works out its positions and risk, or that there is none of this id yet.
import type { MarginAccount, MarginVenue } from "../../client/entities.ts";
import { O2InputError } from "../../client/errors.ts";
import { marginFigures } from "../../client/marginFigures.ts";
import type { MarginAccountTopic } from "../topics.ts";
import type { Read, Reading } from "./read.ts";

type Sources = Pick<Reading, "rest" | "margin" | "how">;

/** Reads it. `known` keeps the id of an account that was asked for by its place. */
export async function readMarginAccount(
  { account, parent }: MarginAccountTopic,
  sources: Sources,
  known: { id: string | undefined },
): Promise<MarginAccount> {
  const { rest, how } = sources;
  const venue = await marginVenue(sources);
  if (typeof account === "string") known.id = account;
  else known.id ??= await rest.marginChild({ parent: parent ?? "", index: account, ...how });
  const state = await rest.marginState({ account: known.id, ...how });
  if (!state) return { exists: false };
  const owner = Object.values(state.parent).join();
  if (parent !== undefined && owner !== parent)
    throw new O2InputError(
      "parent",
      `${parent} is not the parent of the margin account ${known.id}. Expected ${owner}, or to be left out.`,
      { code: "conflict", value: parent, allowed: [owner] },
    );
  return { exists: true, ...state, ...marginFigures(state, venue) };
}

/**
 * The margin venue; `undefined` where the list of markets cannot say which.
 * @throws O2InputError where the network has none: then nothing of it is asked for.
 */
export async function marginVenue({ margin }: Pick<Reading, "margin">): Promise<MarginVenue | undefined> {
  const venue = await margin?.();
  if (venue !== null) return venue;
  throw new O2InputError(
    "network",
    "it has no margin venue: its list of markets names no margin. Expected a network that has one.",
    { code: "unknown" },
  );
}

export const readMargin: Read<"marginAccount", never> = async (topic, _, __, reading) => {
  const data = await readMarginAccount(topic, reading, { id: undefined });
  return () => ({ data });
};
