// Same content, same object: levels that did not change keep theirs. Pure.
import type { DepthLevel } from "./entities.ts";

/** A level, maybe with the sum of all up to it. */
interface Level extends DepthLevel {
  readonly total?: bigint;
}

/**
 * `next` with every level that `previous` already had taken from there; `previous` itself when nothing differs. Both best
 * first.
 */
export function keepLevels<L extends Level>(previous: readonly L[], next: readonly L[], isBid: boolean): readonly L[] {
  let isUnchanged = previous.length === next.length;
  let place = 0;
  const levels = next.map((level, index) => {
    let known = previous[place];
    while (known && (isBid ? known.price > level.price : known.price < level.price)) {
      place += 1;
      known = previous[place];
    }
    const isSame = known?.price === level.price && known.quantity === level.quantity && known.total === level.total;
    const kept = known && isSame ? known : level;
    if (kept !== previous[index]) isUnchanged = false;
    return kept;
  });
  return isUnchanged ? previous : levels;
}
