// The page that a feed is shown on: whether somebody may see it, and the moments at which a link cannot be believed. Knows nothing
// of links. An engine in another thread is told of its page by messages.

/** The moments to tell of. */
export interface PageEvents {
  /** The link may be dead: ask it, or try again now. */
  readonly onDoubt: () => void;
  /** The link is dead, whatever it says. */
  readonly onDead: (reason: string) => void;
}

/** A page, or all pages that share an engine. */
export interface FeedPage {
  /** Whether somebody may see it. */
  readonly isVisible: boolean;
  /** Whether it renders in this thread, where long work of ours would keep it from rendering. */
  readonly isHere: boolean;
  /** Tells of its events until the returned function is called. */
  watch(events: PageEvents): () => void;
}

/** The page of this thread. Where there is none, somebody may see what is made of the feed. */
export const thisPage: FeedPage = {
  get isVisible() {
    return typeof document === "undefined" || document.visibilityState !== "hidden";
  },
  isHere: true,
  watch({ onDoubt, onDead }) {
    if (typeof addEventListener !== "function" || typeof document === "undefined") return () => undefined;
    const shown = (): void => {
      if (document.visibilityState === "visible") onDoubt();
    };
    const restored = (event: PageTransitionEvent): void => {
      // From the back-forward cache: its sockets were closed, and readyState may not say so.
      if (event.persisted) onDead("the page was restored from the back-forward cache");
    };
    const options = { capture: true } as const;
    // A page of a test may be gone before the linger is over.
    const { document: page, removeEventListener: remove } = globalThis;
    addEventListener("online", onDoubt);
    addEventListener("offline", onDoubt);
    addEventListener("pageshow", restored);
    page.addEventListener("visibilitychange", shown, options);
    page.addEventListener("resume", onDoubt, options);
    return () => {
      remove("online", onDoubt);
      remove("offline", onDoubt);
      remove("pageshow", restored);
      page.removeEventListener("visibilitychange", shown, options);
      page.removeEventListener("resume", onDoubt, options);
    };
  },
};
