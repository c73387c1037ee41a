// The reads of the margin venue: an account, an account's id by its place, the tiers.
import { orNone } from "./accountReads.ts";
import { isRestError, O2RestError } from "./errors.ts";
import type { MarginState, MarginTier } from "./marginEntities.ts";
import { listOr } from "./marketReads.ts";
import { marginChild, marginState, marginTier } from "./parseMargin.ts";
import type { Get, ReadOptions } from "./request.ts";
import { object } from "./values.ts";

/** The last place that a margin account may have. The official SDK looks for eight of them; the exchange's own bound is not known. */
export const MOST_CHILDREN = 255;

/** A margin account; `undefined` where the exchange knows none of this id. */
export function readMarginState(get: Get, account: string, options: ReadOptions): Promise<MarginState | undefined> {
  const read = get("/v1/margin/state", { account }, (body) => marginState(object(body, "the answer")), options);
  return ofMargin(orNone(read, ({ message }) => /unknown margin account/i.test(message)));
}

/** The id of a trade account's margin account at a place, whether it was opened or not. */
export function readMarginChild(get: Get, parent: string, index: number, options: ReadOptions): Promise<string> {
  const query = { parent_contract: parent, index };
  const read = (body: unknown): string => marginChild(object(body, "the answer"), index);
  return ofMargin(get("/v1/margin/next-account", query, read, options));
}

/** The tiers. */
export function readMarginTiers(get: Get, options: ReadOptions): Promise<readonly MarginTier[]> {
  return ofMargin(get("/v1/margin/tiers", {}, (body) => listOr(body, "tiers", marginTier), options));
}

/** A network without the venue does not know these paths. */
async function ofMargin<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!isRestError(error) || error.status !== 404) throw error;
    const { message, code } = error;
    const text = `The network does not answer for its margin venue, and may have none: ${message}`;
    throw new O2RestError(text, { status: 404, code, cause: error });
  }
}
