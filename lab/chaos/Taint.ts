// Which books a client cannot have right: those of which the server has withheld or doubled a change on a connection, until
// that connection's next snapshot, or its end. It knows nothing of how that was done.

/** By connection and market, since when a book is whole again; `Infinity` where it is not. */
export class Taint {
  readonly #until = new Map<string, number>();

  begin(connection: number, market: string | undefined): void {
    this.#until.set(`${connection} ${market}`, Number.POSITIVE_INFINITY);
  }

  /** The connection was sent a snapshot of the market. */
  end(connection: number, market: string | undefined): void {
    const key = `${connection} ${market}`;
    if (this.#until.has(key)) this.#until.set(key, Date.now());
  }

  /** Nothing comes any more through the connections that `isOver` names. */
  endThose(isOver: (connection: number) => boolean): void {
    for (const [key, until] of this.#until)
      if (isOver(Number.parseInt(key, 10))) this.#until.set(key, Math.min(until, Date.now()));
  }

  /** Whether any connection had the market's book tainted at some time since then. */
  had(market: string | undefined, since: number): boolean {
    return [...this.#until].some(([key, until]) => key.endsWith(` ${market}`) && until >= since);
  }
}
