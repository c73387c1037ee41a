// A value's last move, for an animation. Knows no feed: the value may come from any hook.
import { useState } from "react";
import { type Tone, toneOf } from "../trading/toneOf.ts";

/** The last move of a value. */
export interface LastMove {
  /** The number of changes so far: give it to the element as its `key`, so that each move is a new element and starts its animation anew. */
  readonly key: number;
  /** The direction of the last move; `undefined` before the first one. */
  readonly tone: Tone | undefined;
}

/**
 * The last move of an amount, for a cell that flashes: a new `key` and its direction with each change. Neither the first value nor one that
 * follows on an unknown value is a move. Where a component goes over to another market, give it that market's id as its `key`.
 *
 * @param value in any unit; `undefined` while it is not known.
 * @example
 * ```tsx
 * const { data: last } = useTicker({ market, select: (day) => day.last });
 * const { key, tone } = useFlash(last);
 * return <b key={key} className={tone}>{last !== undefined && formatPrice(market, last)}</b>;
 * ```
 */
export function useFlash(value: bigint | undefined): LastMove {
  const [shown, setShown] = useState<LastMove & { readonly value: bigint | undefined }>({
    value,
    key: 0,
    tone: undefined,
  });
  if (value === shown.value) return shown;
  const tone = value === undefined || shown.value === undefined ? undefined : toneOf(value - shown.value);
  const next = { value, key: shown.key + 1, tone };
  setShown(next);
  return next;
}
