// A page of React components, one for each reader, over any hooks: two trees, one of them in StrictMode.
import { createElement, type ReactElement, type ReactNode, StrictMode, useLayoutEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import type { Reader } from "../Reader.ts";
import type { ChaosClient, Shown } from "./ChaosClient.ts";

/** The parts that differ from client to client. */
export interface ReactClientOptions {
  /** Calls the hook for a reader. A component's reader may change, but its kind never does. */
  readonly useReader: (reader: Reader) => Shown;
  /** Wraps a tree's components in the providers that they need. */
  readonly provide: (children: ReactNode, now: () => number, place: number) => ReactElement;
  readonly onShown: (id: number, reader: Reader, shown: Shown) => void;
}

interface ProbeProps {
  readonly id: number;
  readonly reader: Reader;
  readonly useReader: ReactClientOptions["useReader"];
  readonly tell: ReactClientOptions["onShown"];
}

function Probe({ id, reader, useReader, tell }: ProbeProps): null {
  const shown = useReader(reader);
  // Reports each commit, not each render: only a committed value was on a screen.
  useLayoutEffect(() => tell(id, reader, shown));
  return null;
}

export class ReactClient implements ChaosClient {
  readonly #options: ReactClientOptions;
  readonly #shown = new Map<number, Shown & { readonly reader: Reader }>();
  readonly #readers = new Map<number, Reader>();
  readonly #roots: readonly Root[];
  readonly #away = new Set<number>();
  #skew = 0;

  constructor(options: ReactClientOptions) {
    this.#options = options;
    this.#roots = [0, 1].map(() => createRoot(document.createElement("div")));
  }

  show(id: number, reader: Reader): void {
    this.#readers.set(id, reader);
    this.render();
  }

  unmount(id: number): void {
    this.#readers.delete(id);
    this.#shown.delete(id);
    this.render();
  }

  tree(place: number, isMounted: boolean): void {
    if (isMounted) this.#away.delete(place);
    else this.#away.add(place);
    for (const id of this.#shown.keys()) if (this.#away.has(id % 2)) this.#shown.delete(id);
    this.render();
  }

  shown(id: number): (Shown & { readonly reader: Reader }) | undefined {
    return this.#shown.get(id);
  }

  more(id: number): void {
    this.#shown.get(id)?.more?.();
  }

  skew(milliseconds: number): void {
    this.#skew += milliseconds;
  }

  async close(): Promise<void> {
    for (const root of this.#roots) root.unmount();
    this.#readers.clear();
    this.#shown.clear();
  }

  readonly #now = (): number => Date.now() + this.#skew;

  readonly #tell = (id: number, reader: Reader, shown: Shown): void => {
    this.#shown.set(id, { reader, ...shown });
    this.#options.onShown(id, reader, shown);
  };

  /** Renders both trees anew. */
  protected render(): void {
    const { useReader, provide } = this.#options;
    for (const [place, root] of this.#roots.entries()) {
      // Components are spread over the two trees by their ids.
      const probes = [...this.#readers]
        .filter(([id]) => id % 2 === place)
        .map(([id, reader]) =>
          createElement(Probe, { key: `${id} ${reader.kind}`, id, reader, useReader, tell: this.#tell }),
        );
      const tree = this.#away.has(place) ? null : provide(probes, this.#now, place);
      root.render(place === 0 ? createElement(StrictMode, null, tree) : tree);
    }
  }
}
