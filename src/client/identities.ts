// Lists of identities, and the number of them that the server takes on one connection.
import type { Identity } from "./entities.ts";
import { O2InputError } from "./errors.ts";
import { O2LimitError } from "./feedErrors.ts";
import { type IdentityRef, identityKey, toHolder } from "./ids.ts";
import { MAX_IDENTITIES, type Venue } from "./protocol.ts";

/**
 * The canonical form of one or many identities, each once. `venue`: where their orders are followed.
 * @throws O2InputError for an empty list or an entry that cannot be used.
 * @throws O2LimitError for more than the server takes.
 */
export function toIdentities(identities: IdentityRef | readonly IdentityRef[], venue?: Venue): Identity[] {
  const list = isList(identities) ? identities : [identities];
  if (list.length === 0) {
    throw new O2InputError("identities", "the list is empty. Expected at least one identity.", {
      code: "outOfRange",
      value: identities,
    });
  }
  const holders = list.map((one) => toHolder(one, venue));
  const unique = [...new Map(holders.map((holder) => [identityKey(holder), holder])).values()];
  if (unique.length <= MAX_IDENTITIES) return unique;
  throw limitError(`${unique.length} were given`, "Follow fewer");
}

/** The error for more identities than the server has room for. */
export function limitError(which: string, advice: string): O2LimitError {
  return new O2LimitError(
    MAX_IDENTITIES,
    `${which}: the server takes at most ${MAX_IDENTITIES} identities a channel on one connection. ` +
      `${advice}, or spread them over several O2Providers or O2WebSockets.`,
  );
}

function isList(identities: IdentityRef | readonly IdentityRef[]): identities is readonly IdentityRef[] {
  return Array.isArray(identities);
}
