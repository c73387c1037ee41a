// A figure that flashes in the colour of its move: up or down. It does not know what the figure is of.
import { type ReactNode, useState } from "react";

export interface FlashProps {
  /** The exact value that the text says. */
  readonly value: bigint | undefined;
  readonly children: ReactNode;
}

/** The text is a new element after each move, so that its animation starts anew. The stylesheet lets only live figures flash. */
export function Flash({ value, children }: FlashProps) {
  const [shown, setShown] = useState({ value, moves: 0, move: "" });
  if (value !== undefined && value !== shown.value) {
    const move = shown.value === undefined ? "" : value > shown.value ? "up" : "down";
    setShown({ value, moves: shown.moves + 1, move });
  }
  return (
    <span key={shown.moves} className={`flash ${shown.move}`}>
      {children}
    </span>
  );
}
