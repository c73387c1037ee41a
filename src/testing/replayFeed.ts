// Replays a fixture to any client, in its own time: the far end of an exchange, made from a recording.
import type { ServerLink, ServerTransport } from "./connections.ts";
import { createPageFetch } from "./fetch.ts";
import { type FeedFixture, isSnapshot, subjectOf } from "./fixture.ts";
import { Playhead } from "./playhead.ts";
import { createRecordedAnswers, type SaidTrades } from "./recordedAnswers.ts";
import type { RestReply } from "./replies.ts";
import { createPageSockets } from "./socket.ts";
import { errorFrame, toText } from "./wire.ts";

/** Options of a replay. */
export interface ReplayFeedOptions {
  /** The speed, as a multiple of the recorded one. Default 1. */
  readonly speed?: number | undefined;
  /** Whether it waits for `play` or `step` instead of beginning with the first connection. Default `false`. */
  readonly isPaused?: boolean | undefined;
}

/** A recording that is replayed. Times in milliseconds. */
export interface FeedReplay {
  /** Addresses for a client in this page; with `WebSocket` and `fetch` any host is this replay. Without recorded reads there is no `apiBase`. */
  readonly config: { readonly wsUrl: string; readonly apiBase?: string };
  /** A `WebSocket` class whose other end is the recording. */
  readonly WebSocket: typeof globalThis.WebSocket;
  /** A `fetch` that gives the recorded answers. */
  readonly fetch: typeof globalThis.fetch;
  readonly duration: number;
  /** The position of the replay. */
  readonly position: number;
  /** Whether it is playing. */
  readonly isPlaying: boolean;
  /** Goes on from here, at another speed if one is given. */
  play(speed?: number): void;
  /** Pauses until `play` or `step`. */
  pause(): void;
  /** Replays the next milliseconds at once. */
  step(milliseconds: number): void;
  /** Cuts every connection, as a network would. A client that subscribes again gets the earlier frames again. */
  drop(): void;
  /** Ends everything and leaves no timer behind. From now on connections are refused and reads fail. */
  close(): void;
}

interface Client {
  readonly transport: ServerTransport;
  readonly subjects: Set<string>;
}

/**
 * Makes an exchange's far end out of a recording. A subscriber gets at once all frames of its subject since the
 * recording's last lost connection, of a book those from its newest snapshot on, and then the rest in its time. REST reads
 * get the newest answer recorded so far; pages of a list and stretches of bars are put together out of all that is recorded.
 * A request that the recording cannot answer is refused.
 * @param fixture what `recordFeed` made: the object, or its JSON as text or as an imported file.
 * @throws TypeError for something else than a fixture of this version.
 *
 * @example
 * ```tsx
 * const replay = replayFeed(fixture);
 * render(<O2Provider config={replay.config} WebSocket={replay.WebSocket} fetch={replay.fetch}><Book /></O2Provider>);
 * ```
 */
export const replayFeed = (
  fixture: FeedFixture | string | Readonly<Record<string, unknown>>,
  options: ReplayFeedOptions = {},
): FeedReplay => {
  const { frames, requests, reads, duration } = toFixture(fixture);
  const said = frames.map(([at, text]) => ({ at, text, subject: text === null ? undefined : subjectOf(text) }));
  const wanted = requests.map(([, text]) => ({ subject: subjectOf(text), precision: precisionOf(text) }));
  const clients = new Set<Client>();
  let next = 0;
  let isWaiting = !options.isPaused;
  let opened = 0;

  const sayUntil = (end: number): void => {
    for (let frame = said[next]; frame && frame.at <= end; frame = said[next]) {
      next += 1;
      const { text, subject } = frame;
      // A link that is cut leaves the list.
      for (const { transport, subjects } of [...clients]) {
        if (text === null) transport.terminate();
        else if (subject === undefined || subjects.has(subject)) transport.send(text);
      }
      if (text === null) clients.clear();
    }
  };

  /** The index at which the present recorded connection began: that of the last loss. */
  const lastLoss = (): number => said.slice(0, next).findLastIndex(({ text }) => text === null);

  const playhead = new Playhead({ duration, due: () => said[next]?.at, reach: sayUntil }, options.speed ?? 1);

  const subscribe = (client: Client, subject: string, text: string): void => {
    const recorded = wanted.filter((request) => request.subject === subject);
    const precision = precisionOf(text);
    const isKnown = recorded.some((request) => request.precision === precision);
    if (!isKnown && (recorded.length > 0 || !said.some((frame) => frame.subject === subject))) {
      const [, ...names] = subject.split(":");
      const market_id = names.find((name) => name.startsWith("0x"));
      const venue = names.includes("turbo") ? { turbo: true } : {};
      const message = `the fixture has no ${subject}${precision === undefined ? "" : ` at precision ${precision}`}: record it, or ask for what it has`;
      client.transport.send(
        toText(errorFrame(6002, message, { ...(market_id && { market_id }), ...venue }, { errors: "dressed" })),
      );
      return;
    }
    client.subjects.add(subject);
    const own = said
      .slice(lastLoss() + 1, next)
      .filter((frame) => frame.subject === subject)
      .map((frame) => frame.text ?? "");
    const from = Math.max(0, subject.startsWith("depth") ? own.findLastIndex(isSnapshot) : 0);
    for (const each of own.slice(from)) client.transport.send(each);
  };

  const open = (transport: ServerTransport): ServerLink => {
    const client: Client = { transport, subjects: new Set() };
    clients.add(client);
    opened += 1;
    if (isWaiting) playhead.play();
    isWaiting = false;
    return {
      number: opened,
      receive: (text) => {
        if (text === "PING") return transport.send("PONG");
        const subject = subjectOf(text);
        if (subject === undefined) return;
        if (/"action"\s*:\s*"un/.test(text)) client.subjects.delete(subject);
        else subscribe(client, subject, text);
      },
      end: () => void clients.delete(client),
    };
  };

  const answer = createRecordedAnswers(reads);

  const reply = ({ url }: { readonly url: URL }): RestReply => {
    const path = `${url.pathname}${url.search}`;
    const moment = { position: playhead.position, lostAt: said[lastLoss()]?.at ?? 0 };
    const tradesSaid = (market: string): SaidTrades[] =>
      said
        .slice(0, next)
        .flatMap(({ at, subject, text }) => (subject === `trades:${market}` && text !== null ? [{ at, text }] : []));
    const { status, text } = answer(path, moment, tradesSaid) ?? {
      status: 404,
      text: toText({ code: 2000, message: `the fixture has no answer to GET ${path}` }),
    };
    return { status, text, type: "application/json", delay: 0, failed: false };
  };

  const sockets = createPageSockets({ connections: { admission: "accept", open } });
  const http = createPageFetch({ reply });
  const wsUrl = "wss://o2.replayed/v1/ws";

  return {
    config: reads.length === 0 ? { wsUrl } : { wsUrl, apiBase: "https://o2.replayed" },
    WebSocket: sockets.WebSocket,
    fetch: http.fetch,
    duration,
    get position() {
      return playhead.position;
    },
    get isPlaying() {
      return playhead.isPlaying;
    },
    play: (speed) => {
      isWaiting = false;
      playhead.play(speed);
    },
    pause: () => {
      isWaiting = false;
      playhead.pause();
    },
    step: (milliseconds) => playhead.step(milliseconds),
    drop: () => {
      for (const { transport } of [...clients]) transport.terminate();
      clients.clear();
    },
    close: () => {
      playhead.pause();
      sockets.close();
      http.close();
    },
  };
};

const precisionOf = (text: string): string | undefined => /"precision"\s*:\s*"?(\d+)/.exec(text)?.[1];

/** TypeScript gives an imported JSON file wider types than a fixture's: its shape is checked here. */
const toFixture = (given: unknown): FeedFixture => {
  const fixture: Partial<FeedFixture> = Object(typeof given === "string" ? parse(given) : given);
  const { version, duration, frames, requests, reads } = fixture;
  const isWhole = [frames, requests, reads].every(Array.isArray) && typeof duration === "number";
  if (version === 1 && isWhole) return fixture as FeedFixture;
  throw new TypeError(
    `This is not a fixture that recordFeed() of this version made: its version is ${String(version)}, 1 was expected, with duration, frames, requests and reads. Pass the whole object, or its JSON.`,
  );
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError("This is not a fixture: it is text, and not JSON.", { cause });
  }
};
