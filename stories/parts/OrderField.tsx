// A box for a price or a quantity: typed in the reader's locale, stepped by the arrow keys, with its problems below it.
import { type KeyboardEvent, type ReactNode, useId } from "react";
import type { FieldProblem } from "./orderProblems.ts";

export interface OrderFieldProps {
  readonly label: string;
  readonly unit: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Moves the amount by so many steps. Left out, the arrow keys do what they do in any box. */
  readonly onStep?: (steps: bigint) => void;
  readonly problems: readonly FieldProblem[];
  readonly onSuggestion: (value: bigint) => void;
  readonly format: (value: bigint) => string;
  /** Keys for usual amounts. */
  readonly children?: ReactNode;
}

const MORE = 10n;

export function OrderField({ label, unit, text, onText, onStep, children, ...told }: OrderFieldProps) {
  const id = useId();
  const { problems, onSuggestion, format } = told;
  const isInvalid = problems.some(({ isDoubt }) => !isDoubt);
  const step = (event: KeyboardEvent): void => {
    if (!onStep || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const steps = event.shiftKey ? MORE : 1n;
    onStep(event.key === "ArrowUp" ? steps : -steps);
  };
  return (
    <div className="order-field" data-invalid={isInvalid || undefined}>
      <label htmlFor={id}>{label}</label>
      <div className="order-box">
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={isInvalid}
          aria-describedby={`${id}-problems`}
          aria-keyshortcuts={onStep && "ArrowUp ArrowDown Shift+ArrowUp Shift+ArrowDown"}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={step}
        />
        <span className="label">{unit}</span>
      </div>
      {children}
      <ul id={`${id}-problems`} className="order-problems" aria-live="polite">
        {problems.map(({ code, text: words, isDoubt, suggestion }) => (
          <li key={code} data-code={code} data-doubt={isDoubt || undefined}>
            <span aria-hidden="true">{isDoubt ? "?" : "!"}</span>
            <span>{words}</span>
            {suggestion !== undefined && (
              <button type="button" onClick={() => onSuggestion(suggestion)}>
                Use {format(suggestion)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
