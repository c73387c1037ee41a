// Opens a feed whose engine is in a worker, and ends it where that dies or is not needed any more.
import { O2ConnectionError, O2Error } from "../client/errors.ts";
import type { EngineFeed } from "./FeedHandle.ts";
import type { Port } from "./messages.ts";
import { RemoteFeed, type RemoteFeedOptions } from "./RemoteFeed.ts";
import { dataOf } from "./stale.ts";

/** A worker as far as this library knows one: a `Worker`, or a `MessagePort` whose other end has an engine. */
export type WorkerLike = Port & {
  readonly terminate?: () => void;
  readonly start?: () => void;
  readonly close?: () => void;
};

/** Makes one, or gives nothing where there can be none. */
export type MakeWorker = () => WorkerLike | null | undefined;

/** The parts of such a feed, and the functions that it tells. */
export interface OpenWorkerOptions extends Pick<RemoteFeedOptions, "options" | "mirror" | "report"> {
  /** It has ended: because it failed, or because nobody needs it now. */
  readonly onEnd: (hasFailed: boolean) => void;
}

/** Options that no message carries. */
const FUNCTIONS = ["WebSocket", "fetch", "now", "random"] as const;

/** Opens it; `undefined` where there can be none, which is reported. One that fails later is reported, too. */
export function openWorker(make: MakeWorker, { onEnd, ...options }: OpenWorkerOptions): EngineFeed | undefined {
  const failed = (why: string): O2Error => {
    const error = new O2Error(`The worker cannot be used: ${why}. The page does its work.`);
    options.report(error);
    return error;
  };
  let worker: WorkerLike | null | undefined;
  try {
    const given = FUNCTIONS.find((name) => options.options[name]);
    if (given)
      throw new Error(
        `the option ${given} is a function, which it cannot be sent; give it to serveEngine() in a worker of your own`,
      );
    worker = make();
    if (!worker) throw new Error("there is none");
    return opened(worker);
  } catch (thrown) {
    worker?.terminate?.();
    failed(thrown instanceof Error ? thrown.message : String(thrown));
    return undefined;
  }

  function opened(port: WorkerLike): EngineFeed {
    const end = (error: O2Error | undefined): void => {
      if (feed.isOver) return;
      feed.end(error ?? new O2ConnectionError("The feed is not used any more."));
      if (port.terminate) port.terminate();
      else port.close?.();
      // Its topics are not held in the next engine; their data is shown until that has read its own.
      options.mirror.show(dataOf(options.mirror.store.getState()));
      onEnd(error !== undefined);
    };
    const onGone = (why: string): void => {
      if (!feed.isOver) end(failed(why));
    };
    const feed = new RemoteFeed({ ...options, port, onGone, onIdle: () => end(undefined) });
    listen(port, "error", (event) => {
      // This tells of a script that cannot be loaded. An error that the script throws later ends nothing.
      const { message } = event as ErrorEvent;
      if (!feed.hasSpoken) onGone(`its script failed: ${message || "it could not be loaded"}`);
    });
    listen(port, "messageerror", () => onGone("a message of its cannot be read"));
    port.start?.();
    return feed;
  }
}

function listen(target: unknown, type: string, listener: (event: unknown) => void): void {
  (target as Pick<EventTarget, "addEventListener">).addEventListener(type, listener);
}
