// How the screen looks: its theme, its colours of up and down, and how sizes are written.
import { useState, useSyncExternalStore } from "react";

export const THEMES = ["auto", "light", "dark"] as const;
export const PALETTES = ["green and red", "blue and orange"] as const;
export const SIZES = ["in full", "K, M"] as const;

interface Looks {
  /** `"auto"` is that of the reader's system. */
  readonly theme: (typeof THEMES)[number];
  /** Blue and orange are told apart by those who cannot tell green from red. */
  readonly palette: (typeof PALETTES)[number];
  readonly sizes: (typeof SIZES)[number];
}

export interface Display {
  readonly looks: Looks;
  readonly change: (looks: Partial<Looks>) => void;
  /** The theme that is shown. */
  readonly shown: "light" | "dark";
}

const LIGHT = "(prefers-color-scheme: light)";

export function useDisplay(): Display {
  const [looks, setLooks] = useState<Looks>({ theme: "auto", palette: "green and red", sizes: "in full" });
  const isLight = useSyncExternalStore(followSystem, isSystemLight, () => false);
  const { theme } = looks;
  return {
    looks,
    change: (some) => setLooks((before) => ({ ...before, ...some })),
    shown: theme === "auto" ? (isLight ? "light" : "dark") : theme,
  };
}

function followSystem(onChange: () => void): () => void {
  const query = matchMedia(LIGHT);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

function isSystemLight(): boolean {
  return matchMedia(LIGHT).matches;
}
