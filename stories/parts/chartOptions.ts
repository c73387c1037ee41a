// How the chart looks: the stylesheet's colours, and times in the reader's zone.
import { type ChartOptions, ColorType, CrosshairMode, type DeepPartial, type Time } from "lightweight-charts";

/** The stylesheet's colours as they hold at an element. A canvas cannot read custom properties itself. */
export function chartPalette(element: Element) {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    up: read("--buy"),
    down: read("--sell"),
    text: read("--muted"),
    line: read("--line"),
    panel: read("--panel"),
    font: style.fontFamily,
  };
}

const MINUTES = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY_AND_MINUTES = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

export function chartOptions(palette: ReturnType<typeof chartPalette>): DeepPartial<ChartOptions> {
  const { text, line, panel, font } = palette;
  return {
    autoSize: true,
    // The logo links to TradingView, as the licence asks.
    layout: {
      background: { type: ColorType.Solid, color: panel },
      textColor: text,
      fontFamily: font,
      fontSize: 11,
      attributionLogo: true,
    },
    grid: { vertLines: { color: `${line}80` }, horzLines: { color: `${line}80` } },
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderColor: line },
    timeScale: {
      borderColor: line,
      timeVisible: true,
      tickMarkFormatter: (time: Time) => MINUTES.format(Number(time) * 1_000),
    },
    localization: { timeFormatter: (time: Time) => DAY_AND_MINUTES.format(Number(time) * 1_000) },
  };
}
