// What any client must offer to be put under chaos. Types only.
import type { Listener } from "../oddSteps.ts";
import type { Popped } from "../Popped.ts";
import type { Reader } from "../Reader.ts";
import type { Iterated, IteratorEnd } from "../screenSteps.ts";
import type { VenuePlaces } from "../venues.ts";

/** What a component shows: the status it claims, and its value as text, spelled like the truth. */
export interface Shown {
  readonly status: "idle" | "pending" | "live" | "stale" | "error";
  readonly text: string | undefined;
  /** Asks for the next page of older orders, where it shows them. */
  readonly more?: () => void;
}

/** An iterator, and what it has told so far. */
export interface Reading {
  readonly iterator: number;
  readonly place: number;
  readonly over: Iterated;
  /** Whether it still waits for more: nobody ended it, nor the connection that it reads. */
  readonly isOpen: boolean;
  /** The number of its subscription, once the server is known to have read it: another one follows after each loss. */
  readonly epoch: number | undefined;
  /** The error that it threw. */
  readonly failure: string | undefined;
  /** The book that its updates make, where it follows one. */
  readonly text: string | undefined;
  /** The number of times that it told of each trade, by id, and that each came over its connection. */
  readonly told: ReadonlyMap<string, number>;
  readonly arrived: ReadonlyMap<string, number>;
  /** The orders that it told of, in their last state, by id. */
  readonly orders: ReadonlyMap<string, string>;
}

/** A moment at which a link cannot be believed. */
export type Wake = "online" | "offline" | "visible" | "resume" | "restored";

/** How a client gets to the far end, and how it should be made. */
export interface Address {
  /** The far end's, or that of a proxy, if there is one between. */
  readonly wsUrl: string;
  readonly apiBase: string;
  /** Default: the runtime's own. */
  readonly WebSocket?: typeof globalThis.WebSocket;
  readonly fetch?: typeof globalThis.fetch;
  /** Whether its timings are those that ship; else they are so short that a run takes seconds. */
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
  /** Mounts a component, or changes what a mounted one follows. */
  show(id: number, reader: Reader): void;
  unmount(id: number): void;
  /** Takes one of the page's two trees away, or brings it back: components with even ids are in 0, those with odd ones in 1. */
  tree(place: number, isMounted: boolean): void;
  /** What a mounted component shows now, and of which reader. */
  shown(id: number): (Shown & { readonly reader: Reader }) | undefined;
  /** The machine's clock jumps by so many milliseconds. */
  skew(milliseconds: number): void;
  /** Acts inside whoever of a tree is told of something next, once. A client without listeners does nothing. */
  inside?(place: number, where: Listener, act: (feed: Feed) => void): void;
  /** Whether a tree still has this connection. */
  has?(place: number, feed: Feed): boolean;
  /** Has a component of older orders ask for the next page. A client without them does nothing. */
  more?(id: number): void;
  /** Reads an iterator over the session of a tree's feed; one of the same number ends first. */
  iterate?(iterator: number, place: number, over: Iterated, until?: number): void;
  stop?(iterator: number, how: IteratorEnd): void;
  /** Every iterator there was. */
  readings?(): readonly Reading[];
  /** A tree's commits follow this window, or the page's own. */
  popOut?(place: number, window: Popped | undefined): void;
  /** Unmounts everything; resolves when nothing is left. */
  close(): Promise<void>;
}

/** How a client is made, and what it can be asked. */
export interface ChaosClientKind {
  readonly name: string;
  /** Whether readers of a provider share what they follow, or each has its own. */
  readonly slots: "shared" | "own";
  /** Whether it has a reader of this kind at all. */
  readonly can: (reader: Reader) => boolean;
  /** @param onShown told of each commit of a component. */
  readonly open: (
    address: Address,
    places: VenuePlaces,
    onShown: (id: number, reader: Reader, shown: Shown) => void,
  ) => ChaosClient;
}
