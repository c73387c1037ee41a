// The upper edge of the panel, which is dragged or moved by arrow keys.
import type { KeyboardEvent, PointerEvent, ReactElement } from "react";

interface GripProps {
  readonly height: number;
  readonly onHeight: (height: number) => void;
}

const LEAST = 160;
const STEP = 32;

export function Grip({ height, onHeight }: GripProps): ReactElement {
  const most = Math.max(LEAST, window.innerHeight - 40);
  const become = (next: number): void => onHeight(Math.round(Math.min(most, Math.max(LEAST, next))));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    become(height + (event.key === "ArrowUp" ? STEP : -STEP));
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>): void =>
    event.currentTarget.setPointerCapture(event.pointerId);
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) become(window.innerHeight - event.clientY);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no <hr>
    <div
      className="grip"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the panel"
      aria-valuenow={height}
      aria-valuemin={LEAST}
      aria-valuemax={most}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
    />
  );
}
