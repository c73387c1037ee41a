// The simulated exchange's own WebSocket class, with the faults that a network has for whole frames: it holds frames
// back and makes them binary. Knows nothing of what a frame says.

const bytes = new TextEncoder();

/** The members that a connection in this page has in addition to a WebSocket's. */
interface Line {
  holdUntil(time: number): void;
  release(): void;
  stall(): void;
  tellServer(text: string): void;
}

/** The connections of one page. */
export class Lines {
  /** The class to give to a client. */
  readonly WebSocket: typeof globalThis.WebSocket;
  /** The time when the newest connection was opened, by `Date.now()`. */
  openedAt = 0;
  /** Number of coming frames that are sent as binary. */
  binary = 0;
  /** The time when a client last sent anything but PING. */
  requestedAt = 0;
  readonly #open = new Set<Line>();

  /** @param Base the exchange's class. */
  constructor(Base: typeof globalThis.WebSocket) {
    this.WebSocket = lineClass(Base, {
      opened: (line) => {
        this.openedAt = Date.now();
        this.#open.add(line);
      },
      closed: (line) => void this.#open.delete(line),
      requested: () => {
        this.requestedAt = Date.now();
      },
      isNextBinary: () => {
        if (this.binary === 0) return false;
        this.binary -= 1;
        return true;
      },
    });
  }

  /** Number of connections that are open for their clients. */
  get size(): number {
    return this.#open.size;
  }

  /** Holds back all frames, in both directions, for so many milliseconds. */
  hold(milliseconds: number): void {
    for (const line of this.#open) line.holdUntil(Date.now() + milliseconds);
  }

  /** Delivers held-back frames now. */
  release(): void {
    for (const line of this.#open) line.release();
  }

  /** Loses all frames under way and all later ones; neither end is told. */
  stall(): void {
    for (const line of this.#open) line.stall();
  }

  /** Sends this to the server on each connection. */
  tellServer(text: string): void {
    for (const line of this.#open) line.tellServer(text);
  }
}

interface Around {
  readonly opened: (line: Line) => void;
  readonly closed: (line: Line) => void;
  readonly requested: () => void;
  readonly isNextBinary: () => boolean;
}

function lineClass(Base: typeof globalThis.WebSocket, around: Around): typeof globalThis.WebSocket {
  return class extends Base implements Line {
    #heldUntil = 0;
    /** Held-back frames, oldest first. */
    #held: (() => void)[] = [];
    #timer: ReturnType<typeof setTimeout> | undefined;
    #isStalled = false;

    override dispatchEvent(event: Event): boolean {
      if (event.type === "open") around.opened(this);
      if (event.type === "message") {
        this.#pass(() => this.#arrive(event as MessageEvent<string>));
        return true;
      }
      if (event.type === "close") this.#end();
      return super.dispatchEvent(event);
    }

    override send(data: string): void {
      if (data !== "PING") around.requested();
      // A browser throws at once for data that it can never send.
      if (this.readyState === 1 && this.#heldUntil > Date.now()) this.#pass(() => super.send(data));
      else super.send(data);
    }

    override close(code?: number, reason?: string): void {
      this.#end();
      super.close(code, reason);
    }

    holdUntil(time: number): void {
      this.#heldUntil = Math.max(this.#heldUntil, time);
    }

    release(): void {
      this.#heldUntil = 0;
      clearTimeout(this.#timer);
      this.#leave();
    }

    stall(): void {
      this.#isStalled = true;
      this.#held = [];
    }

    tellServer(text: string): void {
      super.send(text);
    }

    #end(): void {
      clearTimeout(this.#timer);
      this.#held = [];
      around.closed(this);
    }

    /** Keeps the order: no frame overtakes a held-back one. */
    #pass(step: () => void): void {
      if (this.#held.length === 0 && this.#heldUntil <= Date.now()) {
        step();
        return;
      }
      this.#held.push(step);
      if (this.#held.length === 1) this.#wait();
    }

    #wait(): void {
      this.#timer = setTimeout(() => {
        if (this.#heldUntil > Date.now()) this.#wait();
        else this.#leave();
      }, this.#heldUntil - Date.now());
    }

    #leave(): void {
      const held = this.#held;
      this.#held = [];
      for (const step of held) step();
    }

    #arrive(event: MessageEvent<string>): void {
      if (this.readyState !== 1 || this.#isStalled) return;
      const isBinary = typeof event.data === "string" && around.isNextBinary();
      const data = isBinary ? bytes.encode(event.data).buffer : event.data;
      super.dispatchEvent(isBinary ? new MessageEvent("message", { data }) : event);
    }
  };
}
