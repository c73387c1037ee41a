// A choice of one among a few: radio buttons that look like a row of keys.
import { useId } from "react";

export interface ChoiceProps<T> {
  readonly label: string;
  readonly options: readonly T[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly nameOf: (option: T) => string;
}

export function Choice<T>({ label, options, value, onChange, nameOf }: ChoiceProps<T>) {
  const group = useId();
  return (
    <fieldset className="choice">
      <legend className="unseen">{label}</legend>
      {options.map((option) => (
        <label key={nameOf(option)}>
          <input
            type="radio"
            className="unseen"
            name={group}
            checked={option === value}
            onChange={() => onChange(option)}
          />
          <span>{nameOf(option)}</span>
        </label>
      ))}
    </fieldset>
  );
}
