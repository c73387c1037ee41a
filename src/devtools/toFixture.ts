// The newest past of a feed as a fixture: how it was at the beginning, as the frames and answers that would have said so,
// and then all that was said. Pure.
import { encode, PING, PONG } from "../client/codec.ts";
import { subscribe } from "../client/wire.ts";
import type { FeedFixture, FixtureRead } from "../testing/fixture.ts";
import { depthSnapshot, likely, toText } from "../testing/wire.ts";
import { readsOf } from "./fixtureReads.ts";
import type { Recording } from "./Reel.ts";

/** Makes a fixture. It begins where the recording does, and holds nothing that the feed did not hold. */
export function toFixture({ baseline, frames, checkpoints, endedAt }: Recording): FeedFixture {
  const startedAt = baseline.at;
  // A clock that was set back would put what followed before what it followed.
  let latest = 0;
  const since = (at: number): number => {
    latest = Math.max(latest, at - startedAt);
    return latest;
  };
  const requests: [number, string][] = baseline.slots.map((slot) => [0, encode(subscribe(slot))]);
  const said: [number, string | null][] = baseline.books.map(({ market, precision, sides }) => [
    0,
    toText(depthSnapshot(market, sides, likely(), precision)),
  ]);
  for (const { at, text, isSent } of frames) {
    if (text === PING || text === PONG) continue;
    if (!isSent) said.push([since(at), text ?? null]);
    else if (text !== undefined) requests.push([since(at), text]);
  }
  const reads = checkpoints.flatMap(({ at, state }) => readsOf(state, Math.max(0, at - startedAt)));
  return {
    version: 1,
    startedAt,
    duration: Math.max(latest, endedAt - startedAt),
    requests,
    frames: said,
    reads: changed([...readsOf(baseline.state, 0), ...reads]),
  };
}

/** Without the answers that say what the one before said. */
function changed(reads: readonly FixtureRead[]): FixtureRead[] {
  const last = new Map<string, string>();
  return reads.filter(({ path, status, text }) => {
    const answer = `${status} ${text}`;
    if (last.get(path) === answer) return false;
    last.set(path, answer);
    return true;
  });
}
