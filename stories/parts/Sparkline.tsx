// A market's last day as a small line. Its candles are read once it was in view, and not before.
import { type Market, useCandles } from "o2-react";
import { sparkline } from "o2-react/trading";
import { type RefObject, useEffect, useRef, useState } from "react";

/** A day of half hours. */
const DAY = { resolution: "30m", limit: 48 } as const;

const SIZE = { width: 96, height: 22 } as const;

export function Sparkline({ market }: { readonly market: Market }) {
  const box = useRef<SVGSVGElement>(null);
  const wasSeen = useSeen(box);
  const { data, status } = useCandles({ market, ...DAY, enabled: wasSeen });
  const [first, last] = [data?.[0]?.open ?? 0n, data?.at(-1)?.close ?? 0n];
  const tone = last > first ? "buy" : last < first ? "sell" : "";
  return (
    <svg
      ref={box}
      className={`sparkline ${tone}`}
      data-status={status}
      viewBox={`0 -1 ${SIZE.width} ${SIZE.height + 2}`}
      aria-hidden="true"
    >
      <polyline points={sparkline(data ?? [], SIZE)} />
    </svg>
  );
}

/** Whether an element was ever in view. */
function useSeen(element: RefObject<Element | null>): boolean {
  const [wasSeen, setSeen] = useState(false);
  useEffect(() => {
    if (wasSeen || !element.current) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, wasSeen]);
  return wasSeen;
}
