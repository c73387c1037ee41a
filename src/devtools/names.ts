// The names of ids, markets, times and amounts in the panel. Pure.
import type { O2State } from "../store/state.ts";

/** An id short enough for a table: `0x12ab…89ef`. */
export function shortId(id: string): string {
  return id.replace(/0x[0-9a-f]{64}/gi, (hex) => `${hex.slice(0, 6)}…${hex.slice(-4)}`);
}

/** A market by its pair, where the store knows it. */
export function marketName(market: string, state: O2State): string {
  return state.markets.data?.find(({ market_id }) => market_id === market)?.pair ?? shortId(market);
}

/** The time of day, to the millisecond. */
export function clock(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${parts}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** A stretch of time, in the unit that suits it. */
export function duration(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  if (size < 1_000) return `${Math.round(milliseconds)} ms`;
  if (size < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((milliseconds % 60_000) / 1_000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** An amount of text, in the unit that suits it. */
export function size(characters: number): string {
  if (characters < 1_000) return `${characters} B`;
  if (characters < 1_000_000) return `${(characters / 1_000).toFixed(1)} kB`;
  return `${(characters / 1_000_000).toFixed(1)} MB`;
}

/** A count, its thousands apart. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}
