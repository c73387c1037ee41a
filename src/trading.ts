// o2-react/trading: what stands between market data and an order: pure functions in bigint, with no React and no feed.
export type { CheckOrderOptions, OrderCheck, OrderProblem, OrderProblemCode } from "./trading/checkOrder.ts";
export { checkOrder } from "./trading/checkOrder.ts";
export type { DepthChart, DepthChartOptions, DepthChartPoint } from "./trading/depthChart.ts";
export { depthChart } from "./trading/depthChart.ts";
export { describeProblem } from "./trading/describeProblem.ts";
export { estimateOrder, type OrderEstimate } from "./trading/estimateOrder.ts";
export type { Ladder, LadderOptions, LadderRow, LadderSide, LadderUnit } from "./trading/ladder.ts";
export { ladder } from "./trading/ladder.ts";
export type { OrderDraft, Readings } from "./trading/orderDraft.ts";
export { type Portfolio, type PortfolioAsset, portfolio } from "./trading/portfolio.ts";
export { type Precision, precisionsOf, stepsOf } from "./trading/precisions.ts";
export { type RoundQuantityOptions, roundPrice, roundQuantity } from "./trading/round.ts";
export { type LargestQuantityOptions, largestQuantity, spendableOf } from "./trading/spendable.ts";
export { type AggregatedTrade, aggregateTrades, takerSide } from "./trading/trades.ts";
export { notional, type Rounding, stepOf, tickOf } from "./trading/units.ts";
