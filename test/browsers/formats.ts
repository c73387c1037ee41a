// Amounts as text, the same in a page and in Node: integers beyond 2^53, and more decimals than a double can hold.
import { createFormat, type FormatOptions, formatPrice, formatQuantity, type Market } from "o2-react/client";

const AMOUNTS = [
  0n,
  1n,
  999n,
  -1_234_567_890n,
  2n ** 53n + 1n,
  -(2n ** 63n) - 1n,
  2n ** 64n - 1n,
  123_456_789_012_345_678_901_234_567_890_123_456_789n,
];

const OPTIONS: readonly FormatOptions[] = [
  {},
  { useGrouping: false },
  { maximumFractionDigits: 2 },
  { maximumFractionDigits: 3, roundingMode: "floor" },
  { minimumFractionDigits: 0, maximumFractionDigits: 18, signDisplay: "exceptZero" },
  { minimumFractionDigits: 2, trailingZeroDisplay: "stripIfInteger" },
];

/** The decimals of an asset, and the decimals that an order may have. */
const PRECISIONS = [
  [9, 9],
  [18, 18],
  [6, 4],
  [0, 0],
] as const;

/** Every amount in every format, and each full format parsed back. */
export function formats(market: Market, locale: string): string[] {
  return PRECISIONS.flatMap(([decimals, max_precision]) => {
    const asset = { decimals, max_precision };
    const one = { ...market, base: { ...market.base, ...asset }, quote: { ...market.quote, ...asset } };
    const written = OPTIONS.flatMap((options) => {
      const format = createFormat(one, { ...options, locale });
      return AMOUNTS.flatMap((amount) => [format.price(amount), format.quantity(amount)]);
    });
    return [...written, ...AMOUNTS.flatMap((amount) => readBack(one, amount, locale))];
  });
}

function readBack(market: Market, amount: bigint, locale: string): string[] {
  const { parsePrice, parseQuantity } = createFormat(market, { locale });
  const read = (parse: (text: string) => bigint, text: string): string => {
    try {
      return String(parse(text));
    } catch (error) {
      return String(error);
    }
  };
  return [
    read(parsePrice, formatPrice(market, amount, { locale })),
    read(parseQuantity, formatQuantity(market, amount, { locale })),
  ];
}
