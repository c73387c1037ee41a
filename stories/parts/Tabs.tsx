// A row of tabs, of which one is chosen: by pointer, or by the arrow keys.
import { type KeyboardEvent, useRef } from "react";

export interface TabsProps<T extends string> {
  readonly label: string;
  /** The words of each tab, in their order. */
  readonly words: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** The id of the element that shows what is chosen. */
  readonly shows: string;
}

export function Tabs<T extends string>({ label, words, value, onChange, shows }: TabsProps<T>) {
  const row = useRef<HTMLDivElement>(null);
  const names = Object.keys(words) as T[];
  const move = ({ key }: KeyboardEvent) => {
    const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? names.length - 1 : 0;
    const next = step ? (names.indexOf(value) + step) % names.length : -1;
    const chosen = names[next];
    if (chosen === undefined) return;
    onChange(chosen);
    (row.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={row}>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={name === value}
          aria-controls={shows}
          // One stop for the tabulator key; the arrow keys go on from there.
          tabIndex={name === value ? 0 : -1}
          onClick={() => onChange(name)}
          onKeyDown={move}
        >
          {words[name]}
        </button>
      ))}
    </div>
  );
}
