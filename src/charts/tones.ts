// The colours of a chart while its candles are current, and while they are stale. Knows nothing of data.
import type { CandlestickSeriesOptions, ISeriesApi } from "lightweight-charts";

/** A colour for candles that rose or stayed, and one for those that fell: anything that CSS takes. */
export interface CandleColors {
  readonly up: string;
  readonly down: string;
}

/** The colours that series are drawn in. */
export interface Tones {
  /** The present colours of the volume. */
  readonly volume: CandleColors;
  /** Turns the candles grey, or gives them their colours back. @returns whether anything changed. */
  turn(isStale: boolean): boolean;
}

const GREYS: CandleColors = { up: "#a3a7ae", down: "#6f747c" };

type Painted = Pick<
  CandlestickSeriesOptions,
  "upColor" | "downColor" | "wickUpColor" | "wickDownColor" | "borderUpColor" | "borderDownColor"
>;

/** Begins with the colours that the series has. */
export function createTones(
  candles: ISeriesApi<"Candlestick">,
  volumeColors: CandleColors | undefined,
  grey: CandleColors = GREYS,
): Tones {
  const stale: Painted = {
    upColor: grey.up,
    downColor: grey.down,
    wickUpColor: grey.up,
    wickDownColor: grey.down,
    borderUpColor: grey.up,
    borderDownColor: grey.down,
  };
  const names = Object.keys(stale) as (keyof Painted)[];
  const pick = (of: Painted): Painted =>
    Object.fromEntries(names.map((name) => [name, of[name]])) as unknown as Painted;
  let own: Painted | undefined;
  return {
    get volume() {
      if (own) return grey;
      const { upColor: up, downColor: down } = candles.options();
      return volumeColors ?? { up, down };
    },
    turn: (isStale) => {
      if (isStale === (own !== undefined)) return false;
      const now = pick(candles.options());
      const before = own;
      own = isStale ? now : undefined;
      // A colour that was changed meanwhile, as by another theme, stays.
      const back = names.map((name) => [name, now[name] === stale[name] ? before?.[name] : now[name]]);
      candles.applyOptions(isStale ? stale : Object.fromEntries(back));
      return true;
    },
  };
}
