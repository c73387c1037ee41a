/** The candles of all charts: a day of them. Server and hooks must ask for the same, or the first paint has no chart. */
export const CHART = { resolution: "15m", limit: 96 } as const;
