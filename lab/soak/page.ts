// The page under soak: a provider that stands all the time, and one whose components come and go. The same in Node and
// in a browser; it knows nothing of who measures it. Import counted.ts before it.
import { type O2Error, type O2FeedOptions, O2Provider } from "o2-react";
import { createElement, type ReactNode, useLayoutEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import type { Places } from "../far/FarEnd.ts";
import { CountedSocket, countedFetch, heldNow, soFar } from "./counted.ts";
import { type Hooks, hooks as ours, type Shown } from "./hooks.ts";
import { type Follow, STANDING, steps } from "./plan.ts";

/** The options of a page. Times in milliseconds. */
interface PageOptions {
  readonly config: { readonly wsUrl: string; readonly apiBase: string };
  readonly places: Places;
  readonly seed: number;
  /** Time between two steps of the coming and going. */
  readonly beat: number;
  /** Time between two audits of a standing book. */
  readonly auditInterval: number | false;
  /** The lengths of the lists that the feeds keep. Default those of the library. */
  readonly kept?: Pick<O2FeedOptions, "maxTrades" | "maxClosedOrders">;
}

/** Everything on a page now. */
interface PageHeld {
  readonly timers: number;
  readonly sockets: number;
  readonly reads: number;
  readonly elements: number;
}

/** Counts of a page so far. */
export interface PageSums {
  /** Frames from the server, without PONGs. */
  readonly updates: number;
  readonly opened: number;
  readonly reads: number;
  readonly mounts: number;
  readonly unmounts: number;
  /** Components that changed their topic while mounted. */
  readonly changes: number;
  readonly providers: number;
  readonly commits: number;
  /** Number of errors that the library reported, by the error's class. */
  readonly errors: Readonly<Record<string, number>>;
}

/** A page under soak. */
export interface SoakPage {
  /** Mounts the standing components. */
  open(options: PageOptions): void;
  /** Lets components come and go from now on. */
  churn(): void;
  /** Unmounts all components that came, and their provider. The standing ones stay. */
  settle(): void;
  /** The standing components that are not live, in words. */
  notLive(): readonly string[];
  held(): PageHeld;
  sums(): PageSums;
  /** Unmounts everything. */
  leave(): void;
}

/** Shorter than the defaults, so that an hour contains more lifetimes. */
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

/**
 * A page that is not opened yet.
 * @param hooks replaces o2-react's hooks, to prove that a leak is found.
 */
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
    // The kind of a component never changes, because it is part of its key: it always calls the same hook.
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
    const { config, places, auditInterval, kept } = options;
    const lines = [...follows].map(([place, follow]) =>
      createElement(Line, { key: `${place} ${follow.kind}`, root, place, follow, places }),
    );
    const wires = { config, WebSocket: CountedSocket, fetch: countedFetch, onError };
    // Books that come and go are live for seconds only.
    const audits = { auditInterval: root === "standing" ? auditInterval : 1_000 };
    rootOf(root).render(createElement(O2Provider, { ...wires, ...TIMINGS, ...kept, ...audits }, lines));
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

  // React's own lasting objects on a document are made now, before the first count.
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
