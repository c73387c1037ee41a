// Candles and their volume on series of Lightweight Charts. Takes the series as parameters and imports nothing of that library at run time.
import type { CandlestickData, HistogramData, ISeriesApi, UTCTimestamp, WhitespaceData } from "lightweight-charts";
import type { Bar, Market, Resolution } from "../client/entities.ts";
import type { Venue } from "../client/protocol.ts";
import { candleChanges } from "./candleChanges.ts";
import { emptyStarts, MOST, stretchesBetween } from "./emptyStarts.ts";
import { toFloat } from "./toFloat.ts";
import { type CandleColors, createTones, type Tones } from "./tones.ts";

/** The series to draw on, and how. */
export interface BindCandlesOptions {
  /** The series of the candles: `chart.addSeries(CandlestickSeries)`. */
  readonly candles: ISeriesApi<"Candlestick">;
  /** The series of their volume, if there is one: `chart.addSeries(HistogramSeries)`. */
  readonly volume?: ISeriesApi<"Histogram"> | undefined;
  /** The colours of the volume. Default those of the candles, by the options of their series. */
  readonly volumeColors?: CandleColors | undefined;
  /** The colours of all that is stale. Default two greys. */
  readonly staleColors?: CandleColors | undefined;
}

/** Candles to draw: a result of `useCandles`, and the market and the length that it is of. */
export interface DrawnCandles {
  readonly market: Market;
  /** The length of a candle, as `useCandles` was given it. Default `"1m"`. */
  readonly resolution?: Resolution | undefined;
  /** The venue, as `useCandles` was given it. Default `"spot"`. */
  readonly venue?: Venue | undefined;
  /** The candles, oldest first; nothing is drawn while there are none. */
  readonly data: readonly Bar[] | undefined;
  /** Whether they are drawn as stale. */
  readonly isStale: boolean;
}

/** Series that are bound to candles. */
export interface CandleBinding {
  /** Draws the present candles. To be called with every result; it does nothing for one that changes nothing. */
  draw(candles: DrawnCandles): void;
  /** Empties the series and gives them their colours back. To be called before the chart is removed; `draw` does nothing after it. */
  unbind(): void;
}

/** The largest number that the library takes. */
const LARGEST = Number.MAX_SAFE_INTEGER / 100;

const NONE: readonly Bar[] = [];

/**
 * Binds series of Lightweight Charts to what `useCandles` gives. A trade replaces the newest point or appends one, so that the part that
 * the reader looks at stays where it is; no point is ever older than the newest, which the library throws at. All points are set
 * anew only where older candles came or changed, for another market, length or venue, and, rarely, to let go of candles that the hook
 * has long let go of; the volume besides where it turns grey or back, for its points have colours of their own. A stretch without a trade
 * is an empty place, so that the axis is one of time.
 *
 * Prices and volumes are the floats nearest to the exact amounts, in whole units: the library draws floats.
 *
 * @example
 * const binding = bindCandles({ candles: candleSeries, volume: volumeSeries });
 * binding.draw({ market, resolution: "5m", data: [], isStale: false });
 * binding.unbind();
 */
export function bindCandles(options: BindCandlesOptions): CandleBinding {
  let binding: Binding | undefined = new Binding(options);
  return {
    draw: (candles) => binding?.draw(candles),
    unbind: () => {
      binding?.unbind();
      binding = undefined;
    },
  };
}

class Binding {
  readonly #candles: ISeriesApi<"Candlestick">;
  readonly #volume: ISeriesApi<"Histogram"> | undefined;
  readonly #tones: Tones;
  /** The market, venue and length that are drawn. */
  #key = "";
  /** The candles on the chart: those that were given last, and some older ones before them. */
  #drawn: readonly Bar[] = NONE;

  constructor({ candles, volume, volumeColors, staleColors }: BindCandlesOptions) {
    this.#candles = candles;
    this.#volume = volume;
    this.#tones = createTones(candles, volumeColors, staleColors);
  }

  draw({ market, resolution = "1m", venue = "spot", data = NONE, isStale }: DrawnCandles): void {
    const on: Axis = { market, resolution };
    const key = `${venue} ${market.market_id} ${resolution}`;
    const isOther = key !== this.#key;
    this.#key = key;
    const hasTurned = this.#tones.turn(isStale);
    const changes = isOther ? undefined : candleChanges(this.#drawn, data);
    if (!changes || this.#isTooLong(changes, data, resolution)) {
      this.#replace(data, on, isOther);
      return;
    }
    this.#add(changes, on);
    if (hasTurned) this.#volume?.setData(this.#drawn.map((bar) => this.#volumeOf(bar, on)));
  }

  unbind(): void {
    this.#tones.turn(false);
    this.#candles.setData([]);
    this.#volume?.setData([]);
  }

  /** Whether to add these candles would leave more on the chart than anybody was given. */
  #isTooLong(changes: readonly Bar[], data: readonly Bar[], resolution: Resolution): boolean {
    const [oldest, newest] = [this.#drawn[0], changes.at(-1)];
    if (!oldest || !newest) return false;
    const isLong = stretchesBetween(oldest.timestamp, newest.timestamp, resolution) > 2 * MOST;
    return isLong || this.#drawn.length + changes.length > 2 * data.length + 1;
  }

  /**
   * Sets all points. Those behind the newest one that is drawn are added to the others afterwards: the chart then knows that they are new,
   * and keeps a reader who looks at older ones where he is.
   */
  #replace(data: readonly Bar[], on: Axis, isOther: boolean): void {
    const last = isOther ? undefined : this.#drawn.at(-1);
    const first = (data.at(-1)?.timestamp ?? 0) - MOST * stretch(on);
    const bars = data.filter(({ timestamp }) => timestamp >= first);
    const known = last ? bars.filter(({ timestamp }) => timestamp <= last.timestamp) : bars;
    const set = known.length > 0 ? known : bars;
    this.#candles.setData(set.flatMap((bar, index) => pointsOf(bar, set[index - 1], on)));
    this.#volume?.setData(set.map((bar) => this.#volumeOf(bar, on)));
    this.#drawn = set;
    this.#add(bars.slice(set.length), on);
  }

  /** Replaces the newest point and appends others. */
  #add(changes: readonly Bar[], on: Axis): void {
    const [first] = changes;
    if (!first) return;
    const kept = this.#drawn.filter(({ timestamp }) => timestamp < first.timestamp);
    const isReplaced = kept.length < this.#drawn.length;
    changes.forEach((bar, index) => {
      // The empty places before the newest point are there already.
      const before = index === 0 && isReplaced ? undefined : (changes[index - 1] ?? kept.at(-1));
      for (const point of pointsOf(bar, before, on)) this.#candles.update(point);
      this.#volume?.update(this.#volumeOf(bar, on));
    });
    this.#drawn = [...kept, ...changes];
  }

  #volumeOf({ timestamp, open, close, volume }: Bar, { market }: Axis): HistogramData<UTCTimestamp> {
    const { up, down } = this.#tones.volume;
    return {
      time: seconds(timestamp),
      value: drawable(volume, market.base.decimals),
      color: close < open ? down : up,
    };
  }
}

/** The market and the length of candles. */
interface Axis {
  readonly market: Market;
  readonly resolution: Resolution;
}

/** The point of a candle, and the empty ones between it and the candle before. */
function pointsOf(
  { timestamp, open, high, low, close }: Bar,
  before: Bar | undefined,
  { market, resolution }: Axis,
): readonly (CandlestickData<UTCTimestamp> | WhitespaceData<UTCTimestamp>)[] {
  const { decimals } = market.quote;
  const empty = before ? emptyStarts(before.timestamp, timestamp, resolution) : [];
  return [
    ...empty.map((start) => ({ time: seconds(start) })),
    {
      time: seconds(timestamp),
      open: drawable(open, decimals),
      high: drawable(high, decimals),
      low: drawable(low, decimals),
      close: drawable(close, decimals),
    },
  ];
}

function stretch({ resolution }: Axis): number {
  return 1 / stretchesBetween(0, 1, resolution);
}

/** The library refuses larger numbers while a page is developed. */
function drawable(value: bigint, decimals: number): number {
  return Math.min(toFloat(value, decimals), LARGEST);
}

function seconds(timestamp: number): UTCTimestamp {
  return (timestamp / 1_000) as UTCTimestamp;
}
