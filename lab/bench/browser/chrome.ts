// A Chromium of its own, spoken to in plain CDP over loopback. Not through Playwright: that follows the network of every
// page, so that each WebSocket frame would be told to Node as well, at more cost than what is measured here.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { CDPSession } from "playwright";
import { WebSocket } from "ws";
import { chromiumFlags } from "../../../scripts/chromium.ts";
import type { Bench } from "./harness.ts";

/** A conversation with the browser or a page. */
export interface Session {
  readonly send: CDPSession["send"];
  /** The next event of this name. */
  next(event: string): Promise<Readonly<Record<string, unknown>>>;
}

/** A page in a context of its own. */
interface Page extends Session {
  /** The value of an expression in the page, awaited. */
  evaluate(expression: string): Promise<unknown>;
  /** Calls a method of the page's `window.bench`. */
  call<K extends keyof Bench>(method: K, ...args: Parameters<Bench[K]>): Promise<Awaited<ReturnType<Bench[K]>>>;
  close(): Promise<void>;
}

export interface Chrome extends Session {
  readonly version: string;
  /** Opens a page and waits until its global of this name is there. */
  open(url: string, global?: string): Promise<Page>;
  close(): Promise<void>;
}

const FLAGS = [
  ...chromiumFlags,
  "--headless",
  "--remote-debugging-port=0",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-extensions",
  "--disable-default-apps",
  "--no-default-browser-check",
  "--mute-audio",
  "--password-store=basic",
];

/** How long an overloaded page may take to answer. */
const ANSWER = 30_000;

export async function startChrome(executable: string): Promise<Chrome> {
  const profile = mkdtempSync(join(tmpdir(), "o2-react-bench-"));
  const child = spawn(executable, [...FLAGS, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const socket = new WebSocket(await endpointOf(child), { perMessageDeflate: false, maxPayload: 0 });
  await once(socket, "open");
  const wire = createWire(socket);
  const browser = wire.session(undefined);
  const { product } = await browser.send("Browser.getVersion");

  return {
    ...browser,
    version: product,
    async open(url, global = "bench") {
      const { browserContextId } = await browser.send("Target.createBrowserContext");
      const { targetId } = await browser.send("Target.createTarget", {
        url,
        browserContextId,
        width: 1_000,
        height: 800,
      });
      const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
      const session = wire.session(sessionId);
      const evaluate = async (expression: string): Promise<unknown> => {
        const answer = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
        if (answer.exceptionDetails) {
          throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
        }
        return answer.result.value;
      };
      const end = performance.now() + ANSWER;
      while ((await evaluate(`window.${global} !== undefined`)) !== true) {
        if (performance.now() > end) throw new Error(`${url} did not start`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return {
        ...session,
        evaluate,
        call: <K extends keyof Bench>(method: K, ...args: Parameters<Bench[K]>) =>
          evaluate(`window.bench.${method}(...${JSON.stringify(args)})`) as Promise<Awaited<ReturnType<Bench[K]>>>,
        close: async () => {
          await browser.send("Target.disposeBrowserContext", { browserContextId });
        },
      };
    },
    async close() {
      const exited = once(child, "exit");
      const kill = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await browser.send("Browser.close").catch(() => child.kill());
      await exited;
      clearTimeout(kill);
      socket.terminate();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Where the browser listens, as it says itself. */
async function endpointOf({ stderr }: ChildProcess): Promise<string> {
  const said: string[] = [];
  if (stderr) {
    for await (const line of createInterface({ input: stderr })) {
      const url = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (url) {
        // What it says later is not read, but must not fill the pipe.
        stderr.resume();
        return url;
      }
      said.push(line);
    }
  }
  throw new Error(`Chromium did not start:\n${said.join("\n")}`);
}

interface Answer {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Commands and events of many sessions over one socket; no command waits longer than {@link ANSWER}. */
function createWire(socket: WebSocket): { session(id: string | undefined): Session } {
  const waiting = new Map<number, (answer: Answer) => void>();
  const listening = new Map<string, (params: Readonly<Record<string, unknown>>) => void>();
  let sent = 0;
  socket.on("message", (data) => {
    const answer = JSON.parse(data.toString()) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
    else listening.get(`${answer.sessionId} ${answer.method}`)?.(answer.params ?? {});
  });

  const ask = (sessionId: string | undefined, method: string, params: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      sent += 1;
      const id = sent;
      const timer = setTimeout(() => reject(new Error(`${method} was not answered in ${ANSWER / 1_000} s`)), ANSWER);
      waiting.set(id, ({ result, error }) => {
        clearTimeout(timer);
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      });
      socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    });

  return {
    session: (id) => ({
      send: ((method: string, params: unknown) => ask(id, method, params)) as CDPSession["send"],
      next: (event) => new Promise((resolve) => listening.set(`${id} ${event}`, resolve)),
    }),
  };
}
