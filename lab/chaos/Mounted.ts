// What is to be seen: which components are mounted, in which of the page's two trees, and what the server should hold for them.
import { type Followed as Slotted, slotsOf, slotsOfCalm } from "../far/slots.ts";
import type { Reader } from "./Reader.ts";
import type { Iterated } from "./screenSteps.ts";

/** Something that is followed over the connection of a tree. */
interface Followed {
  readonly place: number;
  readonly over: Iterated;
}

/** A page has so many trees, each with a connection of its own. Components with even ids are in 0, those with odd ones in 1. */
const TREES = 2;

/** The components of one page. */
export class Mounted {
  readonly #wanted = new Map<number, Reader>();
  readonly #away = new Set<number>();

  show(id: number, reader: Reader): void {
    this.#wanted.set(id, reader);
  }

  unmount(id: number): void {
    this.#wanted.delete(id);
  }

  /** Takes a tree away, or brings it back. */
  tree(place: number, isMounted: boolean): void {
    if (isMounted) this.#away.delete(place);
    else this.#away.add(place);
  }

  /** What is to be seen now: not what is in a tree that was taken away. */
  get readers(): readonly (readonly [id: number, reader: Reader])[] {
    return [...this.#wanted].filter(([id]) => !this.#away.has(id % TREES));
  }

  /** How many trees there are now. */
  get trees(): number {
    return TREES - this.#away.size;
  }

  /** The slots that the server may hold besides. */
  get optional(): string[] {
    return this.readers.flatMap(([, reader]) => slotsOfCalm(reader));
  }

  /**
   * The slots that the server should hold, sorted. It does not know whose a connection is: each slot is there as often as it is
   * needed. @param isShared whether the components of a tree share what they follow. @param more what is followed beside them.
   */
  slots(isShared: boolean, more: readonly Followed[] = []): string[] {
    const followed = [
      ...this.readers.map(([id, reader]) => ({ tree: id % TREES, reader })),
      ...more.map(({ place, over: { channel: kind, ...over } }) => ({
        tree: place,
        reader: { kind, ...over } as Slotted,
      })),
    ];
    const slots = followed.flatMap(({ tree, reader }) => slotsOf(reader).map((slot) => ({ tree, slot })));
    const shared = new Map(slots.map((one) => [`${one.tree} ${one.slot}`, one]));
    return (isShared ? [...shared.values()] : slots).map(({ slot }) => slot).sort();
  }
}
