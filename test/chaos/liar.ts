// A client of chaos that connects to nothing and shows given texts as live.
import type { ChaosClientKind, Shown } from "../../lab/chaos/clients/ChaosClient.ts";
import type { Reader } from "../../lab/chaos/Reader.ts";

/** @param text gives a component's text, by the number of texts shown before. */
export const liar = (text: (asked: number) => string): ChaosClientKind => ({
  name: "liar",
  slots: "shared",
  can: () => true,
  open: (_address, _places, onShown) => {
    const said = new Map<number, Shown & { readonly reader: Reader }>();
    return {
      show: (id, reader) => {
        const shown = { status: "live", text: text(said.size), reader } as const;
        said.set(id, shown);
        onShown(id, reader, shown);
      },
      unmount: (id) => void said.delete(id),
      tree: () => undefined,
      shown: (id) => said.get(id),
      skew: () => undefined,
      close: async () => undefined,
    };
  },
});
