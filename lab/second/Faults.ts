// Faults that tests cause between the second exchange and its clients: in frames, answers and connections. All on
// demand.
import type { Answer } from "./answers.ts";

export type FrameMatch = string | ((frame: unknown, text: string) => boolean);

interface FrameFault {
  readonly match: FrameMatch;
  readonly edit: (text: string) => readonly string[];
  left: number;
}

/** A fault of REST reads: it affects `times` reads (default 1) whose path begins like this. */
export interface ReadFault {
  readonly path?: string;
  readonly times?: number;
  /** Answers so many milliseconds later. */
  readonly delay?: number;
  /** Gives no answer: the connection fails. */
  readonly fail?: boolean;
  readonly status?: number;
  readonly body?: unknown;
  readonly html?: string;
}

export interface FaultyAnswer extends Answer {
  readonly delay: number;
  readonly fails: boolean;
  readonly html?: string | undefined;
}

/** The connections of an exchange, with the faults they can have. */
export interface Lines {
  /** Cuts all connections. */
  cut(): void;
  /** Lets nothing through any more. */
  stall(): void;
  /** Ends all subscriptions of a channel without a word. */
  forget(channel: string): void;
  /** Sends a text to all. */
  say(text: string): void;
}

export class Faults {
  readonly #lines: Lines;
  #frames: FrameFault[] = [];
  #reads: (ReadFault & { left: number })[] = [];
  /** Milliseconds by which every frame is late. */
  lateness = 0;
  admission: "accept" | "refuse" | "hang" = "accept";

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  drop(): void {
    this.#lines.cut();
  }
  stall(): void {
    this.#lines.stall();
  }
  forget(channel: string): void {
    this.#lines.forget(channel);
  }
  garbage(text: string): void {
    this.#lines.say(text);
  }
  refuse({ hang = false }: { readonly hang?: boolean } = {}): void {
    this.admission = hang ? "hang" : "refuse";
  }
  accept(): void {
    this.admission = "accept";
  }
  delay(milliseconds: number): void {
    this.lateness = milliseconds;
  }
  withhold(match: FrameMatch, times = 1): void {
    this.#frames.push({ match, edit: () => [], left: times });
  }
  duplicate(match: FrameMatch, times = 1): void {
    this.#frames.push({ match, edit: (text) => [text, text], left: times });
  }
  corrupt(match: FrameMatch, edit: (text: string) => string, times = 1): void {
    this.#frames.push({ match, edit: (text) => [edit(text)], left: times });
  }
  rest(fault: ReadFault): void {
    this.#reads.push({ ...fault, left: fault.times ?? 1 });
  }
  clear(): void {
    this.#frames = [];
    this.#reads = [];
    this.lateness = 0;
    this.admission = "accept";
  }

  /** The texts that are sent for a frame. */
  apply(text: string): readonly string[] {
    const frame: unknown = text.startsWith("{") ? JSON.parse(text) : undefined;
    const action = frame === undefined ? text : (frame as { readonly action?: unknown }).action;
    const fault = this.#frames.find(
      ({ match, left }) => left > 0 && (typeof match === "string" ? match === action : match(frame, text)),
    );
    if (!fault) return [text];
    fault.left -= 1;
    return fault.edit(text);
  }

  /** The outcome of a read. `answer` gives its correct answer. */
  read(path: string, answer: () => Answer): FaultyAnswer {
    const fault = this.#reads.find((each) => each.left > 0 && path.startsWith(each.path ?? ""));
    if (!fault) return { ...answer(), delay: 0, fails: false };
    fault.left -= 1;
    const { delay = 0, fail: fails = false, html, status = html === undefined ? 200 : 502 } = fault;
    if ("body" in fault) return { status, body: fault.body, delay, fails, html };
    if (fault.status === undefined || status < 400) return { ...answer(), delay, fails, html };
    const code = status === 429 ? 1003 : 1000;
    return { status, body: { code, message: `a fault: ${status}` }, delay, fails, html };
  }
}
