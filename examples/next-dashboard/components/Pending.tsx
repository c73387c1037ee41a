"use client";

// A mark inside a link, shown while the page that it leads to is loading.
import { useLinkStatus } from "next/link";

export function Pending() {
  const { pending } = useLinkStatus();
  return (
    <span className="pending" data-pending={pending || undefined}>
      {pending && <span className="unseen">loading</span>}
    </span>
  );
}
