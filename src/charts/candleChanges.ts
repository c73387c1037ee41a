// The candles that a chart has to be told of: those from its newest one on. Pure; knows nothing of charts.
import type { Bar } from "../client/entities.ts";

/**
 * The candles that differ from the drawn ones, oldest first: the newest drawn one, where it changed, and all behind it. Candles are
 * compared by value, for what is read again may be other objects. Drawn ones that are older than all of `now` are left out of it.
 * @returns `undefined` where a chart has to be given all of them: there is an older one, or one before the newest is another than drawn.
 */
export function candleChanges(drawn: readonly Bar[], now: readonly Bar[]): readonly Bar[] | undefined {
  const last = drawn.at(-1);
  if (!last) return now.length === 0 ? [] : undefined;
  let at = now.length - 1;
  while (at >= 0 && (now[at]?.timestamp ?? 0) > last.timestamp) at -= 1;
  if (now[at]?.timestamp !== last.timestamp) return undefined;
  for (let back = 1; back <= at; back += 1) {
    if (!isSameBar(drawn[drawn.length - 1 - back], now[at - back])) return undefined;
  }
  return now.slice(isSameBar(last, now[at]) ? at + 1 : at);
}

/** Whether two candles say the same. */
function isSameBar(a: Bar | undefined, b: Bar | undefined): boolean {
  if (a === b || !a || !b) return a === b;
  return (
    a.timestamp === b.timestamp &&
    a.close === b.close &&
    a.volume === b.volume &&
    a.high === b.high &&
    a.low === b.low &&
    a.open === b.open
  );
}
