// The life of a connection for those who follow it: the promise of `connect()` and the iterators of `streamLifecycle()`. Knows
// nothing of sockets; it is told of each change.
import type { Connection } from "./connection.ts";
import { O2ConnectionError, type O2Error } from "./errors.ts";
import { type LifecycleEvent, lifecycleEvents } from "./lifecycle.ts";
import { type O2Stream, Stream } from "./stream.ts";

/** Those who follow the life of one client's connection. */
export class Lifecycles {
  readonly #streams = new Set<Stream<LifecycleEvent>>();
  readonly #limit: number;
  /** As it was last told of, or when this client began to listen. */
  #connection: Connection;
  #opening: Deferred | undefined;

  constructor(limit: number, connection: Connection) {
    this.#limit = limit;
    this.#connection = connection;
  }

  /** A new iterator over what happens from now on. */
  stream(): O2Stream<LifecycleEvent> {
    const stream = new Stream<LifecycleEvent>(this.#limit, () => this.#streams.delete(stream));
    this.#streams.add(stream);
    return stream;
  }

  /** Resolves once the connection is open, and rejects when it is closed before. All who ask meanwhile share one promise. */
  opened(): Promise<void> {
    this.#opening ??= deferred();
    return this.#opening.promise;
  }

  /** The client begins to listen: what happened before is nobody's news. */
  begin(connection: Connection): void {
    this.#connection = connection;
  }

  /** The connection has changed. */
  changed(connection: Connection): void {
    const events = lifecycleEvents(this.#connection, connection);
    this.#connection = connection;
    for (const event of events) this.tell(event);
    if (connection.status !== "connected") return;
    this.#opening?.resolve();
    this.#opening = undefined;
  }

  /** Tells all who read. */
  tell(event: LifecycleEvent): void {
    for (const stream of [...this.#streams]) stream.push(event);
  }

  /** The connection is closed, on purpose or given up: nothing more will come. */
  end(connection: Connection, reason: string, code?: number): void {
    this.#connection = connection;
    for (const stream of [...this.#streams]) stream.finish({ state: "closed", attempt: 0, message: reason });
    this.#opening?.reject(new O2ConnectionError(`${reason} before the connection was open.`, { code }));
    this.#opening = undefined;
  }
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: O2Error) => void;
}

function deferred(): Deferred {
  let resolve: () => void = () => undefined;
  let reject: (error: O2Error) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
