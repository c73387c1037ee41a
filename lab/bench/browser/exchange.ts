// The parent's side of the server process: starts it, commands it, ends it.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Answer, Command } from "./server.ts";
import type { LadderText } from "./wire.ts";

/** A running server process; one command at a time. */
export interface Exchange {
  readonly url: string;
  /** Makes the stream and says what the ladder must show after each of these counts of updates. */
  prepare(seed: number, counts: readonly number[]): Promise<readonly LadderText[]>;
  /** Plays updates `from` + 1 to `to`; resolves with the times at which they were sent. */
  play(from: number, to: number, rate: number): Promise<Float64Array>;
  close(): void;
}

export async function startExchange(): Promise<Exchange> {
  const child = fork(fileURLToPath(new URL("server.ts", import.meta.url)), { serialization: "advanced" });
  const ask = async (command: Command): Promise<Answer> => {
    const answered = next(child);
    child.send(command);
    return answered;
  };
  const listening = await next(child);
  if (listening.kind !== "listening") throw new Error("The server did not say where it listens.");
  return {
    url: `ws://127.0.0.1:${listening.port}/v1/ws`,
    async prepare(seed, counts) {
      const prepared = await ask({ kind: "prepare", seed, counts });
      return prepared.kind === "prepared" ? prepared.ladders : [];
    },
    async play(from, to, rate) {
      const played = await ask({ kind: "play", from, to, rate });
      return played.kind === "played" ? played.sentAt : new Float64Array();
    },
    close: () => child.disconnect(),
  };
}

/** The child's next word, or an error when it ends instead. */
async function next(child: ChildProcess): Promise<Answer> {
  const stop = new AbortController();
  const { signal } = stop;
  const ended = once(child, "exit", { signal }).then(([code]): never => {
    throw new Error(`The server process ended with ${String(code)}.`);
  });
  try {
    const [answer] = (await Promise.race([once(child, "message", { signal }), ended])) as [Answer];
    return answer;
  } finally {
    stop.abort();
    ended.catch(() => undefined);
  }
}
