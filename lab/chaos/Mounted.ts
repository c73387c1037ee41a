// The mounted components, in which of the page's two trees each is, and the slots that the server should hold for them.
import { type Followed as Slotted, slotsOf, slotsOfCalm } from "../far/slots.ts";
import type { Reader } from "./Reader.ts";
import type { Iterated } from "./screenSteps.ts";

/** A topic that is followed over the connection of a tree. */
interface Followed {
  readonly place: number;
  readonly over: Iterated;
}

/**
 * Number of trees in a page, each with its own connection. Components with even ids are in tree 0, those with odd ids
 * in tree 1.
 */
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

  /** The components on the screen; those of a tree that was taken away do not count. */
  get readers(): readonly (readonly [id: number, reader: Reader])[] {
    return [...this.#wanted].filter(([id]) => !this.#away.has(id % TREES));
  }

  /** Number of trees at present. */
  get trees(): number {
    return TREES - this.#away.size;
  }

  /** The slots that the server may hold in addition. */
  get optional(): string[] {
    return this.readers.flatMap(([, reader]) => slotsOfCalm(reader));
  }

  /**
   * The slots that the server should hold, sorted. Connections are not told apart: each slot is there as often as it is
   * needed.
   * @param isShared whether the components of a tree share what they follow.
   * @param more topics that are followed in addition.
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
