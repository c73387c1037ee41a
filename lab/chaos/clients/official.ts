// The official TypeScript SDK's WebSocket client, rewritten from its documents, with a reader as they advise: raw
// deltas folded by hand, unreadable frames passed over, ten attempts, a read over REST after each reconnect. The
// package itself could not be installed where this was written. An adapter for it would look like this file.
import { O2Rest } from "o2-react/client";
import type { Reader } from "../Reader.ts";
import type { ChaosClientKind, Shown } from "./ChaosClient.ts";
import { type Followed, type Frame, type Held, holding, isFollowed } from "./officialHeld.ts";

/** As short as o2-react's under chaos. The number of attempts is its own default. */
const TIMINGS = { reconnectDelay: 10, pingInterval: 50, pongTimeout: 250, readAgain: 100 } as const;
const ATTEMPTS = 10;

/** A component with its own connection, because the client rejects a second reader of a book on one connection. */
class Screen {
  readonly reader: Reader;
  readonly #url: string;
  readonly #held: Held;
  readonly #pongTimeout: number;
  readonly #onChange: (screen: Screen) => void;
  #socket: WebSocket | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #isRead = false;
  #isOver = false;

  constructor(reader: Reader, url: string, held: Held, pongTimeout: number, onChange: (screen: Screen) => void) {
    this.reader = reader;
    this.#pongTimeout = pongTimeout;
    this.#url = url;
    this.#held = held;
    this.#onChange = onChange;
    this.#connect();
  }

  get shown(): Shown {
    const text = this.#held.text();
    if (text === undefined) return { status: "pending", text };
    return { status: this.#socket?.readyState === 1 && this.#isRead ? "live" : "stale", text };
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#retry);
    clearInterval(this.#ping);
    this.#socket?.close();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    let heardAt = Date.now();
    socket.onopen = () => {
      if (this.#isOver) return socket.close();
      this.#attempts = 0;
      heardAt = Date.now();
      this.#ping = setInterval(() => {
        if (socket.readyState === 1) socket.send("PING");
        if (Date.now() - heardAt > this.#pongTimeout) socket.close();
      }, TIMINGS.pingInterval);
      socket.send(JSON.stringify(this.#held.request));
      void this.#read(socket);
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      heardAt = Date.now();
      try {
        this.#held.apply(JSON.parse(data) as Frame);
      } catch {
        // A frame that cannot be read is passed over.
        return;
      }
      this.#changed();
    };
    socket.onclose = () => {
      clearInterval(this.#ping);
      this.#isRead = false;
      this.#changed();
      if (this.#isOver || this.#attempts >= ATTEMPTS) return;
      const delay = TIMINGS.reconnectDelay * 2 ** this.#attempts * (0.5 + Math.random());
      this.#attempts += 1;
      this.#retry = setTimeout(() => this.#connect(), delay);
    };
  }

  /** Reads over REST what the stream does not tell, and tries again until it succeeds. */
  async #read(socket: WebSocket): Promise<void> {
    const isNeeded = () => !this.#isOver && this.#socket === socket && socket.readyState === 1;
    while (isNeeded() && !this.#isRead) {
      try {
        await this.#held.read();
        this.#isRead = isNeeded();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, TIMINGS.readAgain));
      }
    }
    this.#changed();
  }

  #changed(): void {
    if (!this.#isOver) this.#onChange(this);
  }
}

/** The official client's behaviour. `pongTimeout`: milliseconds of silence after which it connects again. */
export const officialWith = (pongTimeout: number): ChaosClientKind => ({
  name: "official",
  slots: "own",
  can: isFollowed,
  open: ({ wsUrl, apiBase }, places, onShown) => {
    const rest = new O2Rest(apiBase, { requestTimeout: 300, retries: 1 });
    const readers = new Map<number, Followed>();
    const screens = new Map<number, Screen>();
    const away = new Set<number>();
    const close = (id: number): void => {
      screens.get(id)?.close();
      screens.delete(id);
    };
    const open = (id: number): void => {
      const reader = readers.get(id);
      if (!reader || away.has(id % 2)) return;
      const held = holding(reader, places, rest);
      screens.set(
        id,
        new Screen(reader, wsUrl, held, pongTimeout, (screen) => onShown(id, screen.reader, screen.shown)),
      );
    };
    return {
      show: (id, reader) => {
        if (!isFollowed(reader)) return;
        readers.set(id, reader);
        close(id);
        open(id);
      },
      unmount: (id) => {
        readers.delete(id);
        close(id);
      },
      tree: (place, isMounted) => {
        if (isMounted) away.delete(place);
        else away.add(place);
        for (const id of readers.keys()) {
          if (id % 2 !== place) continue;
          close(id);
          open(id);
        }
      },
      shown: (id) => {
        const screen = screens.get(id);
        return screen && { reader: screen.reader, ...screen.shown };
      },
      skew: () => undefined,
      close: async () => {
        for (const id of [...screens.keys()]) close(id);
      },
    };
  },
});

/** The same with times as short as those of o2-react under chaos. */
export const official: ChaosClientKind = officialWith(TIMINGS.pongTimeout);
