// A part that is taken off the page and put back by a button.
import { type ReactNode, useState } from "react";

export interface MountableProps {
  /** Shown between the button and the part, mounted all the time. */
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
