"use client";

// Inside of a link: the page it leads to is on its way.
import { useLinkStatus } from "next/link";

export function Pending() {
  const { pending } = useLinkStatus();
  return (
    <span className="pending" data-pending={pending || undefined}>
      {pending && <span className="unseen">loading</span>}
    </span>
  );
}
