// The page under soak: a provider that stands all the time, and one whose components come and go. The same in Node and
// in a browser; it knows nothing of who measures it. Import counted.ts before it.
import { type O2Error, type O2FeedOptions, O2Provider } from "o2-react";
import { createElement, type ReactNode, useLayoutEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import type { Places } from "../far/FarEnd.ts";
import { CountedSocket, countedFetch, heldNow, soFar } from "./counted.ts";
import { type Hooks, hooks as ours, type Shown } from "./hooks.ts";
import { type Follow, STANDING, steps } from "./plan.ts";

/** What a page is told. Times in milliseconds. */
interface PageOptions {
  readonly config: { readonly wsUrl: string; readonly apiBase: string };
  readonly places: Places;
  readonly seed: number;
  /** From one step of the coming and going to the next. */
  readonly beat: number;
  /** How often a standing book is audited. */
  readonly auditInterval: number | false;
}

/** What there is on a page now. */
interface PageHeld {
  readonly timers: number;
  readonly sockets: number;
  readonly reads: number;
  readonly elements: number;
}

/** What happened on a page so far. */
export interface PageSums {
  /** Frames from the server, PONGs left out. */
  readonly updates: number;
  readonly opened: number;
  readonly reads: number;
  readonly mounts: number;
  readonly unmounts: number;
  /** Components that came to follow something else while mounted. */
  readonly changes: number;
  readonly providers: number;
  readonly commits: number;
  /** What the library reported, by the error's class. */
  readonly errors: Readonly<Record<string, number>>;
}

/** A page under soak. */
export interface SoakPage {
  /** Mounts what stands. */
  open(options: PageOptions): void;
  /** Components come and go from now on. */
  churn(): void;
  /** All that came goes, its provider too. What stands stays. */
  settle(): void;
  /** What stands and is not live, in words. */
  notLive(): readonly string[];
  held(): PageHeld;
  sums(): PageSums;
  /** Unmounts everything. */
  leave(): void;
}

/** Shorter than the defaults, so that an hour has more lives in it. */
const TIMINGS = {
  linger: 300,
  pingInterval: 2_000,
  deadAfter: 20_000,
  minReconnectDelay: 100,
  maxReconnectDelay: 1_000,
  minUptime: 500,
  minResyncDelay: 100,
} as const satisfies O2FeedOptions;

const { setInterval: repeat, clearInterval: endRepeat } = globalThis;

/** A page that is not opened yet. @param hooks others than o2-react's, to see that a leak is found. */
export function createPage(hooks: Hooks = ours): SoakPage {
  const sums = { mounts: 0, unmounts: 0, changes: 0, providers: 0, commits: 0 };
  const errors: Record<string, number> = {};
  const standing = new Map<number, Shown>();
  const coming = new Map<number, Follow>();
  const roots = new Map<string, { readonly root: Root; readonly element: Element }>();
  let options: PageOptions | undefined;
  let next = steps(0);
  let timer: ReturnType<typeof repeat> | undefined;

  const onError = ({ name }: O2Error): void => {
    errors[name] = (errors[name] ?? 0) + 1;
  };
  const tell = (root: string, place: number, shown: Shown): void => {
    sums.commits += 1;
    if (root === "standing") standing.set(place, shown);
  };

  interface LineProps {
    readonly root: string;
    readonly place: number;
    readonly follow: Follow;
    readonly places: Places;
  }

  function Line({ root, place, follow, places }: LineProps): ReactNode {
    // The kind of a component never changes, by its key: it is always the same hook.
    const shown = hooks[follow.kind](follow as never, places);
    useLayoutEffect(() => tell(root, place, shown));
    useLayoutEffect(() => {
      sums.mounts += 1;
      return () => {
        sums.unmounts += 1;
      };
    }, []);
    return createElement("pre", null, shown.text);
  }

  const render = (root: string, follows: Iterable<readonly [number, Follow]>): void => {
    if (!options) throw new Error("The page is not open.");
    const { config, places, auditInterval } = options;
    const lines = [...follows].map(([place, follow]) =>
      createElement(Line, { key: `${place} ${follow.kind}`, root, place, follow, places }),
    );
    const wires = { config, WebSocket: CountedSocket, fetch: countedFetch, onError };
    // Books that come and go live for seconds only.
    const audits = { auditInterval: root === "standing" ? auditInterval : 1_000 };
    rootOf(root).render(createElement(O2Provider, { ...wires, ...TIMINGS, ...audits }, lines));
  };

  const rootOf = (name: string): Root => {
    const known = roots.get(name);
    if (known) return known.root;
    const element = document.body.appendChild(document.createElement("main"));
    const root = createRoot(element);
    roots.set(name, { root, element });
    if (name !== "first") sums.providers += 1;
    return root;
  };

  const unmount = (name: string): void => {
    const known = roots.get(name);
    known?.root.unmount();
    known?.element.remove();
    roots.delete(name);
  };

  const step = (): void => {
    const now = next();
    if (now.do === "remount") unmount("coming");
    else if (now.do === "unmount") coming.delete(now.place);
    else {
      if (coming.get(now.place)?.kind === now.follow.kind) sums.changes += 1;
      coming.set(now.place, now.follow);
    }
    render("coming", coming);
  };

  // What React itself leaves on a document is there from the start.
  rootOf("first").render(createElement("p"));

  return {
    open(given) {
      unmount("first");
      options = given;
      next = steps(given.seed);
      render("standing", STANDING.entries());
    },
    churn() {
      timer ??= repeat(step, options?.beat);
    },
    settle() {
      endRepeat(timer);
      timer = undefined;
      coming.clear();
      unmount("coming");
    },
    notLive: () =>
      STANDING.flatMap((follow, place) => {
        const shown = standing.get(place);
        return shown?.isLive ? [] : [`${JSON.stringify(follow)} is ${shown?.state}`];
      }),
    held: () => ({ ...heldNow(), elements: document.querySelectorAll("*").length }),
    sums: () => ({ ...soFar(), ...sums, errors }),
    leave() {
      this.settle();
      unmount("standing");
      standing.clear();
    },
  };
}
