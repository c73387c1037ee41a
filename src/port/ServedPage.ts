// An engine's end of the port to one page: does what the page asks for, and sends it a view when it has shown the one before.
import { CONTRACT, VERSION } from "../client/brand.ts";
import { O2Error } from "../client/errors.ts";
import type { O2Feed } from "../store/feed.ts";
import type { O2State } from "../store/state.ts";
import type { EngineHost } from "./EngineHost.ts";
import { type ErrorData, toErrorData } from "./errorData.ts";
import type { Answer, Call, FromEngine, Hold, Port, ToEngine } from "./messages.ts";
import { apply, diff } from "./patch.ts";
import { ServedTap } from "./ServedTap.ts";
import { WaitingTrades } from "./WaitingTrades.ts";

/** While nothing is new, a view says once in so many milliseconds that the engine works. */
const SIGN_OF_LIFE = 4_000;

/** The number of errors that wait for a page which shows nothing; the oldest go first. */
const MOST_WAITING = 500;

type Open = Extract<ToEngine, { readonly type: "open" }>;

/** One page. */
export class ServedPage {
  readonly #port: Port;
  readonly #host: EngineHost;
  readonly #releases = new Map<number, () => void>();
  readonly #aborts = new Map<number, AbortController>();
  readonly #taps = new Map<number, ServedTap>();
  #feed: O2Feed | undefined;
  #unsubscribe: (() => void) | undefined;
  /** The state that the page has; `undefined` before the first view. */
  #sent: O2State | undefined;
  #trades: WaitingTrades | undefined;
  #answers: Answer[] = [];
  #errors: ErrorData[] = [];
  #isFree = false;
  #isVisible = true;
  #isPlanned = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(port: Port, host: EngineHost) {
    this.#port = port;
    this.#host = host;
    port.addEventListener("message", ({ data }) => this.#hear(data as ToEngine));
  }

  /** Whether somebody may see it. */
  get isVisible(): boolean {
    return this.#isVisible;
  }

  /** Whether it has shown all that it was sent. */
  get isFree(): boolean {
    return this.#isFree;
  }

  /** The feed reports an error. */
  failed(error: unknown): void {
    this.#errors = newest(this.#errors, toErrorData(error));
    this.#plan();
  }

  #hear(message: ToEngine): void {
    if (message.type === "open") this.#open(message);
    // Whoever posts here before that, or after the end, is no page of this library.
    else if (this.#feed) this.#obey(message, this.#feed);
  }

  #open({ maker, options, known, isVisible }: Open): void {
    this.#isVisible = isVisible;
    try {
      if (maker.contract !== CONTRACT) throw undefined;
      const state = known ? (apply(undefined, known) as O2State) : {};
      this.#feed = this.#host.join(this, options, state);
      this.#unsubscribe = this.#feed.store.subscribe(() => {
        for (const tap of this.#taps.values()) tap.committed();
        this.#send();
      });
    } catch (thrown) {
      const error = thrown === undefined ? undefined : toErrorData(thrown);
      this.#post({ type: "unfit", maker: { version: VERSION, contract: CONTRACT }, error });
    }
  }

  #obey(message: Exclude<ToEngine, Open>, feed: O2Feed): void {
    switch (message.type) {
      case "hold":
        this.#try(() => this.#releases.set(message.id, this.#take(message.id, message.hold, feed)));
        return;
      case "release":
        this.#releases.get(message.id)?.();
        this.#releases.delete(message.id);
        return;
      case "baseline":
        this.#taps.get(message.tap)?.wantBaseline();
        return;
      case "ask":
        this.#try(() => feed[message.ask]());
        return;
      case "seed":
        this.#try(() => feed.addSeed(message.initialData));
        return;
      case "call":
        void this.#call(message.id, message.call, feed);
        return;
      case "abort":
        this.#aborts.get(message.id)?.abort();
        return;
      case "page":
        this.#isVisible = message.isVisible;
        if (message.doubt || message.dead !== undefined) this.#host.doubt(message.dead);
        return;
      case "taken":
        this.#shown();
        return;
      case "several":
        for (const each of message.messages) this.#obey(each, feed);
        return;
      case "end":
        this.end();
    }
  }

  /** The page is gone: nothing is held for it. */
  end(): void {
    for (const release of this.#releases.values()) release();
    this.#releases.clear();
    this.#unsubscribe?.();
    clearTimeout(this.#timer);
    this.#feed = undefined;
    this.#host.leave(this);
  }

  #take(id: number, hold: Hold, feed: O2Feed): () => void {
    switch (hold.kind) {
      case "connection":
        return feed.use();
      case "topics":
        return feed.retain(hold.topics);
      case "top":
        return feed.holdTop(hold.market, hold.venue);
      case "trades":
        return feed.onTrade(
          hold.market,
          (trade) => {
            this.#trades ??= new WaitingTrades(feed.maxTrades);
            this.#trades.push(id, trade);
            this.#plan();
          },
          hold.venue,
        );
      case "tap":
        return this.#tap(id, feed);
    }
  }

  #tap(id: number, feed: O2Feed): () => void {
    const tap = new ServedTap(feed, () => this.#plan());
    this.#taps.set(id, tap);
    return () => {
      this.#taps.delete(id);
      tap.stop();
    };
  }

  async #call(id: number, call: Call, feed: O2Feed): Promise<void> {
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    const answer = await read(feed, call, abort.signal).then(
      (value): Answer => ({ id, value: diff(undefined, value) }),
      (thrown: unknown): Answer => ({ id, error: toErrorData(thrown) }),
    );
    // The view that waits has been sent meanwhile.
    this.#answers.push(answer);
    this.#aborts.delete(id);
    this.#plan();
  }

  /** Does what the page asks for. Bad input is reported to it. */
  #try(act: () => void): void {
    try {
      act();
    } catch (thrown) {
      this.failed(thrown);
    }
  }

  /** The page has shown the last view. */
  #shown(): void {
    this.#isFree = true;
    // A commit that is due comes first. Trades may wait each time that a view is shown: sent alone, they would keep it waiting.
    this.#host.shown();
    this.#send(this.#sent === undefined);
    clearTimeout(this.#timer);
    if (this.#feed) this.#timer = setTimeout(() => this.#send(true), SIGN_OF_LIFE);
  }

  /** There is something to send beside the state. */
  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
      this.#send();
    });
  }

  /** @param isAlways sends a view also where nothing is new. */
  #send(isAlways = false): void {
    const feed = this.#feed;
    if (!feed || !this.#isFree) return;
    const state = feed.store.getState();
    const patch = diff(this.#sent, state);
    const [trades, answers, errors] = [this.#trades?.take() ?? [], this.#answers, this.#errors];
    const isTapDue = [...this.#taps.values()].some((tap) => tap.isDue);
    if (!patch && !isAlways && !isTapDue && trades.length + answers.length + errors.length === 0) return;
    this.#sent = state;
    this.#answers = [];
    this.#errors = [];
    this.#isFree = false;
    const { status } = feed.session.connection;
    const isDown = status === "idle" || status === "closed";
    const taps = [...this.#taps].map(([id, tap]) => [id, tap.take()] as const);
    const { serverTime } = feed;
    this.#post({ type: "view", patch, trades, taps, answers, errors, isDown, serverTime });
  }

  #post(message: FromEngine): void {
    this.#port.postMessage(message);
  }
}

/** A read of the feed. */
async function read(feed: O2Feed, { method, args, isAbortable }: Call, signal: AbortSignal): Promise<unknown> {
  if (method === "readHistory") return Reflect.apply(feed.readHistory, feed, args);
  const [, name = ""] = method.split(".");
  const reads: unknown = feed.rest && Reflect.get(feed.rest, name);
  if (typeof reads !== "function") throw new O2Error(`rest.${name} is no read of this feed.`);
  const last = args.length - 1;
  const given = isAbortable ? args.with(last, { ...(args[last] as object), signal }) : args;
  return Reflect.apply(reads, feed.rest, given);
}

function newest<T>(list: readonly T[], item: T): T[] {
  return [...list.slice(1 - MOST_WAITING), item];
}
