// Gives a tree of components one feed: makes it, connects it while mounted, and closes it after the linger.
import {
  createContext,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useInsertionEffect,
  useMemo,
  useState,
} from "react";
import { VERSION } from "../client/brand.ts";
import { usable } from "../client/copies.ts";
import { O2Error } from "../client/errors.ts";
import type { FeedHandle } from "../port/FeedHandle.ts";
import type { MakeWorker } from "../port/openWorker.ts";
import { LazyFeed, type LazyFeedOptions } from "../shell/LazyFeed.ts";
import { equal } from "../store/equal.ts";
import type { O2FeedOptions } from "../store/settings.ts";
import type { O2Store } from "../store/state.ts";

/** A tree's feed, and the store that is shown there: the feed's own, or one with seeds laid over it. */
export interface ShownFeed {
  readonly feed: FeedHandle;
  readonly store: O2Store;
}

const ShownContext = createContext<ShownFeed | undefined>(undefined);

/**
 * A provider either makes a feed of its own from `network` or `config` and further options, or is given one that its
 * owner closes. Only the options `network`, `config`, `commits`, `onError` and `initialData` may
 * change later.
 */
export type O2ProviderProps = { readonly children?: ReactNode } & (
  | ({
      readonly feed?: undefined;
      /**
       * Makes a worker for the engine, such as `createWorker` of `o2-react/worker`; called again when the engine is needed again. Where
       * it throws, gives nothing, or its worker dies, the page does the work.
       */
      readonly worker?: MakeWorker | undefined;
    } & O2FeedOptions)
  | { readonly feed: FeedHandle }
);

/**
 * Holds the one connection that all hooks below it share. It opens after the first mount, never while rendering or on a
 * server, and closes some seconds after the last unmount.
 * @throws O2InputError when neither a known `network`, nor a usable `config`, nor a `feed` is given, or the feed was made by
 * another copy of o2-react that this one cannot be mixed with.
 *
 * @example
 * ```tsx
 * <O2Provider network="testnet">
 *   <Book />
 * </O2Provider>
 * ```
 */
export function O2Provider(props: O2ProviderProps): ReactElement {
  if (props.feed) return <GivenFeed feed={usable("feed", props.feed)}>{props.children}</GivenFeed>;
  const { children, feed: _, ...options } = props;
  return <OwnFeed options={options}>{children}</OwnFeed>;
}

function GivenFeed({ feed, children }: { feed: FeedHandle; children: ReactNode }): ReactElement {
  useEffect(() => feed.connect(), [feed]);
  return <Shown feed={feed}>{children}</Shown>;
}

/** Gives a tree its feed, and another store than the feed's if there is one. */
export function Shown({
  feed,
  store,
  children,
}: Pick<ShownFeed, "feed"> & Partial<ShownFeed> & { readonly children: ReactNode }): ReactElement {
  const shown = useMemo(() => ({ feed, store: store ?? feed.store }), [feed, store]);
  return <ShownContext.Provider value={shown}>{children}</ShownContext.Provider>;
}

/** The one to tell of errors now: `onError` may change while the feed stays, and the feed of a network that was left lingers. */
class Reporter {
  #address = "";
  #tell: O2FeedOptions["onError"];

  /** Tells of the errors of the feed with this address, and of no other. */
  set(address: string, tell: O2FeedOptions["onError"]): void {
    this.#address = address;
    this.#tell = tell;
  }

  report(address: string, error: O2Error): void {
    if (address === this.#address) (this.#tell ?? console.error)(error);
  }
}

/** A provider's own feed, the addresses it was made for, and the `initialData` that was last given with these. */
interface Own {
  readonly address: string;
  readonly initialData: O2FeedOptions["initialData"];
  readonly feed: FeedHandle;
}

function OwnFeed({
  options,
  children,
}: {
  options: Omit<LazyFeedOptions, "onError"> & Pick<O2FeedOptions, "onError">;
  children: ReactNode;
}): ReactElement {
  const [reporter] = useState(() => new Reporter());
  const address = [options.network, options.config?.wsUrl, options.config?.apiBase].join(" ");
  const { initialData, onError, commits } = options;
  // Before any effect of a child's, which may report.
  useInsertionEffect(() => reporter.set(address, onError), [reporter, address, onError]);
  const make = (before?: Own): Own => {
    // A seed belongs to the network that it came with. The next network begins with one only if that changed as well.
    const seed = before && equal(before.initialData, initialData) ? undefined : initialData;
    const report = (error: O2Error): void => reporter.report(address, error);
    return { address, initialData, feed: new LazyFeed({ ...options, initialData: seed, onError: report }) };
  };
  const [own, setOwn] = useState(() => make());
  let { feed } = own;
  if (own.address !== address) {
    const next = make(own);
    feed = next.feed;
    setOwn(next);
  } else if (own.initialData !== initialData) {
    // A page that was navigated to brings what its server part read: its first render has it.
    if (initialData && !equal(own.initialData, initialData)) feed.addSeed(initialData);
    setOwn({ ...own, initialData });
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what initialData brought is let go of once the children hold theirs.
  useEffect(() => feed.releaseSeed(), [feed, initialData]);
  useEffect(() => feed.setCommits(commits), [feed, commits]);
  useEffect(() => feed.use(), [feed]);
  return <Shown feed={feed}>{children}</Shown>;
}

/**
 * The feed of the nearest `O2Provider`: its client, its store, and `retain` for topics that no hook follows.
 * @throws O2Error outside of a provider of this copy of o2-react.
 *
 * @example
 * const feed = useO2Feed();
 * useEffect(() => feed.retain([{ channel: "trades", market: marketId }]), [feed, marketId]);
 */
export function useO2Feed(): FeedHandle {
  return useShown().feed;
}

/**
 * The feed of the nearest `O2Provider`, and the store to show: with the seeds between the two laid over it.
 * @throws O2Error outside of a provider of this copy of o2-react.
 */
export function useShown(): ShownFeed {
  const shown = useContext(ShownContext);
  if (shown) return shown;
  throw new O2Error(
    'There is no O2Provider above this component. Wrap the tree in <O2Provider network="testnet">, ' +
      `of this copy of o2-react (${VERSION}).`,
  );
}
