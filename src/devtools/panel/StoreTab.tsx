// The store, to walk through by keyboard or pointer, to search, and to copy from.
import { type KeyboardEvent, type ReactElement, useState } from "react";
import type { O2State } from "../../store/state.ts";
import { findRows, rowsOf, STEP, type TreeRow, toJson, valueAt } from "../tree.ts";
import { copyText } from "./copy.ts";

export function StoreTab({ state }: { readonly state: O2State }): ReactElement {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(['["connection"]']));
  const [limits, setLimits] = useState<ReadonlyMap<string, number>>(new Map());
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<string>();
  const [said, say] = useState("");
  const rows = search ? findRows(state, search) : rowsOf(state, open, limits);
  const current = Math.max(
    0,
    rows.findIndex(({ id }) => id === chosen),
  );
  const row = rows[current];

  const toggle = ({ id, kind, path }: TreeRow): void => {
    if (kind === "more") {
      const branch = JSON.stringify(path.slice(0, -1));
      setLimits(new Map(limits).set(branch, (limits.get(branch) ?? STEP) + STEP));
      return;
    }
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  const copy = async (): Promise<void> => {
    if (row)
      say((await copyText(toJson(valueAt(state, row.path)))) ? `Copied ${row.path.join(".")}` : "No clipboard here");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (!row) return;
    const parent = rows.findLastIndex(({ level }, index) => index < current && level < row.level);
    const goTo = moveOf(event.key, current, rows.length);
    const isFolding = row.kind === "branch" && !search;
    if (goTo !== undefined) go(event.currentTarget, goTo);
    else if (event.key === "ArrowRight" && isFolding && !row.isOpen) toggle(row);
    else if (event.key === "ArrowRight" && row.isOpen) go(event.currentTarget, current + 1);
    else if (event.key === "ArrowLeft" && row.isOpen) toggle(row);
    else if (event.key === "ArrowLeft" && parent >= 0) go(event.currentTarget, parent);
    else if ((event.key === "Enter" || event.key === " ") && (isFolding || row.kind === "more")) toggle(row);
    else return;
    event.preventDefault();
  };
  const go = (tree: HTMLElement, index: number): void => {
    setChosen(rows[index]?.id);
    tree.querySelectorAll<HTMLElement>('[role="treeitem"]')[index]?.focus();
  };
  return (
    <section aria-label="Store">
      <h3>
        <label>
          <span className="muted">find</span>
          <input
            type="search"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
            onKeyDown={(event) => {
              // The first Escape leaves the search, the next the panel.
              if (event.key === "Escape" && search) event.stopPropagation();
              if (event.key === "Escape") setSearch("");
            }}
            placeholder="key or value"
          />
        </label>
        <button type="button" disabled={!row} onClick={() => void copy()}>
          Copy value
        </button>
        <span role="status" className="said">
          {said}
        </span>
      </h3>
      <div className="tree" role="tree" aria-label="Store" onKeyDown={onKeyDown}>
        {rows.map((each, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has one listener for all its items
          <div
            key={each.id}
            role="treeitem"
            aria-level={each.level}
            aria-selected={index === current}
            {...(each.kind === "branch" && !search ? { "aria-expanded": each.isOpen } : {})}
            tabIndex={index === current ? 0 : -1}
            style={{ paddingLeft: `${8 + 14 * (each.level - 1)}px` }}
            onClick={() => {
              setChosen(each.id);
              if (!search) toggle(each);
            }}
          >
            <span className="fold">{each.kind === "branch" && !search ? (each.isOpen ? "▾" : "▸") : ""}</span>
            <span className="key">{each.name}</span> <span className={`value ${each.kind}`}>{each.preview}</span>
          </div>
        ))}
      </div>
      {rows.length === 0 && <p className="muted">Nothing has that in it.</p>}
    </section>
  );
}

function moveOf(key: string, current: number, length: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(length - 1, current + 1),
    ArrowUp: Math.max(0, current - 1),
    Home: 0,
    End: length - 1,
  };
  return moves[key];
}
