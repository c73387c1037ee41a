// One direction of one connection through the proxy: it delays, splits, joins, throttles, holds back or swallows bytes.
import type { Socket } from "node:net";

/** The treatment of all bytes, in both directions, until it is changed. */
export interface Weather {
  /** Milliseconds that each chunk takes. */
  readonly delay: number;
  /** Largest chunk in bytes; a longer one is cut into pieces of this size. */
  readonly piece: number;
  /** Chunks that come within so many milliseconds arrive as one. */
  readonly gather: number;
  /** Bytes a second. */
  readonly rate: number;
}

/** Leaves the bytes as they are. */
export const FAIR: Weather = { delay: 0, piece: Number.POSITIVE_INFINITY, gather: 0, rate: Number.POSITIVE_INFINITY };

/** One direction of one connection. Bytes leave in order, as the weather lets them. */
export class Lane {
  readonly #to: Socket;
  readonly #weather: () => Weather;
  #waiting: { readonly chunk: Buffer; readonly due: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #freeAt = 0;
  #left = Number.POSITIVE_INFINITY;
  #onCut: () => void = () => undefined;
  isSwallowing = false;

  constructor(to: Socket, weather: () => Weather) {
    this.#to = to;
    this.#weather = weather;
  }

  /** Lets so many more bytes through, and then calls back. */
  cutAfter(bytes: number, onCut: () => void): void {
    this.#left = bytes;
    this.#onCut = onCut;
  }

  /** Lets nothing through before this time. */
  holdUntil(time: number): void {
    this.#freeAt = Math.max(this.#freeAt, time);
  }

  /** Lets held-back bytes through now. */
  release(): void {
    this.#freeAt = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#plan();
  }

  push(chunk: Buffer): void {
    if (this.isSwallowing) return;
    const { delay, gather } = this.#weather();
    const now = Date.now();
    // Gathered chunks leave at common moments, so that all chunks of one interval leave together.
    const due = now + delay;
    this.#waiting.push({ chunk, due: gather > 0 ? Math.ceil(due / gather) * gather : due });
    this.#plan();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #plan(): void {
    const [head] = this.#waiting;
    if (this.#timer !== undefined || !head) return;
    const wait = Math.max(head.due, this.#freeAt) - Date.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#leave();
      }, wait);
    } else this.#leave();
  }

  #leave(): void {
    const { piece, rate } = this.#weather();
    const now = Date.now();
    if (this.#freeAt > now) {
      this.#plan();
      return;
    }
    const ready = this.#waiting.findIndex(({ due }) => due > now);
    const due = this.#waiting.splice(0, ready < 0 ? this.#waiting.length : ready);
    const all = Buffer.concat(due.map(({ chunk }) => chunk));
    const size = Math.min(all.length, piece, this.#left);
    if (size < all.length) this.#waiting.unshift({ chunk: all.subarray(size), due: now });
    if (this.isSwallowing || this.#to.destroyed) return;
    this.#to.write(all.subarray(0, size));
    this.#left -= size;
    if (this.#left <= 0) {
      this.#onCut();
      return;
    }
    this.#freeAt = Number.isFinite(rate) ? now + (size * 1_000) / rate : 0;
    // A piece is a packet of its own only if the loop turns before the next.
    if (this.#waiting.length > 0) setImmediate(() => this.#plan());
  }
}
