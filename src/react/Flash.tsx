// A text that flashes with its value. Has no style: the page's stylesheet animates the classes.
import type { ReactElement, ReactNode } from "react";
import { useFlash } from "./useFlash.ts";

/** The props of {@link Flash}. */
export interface FlashProps {
  /** The amount whose moves are shown, in any unit; `undefined` while it is not known. */
  readonly value: bigint | undefined;
  /** Its text. */
  readonly children?: ReactNode;
}

/**
 * A text in a `span` that is a new element after each move of its value, of the class `up` or `down`: give both an animation. Without a
 * class before the first move. {@link useFlash} does the same for an element of your own.
 *
 * @example
 * ```tsx
 * const { data: last } = useTicker({ market, select: (day) => day.last });
 * return <Flash value={last}>{last !== undefined && formatPrice(market, last)}</Flash>;
 * ```
 */
export function Flash({ value, children }: FlashProps): ReactElement {
  const { key, tone } = useFlash(value);
  return (
    <span key={key} className={tone}>
      {children}
    </span>
  );
}
