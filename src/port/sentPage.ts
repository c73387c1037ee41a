// Tells an engine in another thread of its page: of being shown and hidden, and of the moments at which a link cannot be believed.
import { thisPage } from "../client/page.ts";
import type { ToEngine } from "./messages.ts";

/**
 * Tells until the returned function is called.
 * @param check called first at each such moment.
 */
export function sendPage(post: (message: ToEngine) => void, check: () => void): () => void {
  const tell = (more: { readonly doubt?: true; readonly dead?: string }): void => {
    check();
    post({ type: "page", isVisible: thisPage.isVisible, ...more });
  };
  const unwatch = thisPage.watch({ onDoubt: () => tell({ doubt: true }), onDead: (dead) => tell({ dead }) });
  if (typeof document === "undefined") return unwatch;
  // A page of a test may be gone before this ends.
  const page = document;
  const hidden = (): void => {
    if (!thisPage.isVisible) tell({});
  };
  page.addEventListener("visibilitychange", hidden, { capture: true });
  return () => {
    unwatch();
    page.removeEventListener("visibilitychange", hidden, { capture: true });
  };
}
