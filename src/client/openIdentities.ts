// Opens an iterator over an identity channel, where the server has room for it. Knows nothing of frames.
import { beginIdentities } from "./beginnings.ts";
import { toIdentities } from "./identities.ts";
import type { IdentityRef } from "./ids.ts";
import type { IdentityChannel, OnVenue, Topic, Updates } from "./protocol.ts";
import type { Readers } from "./readers.ts";
import type { Session } from "./session.ts";
import type { O2Stream } from "./stream.ts";

/** The iterator; it ends with an O2LimitError once it is read, where there are more than ten identities. @throws O2InputError */
export function openIdentities<C extends IdentityChannel>(
  session: Session,
  readers: Readers,
  channel: C,
  identities: readonly IdentityRef[],
  on: OnVenue = {},
): O2Stream<Updates[C]> {
  const topics = toIdentities(identities, on.venue).map((identity): Topic => ({ channel, ...on, identity }));
  return readers.open(channel, topics, beginIdentities<C>(session));
}
