// A part that a button takes off the page and puts back.
import { type ReactNode, useState } from "react";

export interface MountableProps {
  /** Shown between the button and the part, always mounted. */
  readonly beside: ReactNode;
  readonly children: ReactNode;
}

export function Mountable({ beside, children }: MountableProps) {
  const [isMounted, setMounted] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setMounted(!isMounted)}>
        {isMounted ? "Unmount" : "Mount"}
      </button>
      {beside}
      {isMounted && children}
    </>
  );
}
