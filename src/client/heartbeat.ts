// Silence -> PING -> still silence -> dead. Also tells how long a PING takes, and asks at once when woken.
// Knows nothing of sockets: it is told what is heard and given a way to ping.

/** What a heartbeat needs, in milliseconds. */
export interface HeartbeatOptions {
  /** How often to ping; the server closes a connection it has heard nothing on for 60 s, however much it says itself. */
  readonly interval: number;
  /** How long nothing at all may be heard. */
  readonly timeout: number;
  /** How long a probe waits for its PONG. */
  readonly probeTimeout: number;
  readonly now: () => number;
  readonly ping: () => void;
  /** Called with the time from PING to PONG. */
  readonly onLatency: (milliseconds: number) => void;
  /** Called once; the heartbeat has stopped. */
  readonly onDead: (reason: string) => void;
}

/** Watches over one open link. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #lastHeard: number;
  #lastPing: number;
  // PONGs come in the order of the PINGs.
  #pings: { readonly at: number; readonly onPong: (() => void) | undefined }[] = [];
  #isProbing = false;
  #isStopped = false;
  #due = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#lastHeard = options.now();
    this.#lastPing = this.#lastHeard;
    this.#schedule();
  }

  /** Whether a probe waits for its PONG. */
  get isProbing(): boolean {
    return this.#isProbing;
  }

  /** Anything arrived. */
  heard(isPong: boolean): void {
    const now = this.#options.now();
    this.#lastHeard = now;
    if (!isPong) return;
    this.#answered(now);
    // Only its own PONG ends a probe: any other may have waited in the machine's buffers since before the link died.
    if (this.#isProbing) return;
    // Chrome lets a chain of timers in a hidden page run once a minute, too late for the next PING; here it begins anew.
    this.#schedule();
  }

  /** Asks for a PONG now; without one within the probe's timeout the link is dead. */
  probe(): void {
    if (this.#isProbing) return;
    this.#isProbing = true;
    this.#ping(() => {
      this.#isProbing = false;
    });
    clearTimeout(this.#timer);
    const { probeTimeout } = this.#options;
    this.#timer = setTimeout(() => this.#die(`no PONG came within ${probeTimeout} ms of a PING`), probeTimeout);
  }

  /** Pings, and calls back when the answer came: the server has then read all that was sent before. */
  ask(onPong: () => void): void {
    this.#ping(onPong);
  }

  /** For good, also where somebody who was just told of something calls it. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #ping(onPong?: () => void): void {
    this.#lastPing = this.#options.now();
    this.#pings.push({ at: this.#lastPing, onPong });
    this.#options.ping();
  }

  #answered(now: number): void {
    const ping = this.#pings.shift();
    if (!ping) return;
    this.#options.onLatency(Math.max(0, now - ping.at));
    if (!this.#isStopped) ping.onPong?.();
  }

  #schedule(): void {
    if (this.#isStopped) return;
    const { interval, timeout, now } = this.#options;
    this.#due = Math.min(this.#lastPing + interval, this.#lastHeard + timeout);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, this.#due - now()));
  }

  #tick(): void {
    const { interval, timeout, probeTimeout, now } = this.#options;
    const time = now();
    if (Math.abs(time - this.#due) > probeTimeout) {
      // The machine slept or the clock jumped: neither proves anything about the link, so ask it.
      this.probe();
    } else if (time - this.#lastHeard >= timeout) {
      this.#die(`nothing was heard for ${timeout} ms`);
    } else {
      if (time - this.#lastPing >= interval) this.#ping();
      this.#schedule();
    }
  }

  #die(reason: string): void {
    this.stop();
    this.#options.onDead(reason);
  }
}
