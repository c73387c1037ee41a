// Tells when the machine, the network or the page comes back, and when the network goes: the moments at which a link
// cannot be believed. Without a page the clock alone tells that the machine slept.

/** The clock to look at, and what is told. */
export interface WakeOptions {
  readonly now: () => number;
  /** The link may be dead: ask it, or try again now. */
  readonly onDoubt: () => void;
  /** The link is dead, whatever it says. */
  readonly onDead: (reason: string) => void;
}

/**
 * The interval at which the clock is looked at, and how far off it then is after a sleep, in milliseconds. A clock that was set
 * is taken for a sleep, which costs a PING.
 */
const LOOK_INTERVAL = 2_000;
const JUMP = 5_000;

/** Watches until the returned function is called. */
export function watchWake(options: WakeOptions): () => void {
  const ends = [watchClock(options), watchPage(options)];
  return () => {
    for (const end of ends) end();
  };
}

/** No event tells that a machine slept, and on some systems timers stand still meanwhile: a deadline comes as much too late. */
function watchClock({ now, onDoubt }: WakeOptions): () => void {
  let last = now();
  const timer = setInterval(() => {
    const time = now();
    const isJump = Math.abs(time - last - LOOK_INTERVAL) > JUMP;
    last = time;
    if (isJump) onDoubt();
  }, LOOK_INTERVAL);
  return () => clearInterval(timer);
}

/** Whether somebody may see the page; where there is none, somebody may see what is made of the feed. */
export function isPageVisible(): boolean {
  return typeof document === "undefined" || document.visibilityState !== "hidden";
}

function watchPage({ onDoubt, onDead }: WakeOptions): () => void {
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
}
