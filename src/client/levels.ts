// Same content, same object: levels that did not change keep theirs. Pure.
import type { DepthLevel } from "./protocol.ts";

/**
 * `next` with every level that `previous` already had taken from there; `previous` itself when nothing differs. Both best
 * first. `isSame` compares two levels of one price.
 */
export function keepLevels<L extends DepthLevel>(
  previous: readonly L[],
  next: readonly L[],
  isBid: boolean,
  isSame: (one: L, other: L) => boolean,
): readonly L[] {
  let isUnchanged = previous.length === next.length;
  let place = 0;
  const levels = next.map((level, index) => {
    let known = previous[place];
    while (known && (isBid ? known.price > level.price : known.price < level.price)) {
      place += 1;
      known = previous[place];
    }
    const kept = known?.price === level.price && isSame(known, level) ? known : level;
    if (kept !== previous[index]) isUnchanged = false;
    return kept;
  });
  return isUnchanged ? previous : levels;
}
