// The look of the chart: the stylesheet's colours, prices as on the rest of the page, and times in the reader's zone.
import {
  type ChartOptions,
  ColorType,
  CrosshairMode,
  type DeepPartial,
  TickMarkType,
  type Time,
} from "lightweight-charts";
import type { Market } from "o2-react";
import { formatMoment, LOCALE } from "./format.ts";

export type Palette = ReturnType<typeof chartPalette>;

/**
 * The stylesheet's colours, which a canvas cannot read itself. They are the page's and not the panel's: a stale panel turns its colours to
 * grey, and a canvas painted with those would stay grey.
 */
export function chartPalette(element: Element) {
  const page = getComputedStyle(element.closest(".screen, .stage") ?? element.ownerDocument.documentElement);
  const read = (name: string) => page.getPropertyValue(name).trim();
  return {
    up: read("--buy"),
    down: read("--sell"),
    text: read("--muted"),
    line: read("--line"),
    panel: read("--panel"),
    font: getComputedStyle(element).fontFamily,
  };
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const MINUTES = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
/** The time of day, or the date at the beginning of a day. */
function formatTick(time: Time, type: TickMarkType): string {
  const at = Number(time) * 1_000;
  const text = MINUTES.format(at);
  return type <= TickMarkType.DayOfMonth || text === "00:00" ? DAY.format(at) : text;
}

/** Prices of a chart are floats, and are written like the exact ones of the page. */
export function chartPrices({ quote: { max_precision: places } }: Market) {
  const prices = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: places, maximumFractionDigits: places });
  return { type: "custom", minMove: 10 ** -places, formatter: (price: number) => prices.format(price) } as const;
}

export function chartOptions(palette: Palette): DeepPartial<ChartOptions> {
  const { text, line, panel, font } = palette;
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: panel },
      textColor: text,
      fontFamily: font,
      fontSize: 11,
      // The logo would cover the bars. The licence asks for a link and a notice, which are below the chart.
      attributionLogo: false,
    },
    grid: { vertLines: { color: `${line}80` }, horzLines: { color: `${line}80` } },
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderColor: line },
    timeScale: {
      borderColor: line,
      timeVisible: true,
      tickMarkFormatter: formatTick,
    },
    localization: { timeFormatter: (time: Time) => formatMoment(Number(time) * 1_000) },
  };
}
