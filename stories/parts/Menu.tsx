// A button that opens a box below it. A press elsewhere and the Escape key close it.
import { type ReactNode, useEffect, useRef, useState } from "react";

export interface MenuProps {
  readonly label: string;
  /** The button's text. */
  readonly text: ReactNode;
  readonly className: string;
  /** The box's content, given a function that closes it. */
  readonly children: (close: () => void) => ReactNode;
}

export function Menu({ label, text, className, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return undefined;
    const page = document;
    const onPress = ({ target }: Event) => {
      if (!whole.current?.contains(target as Node)) setOpen(false);
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    page.addEventListener("pointerdown", onPress);
    page.addEventListener("keydown", onKey);
    return () => {
      page.removeEventListener("pointerdown", onPress);
      page.removeEventListener("keydown", onKey);
    };
  }, [isOpen]);
  return (
    <div className={`menu ${className}`} ref={whole}>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={label}
        onClick={() => setOpen(!isOpen)}
      >
        {text}
      </button>
      {isOpen && (
        <div className="menu-box" role="dialog" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
