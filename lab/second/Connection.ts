// One connection of the second exchange: its PINGs, its silence, and the venue that a frame is for.
import { type Exchange, Rejection } from "./Exchange.ts";
import type { Commit } from "./records.ts";
import { Streams } from "./Streams.ts";
import type { Spelling } from "./spelling.ts";

/** The books behind a connection, and the functions to answer it. */
export interface ConnectionOptions {
  readonly books: { readonly spot: Exchange; readonly turbo: Exchange };
  readonly spelling: Spelling;
  /** True if there is a margin venue now. */
  readonly hasMargin: () => boolean;
  readonly say: (text: string) => void;
  /** Ends the connection, as the server. */
  readonly hangUp: () => void;
}

/** Milliseconds after which a silent client is cut off. */
const SILENCE = 60_000;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #streams: { readonly spot: Streams; readonly turbo: Streams };
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions) {
    const { books, spelling, say } = options;
    this.#options = options;
    this.#streams = {
      spot: new Streams(books.spot, spelling, say, {}),
      turbo: new Streams(books.turbo, spelling, say, { turbo: true }),
    };
    this.#listen();
  }

  receive(text: string): void {
    const { hasMargin, say } = this.#options;
    const { spot, turbo } = this.#streams;
    this.#listen();
    if (text === "PING") say("PONG");
    else if (!isOfMargin(text)) spot.receive(text);
    else if (hasMargin()) turbo.receive(text);
    else spot.refuse(new Rejection(6002, "there is no margin venue"));
  }

  publish(venue: "spot" | "turbo", commit: Commit): void {
    this.#streams[venue].publish(commit);
  }

  /** Ends the subscriptions of a channel without a word, on both venues. */
  forget(channel: string): void {
    for (const streams of Object.values(this.#streams)) streams.forget(channel);
  }

  end(): void {
    clearTimeout(this.#silence);
    for (const streams of Object.values(this.#streams)) streams.end();
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(this.#options.hangUp, SILENCE);
  }
}

function isOfMargin(text: string): boolean {
  try {
    return (JSON.parse(text) as { readonly turbo?: unknown } | null)?.turbo === true;
  } catch {
    return false;
  }
}
