// Asks an open link for signs of life: silence -> PING -> nothing is believed -> dead. PONGs carry no number, so at most one
// PING is in flight. Knows nothing of sockets: it is told what is heard and given a way to ping.

/** The timings of a heartbeat and its callbacks. Times in milliseconds. */
export interface HeartbeatOptions {
  /** The longest time without a PING: the server closes a connection on which it has heard nothing for 60 s. */
  readonly pingInterval: number;
  /** While somebody watches: the silence after which nothing is believed. A PING is sent at half of it. */
  readonly staleAfter: number;
  /** The silence after which the link is dead; twice as long while nobody watches. */
  readonly deadAfter: number;
  /** The time that a PONG may take: after it a silent link that is probed is dead, and one that is receiving is asked again. */
  readonly probeTimeout: number;
  /** Whether somebody watches what comes over the link. */
  readonly isWatched: () => boolean;
  readonly now: () => number;
  readonly ping: () => void;
  /** Called with the time from PING to PONG. */
  readonly onLatency: (milliseconds: number) => void;
  /** Nothing was heard for `staleAfter`; or something is heard again. */
  readonly onSilence: (isSilent: boolean) => void;
  /** A PONG came that nobody asked for: the one before it may have been another's. `since` is when that PING was sent. */
  readonly onUnaskedPong: (since: number) => void;
  /** Called once; the heartbeat has stopped. */
  readonly onDead: (reason: string) => void;
}

/** Watches over one open link. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #lastHeard: number;
  #lastPing: number;
  /** The callbacks that wait for the PONG of the PING in flight; `undefined` while none is. */
  #inFlight: readonly (() => void)[] | undefined;
  /** The callbacks that wait for the next PING's PONG. */
  #waiting: (() => void)[] = [];
  #probedAt: number | undefined;
  /** Whether the PING in flight was sent before the probe: its PONG may have been lost long ago. */
  #hasOlderPing = false;
  #isSilent = false;
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
    return this.#probedAt !== undefined;
  }

  /** Anything arrived. */
  heard(isPong: boolean): void {
    const now = this.#options.now();
    this.#lastHeard = now;
    if (isPong) this.#answered(now);
    this.#setSilent(false);
    // Chrome lets a chain of timers in a hidden page run once a minute, too late for the next PING; a frame begins it anew.
    if (isPong && !this.isProbing) this.#schedule();
  }

  /** Asks for a PONG now. Without one, and without anything else, within the probe's timeout the link is dead. */
  probe(): void {
    const now = this.#options.now();
    // The clock may have gone back.
    this.#lastHeard = Math.min(this.#lastHeard, now);
    this.#lastPing = Math.min(this.#lastPing, now);
    const isNew = !this.isProbing;
    if (isNew) this.#hasOlderPing = this.#inFlight !== undefined;
    this.#probedAt = Math.min(this.#probedAt ?? now, now);
    // Also of a probe under way: somebody may have begun to watch, and the silence be too long before the probe is over.
    this.#doubt(now);
    if (isNew) {
      this.whenRead(() => {
        this.#probedAt = undefined;
      });
    }
    this.#schedule();
  }

  /** Calls back when the server has answered a PING that is sent after this: it has read all that was sent before. */
  whenRead(then: () => void): void {
    this.#waiting.push(then);
    if (!this.#inFlight) this.#ping();
  }

  /** For good, also where somebody who was just told of something calls it. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #ping(): void {
    this.#inFlight = this.#waiting;
    this.#waiting = [];
    this.#hasOlderPing = false;
    this.#lastPing = this.#options.now();
    // The clock may have gone back: what was heard before was not heard behind this PING.
    this.#lastHeard = Math.min(this.#lastHeard, this.#lastPing);
    this.#options.ping();
    // A simulated server may have answered before this: then the timer stands.
    this.#schedule();
  }

  /** The PONG of the PING in flight does not come. If it still does, the next one comes unasked. */
  #pingAgain(): void {
    this.#waiting.unshift(...(this.#inFlight ?? []));
    this.#ping();
  }

  #answered(now: number): void {
    const callbacks = this.#inFlight;
    if (!callbacks) {
      this.#options.onUnaskedPong(this.#lastPing);
      return;
    }
    this.#inFlight = undefined;
    this.#options.onLatency(Math.max(0, now - this.#lastPing));
    for (const callback of callbacks) if (!this.#isStopped) callback();
    if (!this.#isStopped && this.#waiting.length > 0 && !this.#inFlight) this.#ping();
  }

  #schedule(): void {
    if (this.#isStopped) return;
    this.#due = this.#next();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, this.#due - this.#options.now()));
  }

  /** When to look again. */
  #next(): number {
    const { pingInterval, staleAfter, probeTimeout, isWatched } = this.#options;
    const silentAt = isWatched() && !this.#isSilent ? this.#lastHeard + staleAfter : Number.POSITIVE_INFINITY;
    if (this.#probedAt !== undefined) return Math.min(this.#probeDue, silentAt);
    const deadAt = this.#lastHeard + this.#deadAfter;
    const times = [deadAt];
    if (this.#inFlight) times.push(this.#lastPing + probeTimeout);
    else times.push(this.#lastPing + Math.min(pingInterval, this.#deadAfter / 2), this.#quietPingAt);
    times.push(silentAt);
    return Math.min(...times.filter((at) => at > this.#options.now() || at === deadAt));
  }

  /** When a probe is over; its time begins with its own PING. */
  get #probeDue(): number {
    const { probeTimeout } = this.#options;
    if (this.#hasOlderPing && this.#probedAt !== undefined) return this.#probedAt + probeTimeout / 2;
    return this.#lastPing + probeTimeout;
  }

  /** While somebody watches, a PING breaks the silence. */
  get #quietPingAt(): number {
    const { isWatched, staleAfter } = this.#options;
    if (!isWatched()) return Number.POSITIVE_INFINITY;
    return Math.max(this.#lastHeard, this.#lastPing) + Math.min(staleAfter, this.#deadAfter) / 2;
  }

  get #deadAfter(): number {
    const { deadAfter, isWatched } = this.#options;
    return isWatched() ? deadAfter : 2 * deadAfter;
  }

  #tick(): void {
    const { probeTimeout, pingInterval, now } = this.#options;
    const time = now();
    const isJump = Math.abs(time - this.#due) > probeTimeout;
    if (this.#probedAt !== undefined) this.#tickProbe(time, isJump);
    // The machine slept or the clock jumped: neither proves anything about the link, so ask it.
    else if (isJump) this.probe();
    else if (time - this.#lastHeard >= this.#deadAfter) this.#die(`nothing was heard for ${this.#deadAfter} ms`);
    else {
      this.#doubt(time);
      // A link that is receiving is alive: a PONG that is missing is asked for again.
      const isMissing = this.#inFlight && time - this.#lastPing >= probeTimeout && this.#lastHeard > this.#lastPing;
      const isDue = time >= Math.min(this.#lastPing + Math.min(pingInterval, this.#deadAfter / 2), this.#quietPingAt);
      if (isMissing) this.#pingAgain();
      else if (!this.#inFlight && isDue) this.#ping();
      else this.#schedule();
    }
  }

  /** A probe takes nothing from the silence that is believed: the link may be stale before it is over. */
  #tickProbe(time: number, isJump: boolean): void {
    const isOver = isJump || this.#due >= this.#probeDue;
    this.#doubt(time);
    if (this.#isStopped) return;
    if (!isOver) this.#schedule();
    else if (this.#hasOlderPing) this.#pingAgain();
    else this.#judgeProbe();
  }

  /** Only its own PONG ends a probe: anything else may have waited in the machine's buffers since before the link died. */
  #judgeProbe(): void {
    const { probeTimeout } = this.#options;
    // But what still arrives late in that time does not come out of a buffer: the link is slow, and is asked again.
    if (this.#lastHeard - this.#lastPing > probeTimeout / 2) this.#pingAgain();
    else this.#die(`no PONG came within ${probeTimeout} ms of a PING`);
  }

  #doubt(time: number): void {
    const { isWatched, staleAfter } = this.#options;
    if (isWatched() && time - this.#lastHeard >= staleAfter) this.#setSilent(true);
  }

  #setSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#options.onSilence(isSilent);
  }

  #die(reason: string): void {
    this.stop();
    this.#options.onDead(reason);
  }
}
