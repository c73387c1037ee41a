// A page for React in Node: happy-dom's document, the runtime's own WebSocket and fetch. Every listener is counted.
import { Window } from "happy-dom";

const window = new Window({ url: "http://localhost/" });
// A target counts a repeated identical listener once, and ignores the removal of an unknown one.
const held = new Map<string, Set<unknown>>();

for (const target of [window, window.document]) {
  const add = target.addEventListener.bind(target);
  const remove = target.removeEventListener.bind(target);
  const place = target === window ? "window" : "document";
  const of = (type: string, options: unknown): Set<unknown> => {
    const isCapture = typeof options === "object" ? Object(options).capture === true : options === true;
    const key = `${type} ${place} ${isCapture}`;
    const listeners = held.get(key) ?? new Set();
    held.set(key, listeners);
    return listeners;
  };
  target.addEventListener = ((type: string, listener: unknown, options?: unknown) => {
    of(type, options).add(listener);
    Reflect.apply(add, target, [type, listener, options]);
  }) as typeof target.addEventListener;
  target.removeEventListener = ((type: string, listener: unknown, options?: unknown) => {
    of(type, options).delete(listener);
    Reflect.apply(remove, target, [type, listener, options]);
  }) as typeof target.removeEventListener;
}

Object.assign(globalThis, {
  window,
  document: window.document,
  addEventListener: window.addEventListener,
  removeEventListener: window.removeEventListener,
  HTMLElement: window.HTMLElement,
  HTMLIFrameElement: window.HTMLIFrameElement,
  Node: window.Node,
  Element: window.Element,
});

/** Number of listeners for the events that a client may listen to. */
export function listeners(): number {
  const moments = ["online", "offline", "pageshow", "visibilitychange", "resume"];
  return [...held].reduce((sum, [key, of]) => sum + (moments.includes(key.split(" ")[0] ?? "") ? of.size : 0), 0);
}

/** Fires an event in this page. */
export function wake(moment: "online" | "offline" | "visible" | "resume" | "restored"): void {
  if (moment === "online" || moment === "offline") window.dispatchEvent(new window.Event(moment));
  else if (moment === "visible") window.document.dispatchEvent(new window.Event("visibilitychange"));
  else if (moment === "resume") window.document.dispatchEvent(new window.Event("resume"));
  else window.dispatchEvent(Object.assign(new window.Event("pageshow"), { persisted: true }));
}

/** Called when the page is hidden or shown. */
const watchers = new Set<(isShown: boolean) => void>();
let isShown = true;
/** Number of runs that need the page shown. */
let needs = 0;

Object.defineProperty(window.document, "visibilityState", {
  configurable: true,
  get: () => (isShown ? "visible" : "hidden"),
});

/** True while the page is shown. */
export function isPageShown(): boolean {
  return isShown;
}

/** Shows or hides the page. It stays shown while a run needs that. */
export function showPage(shown: boolean): void {
  if (shown === isShown || (!shown && needs > 0)) return;
  isShown = shown;
  for (const watcher of watchers) watcher(shown);
  wake("visible");
}

/** Shows the page, and keeps it shown until the returned function is called. */
export function keepPageShown(): () => void {
  needs += 1;
  showPage(true);
  return () => {
    needs -= 1;
  };
}

/**
 * Calls a function whenever the page is hidden or shown, before all other listeners, until the returned function is
 * called.
 */
export function watchPage(watcher: (isShown: boolean) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

// The engine is loaded before the first render, as in users' tests: a run measures what the engine does, not how it is
// loaded.
const { preloadEngine } = await import("o2-react");
await preloadEngine();
