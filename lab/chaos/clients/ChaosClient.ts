// The interface of a client under chaos. Types only.
import type { Listener } from "../oddSteps.ts";
import type { Popped } from "../Popped.ts";
import type { Reader } from "../Reader.ts";
import type { Iterated, IteratorEnd } from "../screenSteps.ts";
import type { VenuePlaces } from "../venues.ts";

/** A component's output: the status it claims, and its value as text, written like the truth. */
export interface Shown {
  readonly status: "idle" | "pending" | "live" | "stale" | "error";
  readonly text: string | undefined;
  /** Asks for the next page of older orders, if it shows any. */
  readonly more?: () => void;
}

/** An iterator, and everything it has told so far. */
export interface Reading {
  readonly iterator: number;
  readonly place: number;
  readonly over: Iterated;
  /** True while it waits for more: neither the iterator nor its connection has ended. */
  readonly isOpen: boolean;
  /** The number of its subscription, once the server is known to have read it. Each loss leads to another one. */
  readonly epoch: number | undefined;
  /** The error that it threw. */
  readonly failure: string | undefined;
  /** The book that its updates make, where it follows one. */
  readonly text: string | undefined;
  /** By trade id, how often it told each trade, and how often each came over its connection. */
  readonly told: ReadonlyMap<string, number>;
  readonly arrived: ReadonlyMap<string, number>;
  /** By order id, the last state of each order it told. */
  readonly orders: ReadonlyMap<string, string>;
}

/** An event after which a link cannot be believed. */
export type Wake = "online" | "offline" | "visible" | "resume" | "restored";

/** The address of the far end, and options to make the client with. */
export interface Address {
  /** The far end's, or that of a proxy in between. */
  readonly wsUrl: string;
  readonly apiBase: string;
  /** Default: the runtime's own. */
  readonly WebSocket?: typeof globalThis.WebSocket;
  readonly fetch?: typeof globalThis.fetch;
  /** True if it has the timings that ship. Otherwise they are so short that a run takes seconds. */
  readonly atDefaults: boolean;
}

/** One provider's connection, in the hands of the application. */
export interface Feed {
  connect(): void;
  close(): void;
  reconnect(): void;
}

/** A page with one client in it. */
export interface ChaosClient {
  /** Mounts a component, or changes the topic of a mounted one. */
  show(id: number, reader: Reader): void;
  unmount(id: number): void;
  /**
   * Takes one of the page's two trees away, or brings it back. Components with even ids are in tree 0, those with odd
   * ids in tree 1.
   */
  tree(place: number, isMounted: boolean): void;
  /** The present output of a mounted component, and its reader. */
  shown(id: number): (Shown & { readonly reader: Reader }) | undefined;
  /** Makes the machine's clock jump by so many milliseconds. */
  skew(milliseconds: number): void;
  /** Acts once inside the next listener of a tree that is called. A client without listeners does nothing. */
  inside?(place: number, where: Listener, act: (feed: Feed) => void): void;
  /** True while a tree still has this connection. */
  has?(place: number, feed: Feed): boolean;
  /** Makes a component of older orders ask for the next page. A client without them does nothing. */
  more?(id: number): void;
  /** Reads an iterator over the session of a tree's feed. A former one of the same number ends first. */
  iterate?(iterator: number, place: number, over: Iterated, until?: number): void;
  stop?(iterator: number, how: IteratorEnd): void;
  /** All iterators so far. */
  readings?(): readonly Reading[];
  /** Makes a tree's commits follow this window, or the page's own. */
  popOut?(place: number, window: Popped | undefined): void;
  /** Unmounts everything; resolves when nothing is left. */
  close(): Promise<void>;
}

/** A kind of client: how to make one, and which readers it has. */
export interface ChaosClientKind {
  readonly name: string;
  /** `shared` if readers of a provider share the slots they follow, `own` if each has its own. */
  readonly slots: "shared" | "own";
  /** True if it has readers of this kind. */
  readonly can: (reader: Reader) => boolean;
  /** @param onShown called with each commit of a component. */
  readonly open: (
    address: Address,
    places: VenuePlaces,
    onShown: (id: number, reader: Reader, shown: Shown) => void,
  ) => ChaosClient;
}
