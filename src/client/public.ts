// The names that o2-react and o2-react/client both have: the vocabulary, the errors, the formats.
export type { ActiveOrders } from "./activeOrders.ts";
export type { AmountParts, AmountWriter } from "./amountWriter.ts";
export type { FormatAsset } from "./assets.ts";
export type { Books } from "./books.ts";
export { type CompactOptions, createCompactFormat, formatCompact } from "./compactFormat.ts";
export type { Connection } from "./connection.ts";
export type { DayRead } from "./dayReads.ts";
export * from "./entities.ts";
export type { InputErrorCode, InputFault } from "./errors.ts";
export { isO2Error, O2CallbackError, O2ConnectionError, O2Error, O2InputError, O2RestError } from "./errors.ts";
export type { ClientCounters, ClientEvent, WireFrame } from "./events.ts";
export {
  O2BookError,
  O2FrameError,
  O2LimitError,
  O2OverflowError,
  O2ServerError,
  O2TimeoutError,
} from "./feedErrors.ts";
export type { AmountFormat, MarketFormat } from "./format.ts";
export {
  createAmountFormat,
  createFormat,
  formatAmount,
  formatPrice,
  formatQuantity,
  parseAmount,
  parsePrice,
  parseQuantity,
} from "./format.ts";
export type { FormatOptions, NumberOptions } from "./formatOptions.ts";
export { FREQUENCIES, type Frequency } from "./frequencies.ts";
export type { IdentityRef, MarketRef } from "./ids.ts";
export type { Timings } from "./link.ts";
export * from "./networks.ts";
export type { O2WebSocketOptions } from "./options.ts";
export type { AccountRef, MarginAccountKey, MarginAccountRef, WalletRef } from "./owners.ts";
export { findMarket } from "./pairs.ts";
export type { ReadSummary } from "./parseSummary.ts";
export { createPercentFormat, formatPercent, type PercentOptions, parsePercent } from "./percentFormat.ts";
export * from "./protocol.ts";
export type { ReadOptions } from "./request.ts";
export type { RestOptions } from "./restSettings.ts";
export type { RoundingMode } from "./rounding.ts";
export type { Session } from "./session.ts";
export type { Slot } from "./wire.ts";
