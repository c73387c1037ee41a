// The switches of the screen's look: theme, colours of up and down, the way sizes are written.
import { Choice } from "./Choice.tsx";
import { Menu } from "./Menu.tsx";
import { type Display, PALETTES, SIZES, THEMES } from "./useDisplay.ts";

export function DisplayMenu({ display: { looks, change } }: { readonly display: Display }) {
  return (
    <Menu label="Display" text="Display" className="display">
      {() => (
        <>
          <Setting name="Theme" options={THEMES} value={looks.theme} onChange={(theme) => change({ theme })} />
          <Setting
            name="Up and down"
            options={PALETTES}
            value={looks.palette}
            onChange={(palette) => change({ palette })}
          />
          <Setting name="Sizes" options={SIZES} value={looks.sizes} onChange={(sizes) => change({ sizes })} />
        </>
      )}
    </Menu>
  );
}

interface SettingProps<T extends string> {
  readonly name: string;
  readonly options: readonly T[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Setting<T extends string>({ name, ...choice }: SettingProps<T>) {
  return (
    <div className="setting">
      <span className="label" aria-hidden="true">
        {name}
      </span>
      <Choice label={name} {...choice} nameOf={String} />
    </div>
  );
}
