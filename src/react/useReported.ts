// Reports what is wrong with the parameters of a hook that has no result to say it in.
import { useEffect, useRef } from "react";
import type { Answer } from "../store/resolve.ts";
import { useO2Feed } from "./O2Provider.tsx";

/** Reports through `onError` that parameters cannot be used, once while they say the same. */
export function useReported(answer: Answer): void {
  const feed = useO2Feed();
  const error = answer.status === "error" ? answer.error : undefined;
  const latest = useRef(error);
  useEffect(() => {
    latest.current = error;
  });
  // Each render makes the same error anew; it is the same while it says the same.
  const message = error?.message;
  useEffect(() => {
    if (message !== undefined && latest.current) feed.report(latest.current);
  }, [feed, message]);
}
