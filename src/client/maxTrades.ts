// The one default that components need before the engine is loaded.

/** The number of trades of a market that are kept, if the application does not say. */
export const MAX_TRADES = 500;
