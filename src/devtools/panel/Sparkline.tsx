// A minute of one measure, second by second.
import type { ReactElement } from "react";

interface SparklineProps {
  readonly label: string;
  /** The newest last; what is missing of a minute was not watched. */
  readonly values: readonly number[];
  /** Spells a value. */
  readonly format: (value: number) => string;
}

const WIDTH = 240;
const HEIGHT = 36;

export function Sparkline({ label, values, format }: SparklineProps): ReactElement {
  const most = Math.max(1, ...values);
  const step = WIDTH / 59;
  const start = WIDTH - step * (values.length - 1);
  const line = values.map(
    (value, index) => `${(start + index * step).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1)}`,
  );
  const newest = values.at(-1) ?? 0;
  return (
    <figure className="spark">
      <figcaption>
        <span>{label}</span>
        <strong>{format(newest)}</strong>
        <span className="muted">at most {format(Math.max(0, ...values))}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <polygon points={`${start.toFixed(1)},${HEIGHT} ${line.join(" ")} ${WIDTH},${HEIGHT}`} />
        <polyline points={line.join(" ")} vectorEffect="non-scaling-stroke" />
      </svg>
    </figure>
  );
}
