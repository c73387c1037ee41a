// Makes a network go wrong, on demand: for links in a page and on a port alike. It knows nothing of the exchange.
import type { Channel } from "../client/protocol.ts";
import { WIRE } from "./wires.ts";

/**
 * Which server frames a fault is for: by their `action` (`"PONG"` for the heartbeat; the likely name of an action also means
 * its alternative), or by a test of your own, which is also told the number of the connection that the frame is for.
 */
export type FrameMatch = string | ((frame: unknown, text: string, connection: number) => boolean);

/** A fault of the REST reads. */
export interface RestFault {
  /** Answer with this status. */
  readonly status?: number;
  /** Answer with this JSON; default an error `{ code, message }` that fits the status. */
  readonly body?: unknown;
  /** Answer with this page instead, as a proxy in between would. */
  readonly html?: string;
  /** Answer this many milliseconds later. */
  readonly delay?: number;
  /** No answer: the connection fails. */
  readonly fail?: boolean;
  /** Only for paths that begin like this. */
  readonly path?: string;
  /** The number of reads it applies to. Default 1. */
  readonly times?: number;
}

/** A refusal of a batch of actions. The exchange itself would take it; nothing of it is carried out. */
export interface ActionFault {
  /** The reason of a revert, such as `"OrderNotFilled"`: the nonce moves, as it does with a true one. */
  readonly reason?: string;
  /** The code of a refusal before the chain, such as 7005: the nonce stays. */
  readonly code?: number;
  /** The message beside it. */
  readonly message?: string;
  /** The number of batches it applies to. Default 1. */
  readonly times?: number;
}

/** A link that faults act on. */
export interface FaultyLink {
  readonly number: number;
  drop(): void;
  stall(): void;
  resume(): void;
  /** Ends the subscriptions of a channel. */
  forget(channel: Channel): void;
  /** Sends text to the client that no session sent. */
  inject(text: string): void;
}

interface FrameFault {
  readonly match: FrameMatch;
  readonly change: (text: string) => readonly string[];
  left: number;
}

/** The likely name of an action that has another one. */
const likelyOf = (action: unknown): string | undefined =>
  [WIRE.tradesAction, WIRE.nonceAction].find(([, other]) => other === action)?.[0];

const matches = (match: FrameMatch, text: string, connection: number): boolean => {
  let frame: unknown = text;
  try {
    frame = JSON.parse(text);
  } catch {
    // The heartbeat's PONG is no JSON; it is matched as the text it is.
  }
  if (typeof match === "function") return match(frame, text, connection);
  if (typeof frame !== "object" || frame === null || !("action" in frame)) return text === match;
  return frame.action === match || likelyOf(frame.action) === match;
};

const always = (): boolean => true;

/** The faults that a test sets; the rest of `Faults` serves the links. */
export type FaultControls = Pick<
  Faults,
  | "drop"
  | "stall"
  | "resume"
  | "forget"
  | "delay"
  | "duplicate"
  | "withhold"
  | "corrupt"
  | "garbage"
  | "refuse"
  | "accept"
  | "rest"
  | "refuseActions"
  | "clear"
>;

/** The faults of one exchange. Those that name a `connection` act on that one, else on all that are open. */
export class Faults {
  readonly #links: Iterable<FaultyLink>;
  #frames: FrameFault[] = [];
  #rest: { readonly fault: RestFault; left: number }[] = [];
  #actions: { readonly fault: ActionFault; left: number }[] = [];
  #delay = 0;
  #admission: "accept" | "refuse" | "hang" = "accept";

  constructor(links: Iterable<FaultyLink>) {
    this.#links = links;
  }

  /** Cuts links without a close frame: the client sees an abnormal close (1006). */
  drop(connection?: number): void {
    for (const link of this.#chosen(connection)) link.drop();
  }

  /** Makes links half-open: they look open, nothing comes through either way, and a close takes 10 s to be noticed. */
  stall(connection?: number): void {
    for (const link of this.#chosen(connection)) link.stall();
  }

  /** Makes stalled links pass again. Text sent meanwhile is lost; a link the server has given up is dropped. */
  resume(connection?: number): void {
    for (const link of this.#chosen(connection)) link.resume();
  }

  /**
   * Ends the subscriptions of a channel in silence: PINGs are answered and other channels go on, but nothing more is told of
   * this one until the client subscribes again.
   */
  forget(channel: Channel, connection?: number): void {
    for (const link of this.#chosen(connection)) link.forget(channel);
  }

  /** Delays every server frame from now on by this many milliseconds, in order. `0` ends it. */
  delay(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  /** Sends the next matching server frame(s) twice. */
  duplicate(match: FrameMatch = always, times: number = 1): void {
    this.#frames.push({ match, left: times, change: (text) => [text, text] });
  }

  /** Swallows the next matching server frame(s). */
  withhold(match: FrameMatch = always, times: number = 1): void {
    this.#frames.push({ match, left: times, change: () => [] });
  }

  /** Changes the text of the next matching server frame(s). */
  corrupt(match: FrameMatch, change: (text: string) => string, times: number = 1): void {
    this.#frames.push({ match, left: times, change: (text) => [change(text)] });
  }

  /** Sends any text to every client, e.g. `not JSON`, or a frame of the margin venue. */
  garbage(text: string = '{"action":"subscribe_depth_update",'): void {
    for (const link of this.#chosen(undefined)) link.inject(text);
  }

  /** Refuses new connections: an attempt fails at once or, with `hang`, is never answered. */
  refuse({ hang = false }: { readonly hang?: boolean } = {}): void {
    this.#admission = hang ? "hang" : "refuse";
  }

  /** Takes new connections again. */
  accept(): void {
    this.#admission = "accept";
  }

  /** Makes the next REST read(s) go wrong. */
  rest(fault: RestFault): void {
    this.#rest.push({ fault, left: fault.times ?? 1 });
  }

  /**
   * Refuses the next batch(es) of actions that come over the API in good order, whatever they hold: an order, a cancel. Default a revert,
   * `{ reason: "InvalidOrderArgs" }`.
   */
  refuseActions(fault: ActionFault = {}): void {
    this.#actions.push({ fault, left: fault.times ?? 1 });
  }

  /** Ends every fault that is still to come, and takes new connections. Links stay as they are. */
  clear(): void {
    this.#frames = [];
    this.#rest = [];
    this.#actions = [];
    this.#delay = 0;
    this.#admission = "accept";
  }

  /** The treatment of a connection attempt now. */
  get admission(): "accept" | "refuse" | "hang" {
    return this.#admission;
  }

  /** The delay of a server frame now, in milliseconds. */
  get frameDelay(): number {
    return this.#delay;
  }

  /** The frames to send in place of a server frame: itself, twice itself, others or none. Uses up the first matching fault. */
  frame(text: string, connection: number): readonly string[] {
    const fault = this.#frames.find(({ match }) => matches(match, text, connection));
    if (!fault) return [text];
    fault.left -= 1;
    if (fault.left <= 0) this.#frames = this.#frames.filter((other) => other !== fault);
    return fault.change(text);
  }

  /** The fault of a REST read, if it has one. Uses it up. */
  restFault(path: string): RestFault | undefined {
    const entry = this.#rest.find(({ fault }) => path.startsWith(fault.path ?? ""));
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#rest = this.#rest.filter((other) => other !== entry);
    return entry.fault;
  }

  /** The refusal of a batch of actions, if it has one. Uses it up. */
  actionFault(): ActionFault | undefined {
    const [entry] = this.#actions;
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#actions = this.#actions.slice(1);
    return entry.fault;
  }

  #chosen(connection: number | undefined): FaultyLink[] {
    return [...this.#links].filter(({ number }) => connection === undefined || number === connection);
  }
}
