// A page for React in Node: happy-dom's document, the runtime's own WebSocket and fetch. Every listener is counted.
import { Window } from "happy-dom";

const window = new Window({ url: "http://localhost/" });
const counted = new Map<string, number>();

for (const target of [window, window.document]) {
  const add = target.addEventListener.bind(target);
  const remove = target.removeEventListener.bind(target);
  const count = (type: string, by: number): void => void counted.set(type, (counted.get(type) ?? 0) + by);
  target.addEventListener = ((type: string, ...rest: unknown[]) => {
    count(type, 1);
    Reflect.apply(add, target, [type, ...rest]);
  }) as typeof target.addEventListener;
  target.removeEventListener = ((type: string, ...rest: unknown[]) => {
    count(type, -1);
    Reflect.apply(remove, target, [type, ...rest]);
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

/** The listeners there are for the moments that a client may watch for. */
export function listeners(): number {
  return ["online", "offline", "pageshow", "visibilitychange", "resume"].reduce(
    (sum, type) => sum + (counted.get(type) ?? 0),
    0,
  );
}

/** Makes a moment happen to all that is open in this page. */
export function wake(moment: "online" | "offline" | "visible" | "resume" | "restored"): void {
  if (moment === "online" || moment === "offline") window.dispatchEvent(new window.Event(moment));
  else if (moment === "visible") window.document.dispatchEvent(new window.Event("visibilitychange"));
  else if (moment === "resume") window.document.dispatchEvent(new window.Event("resume"));
  else window.dispatchEvent(Object.assign(new window.Event("pageshow"), { persisted: true }));
}
