// The one default that components need before the engine is loaded.

/** How many trades of a market are kept, if the application does not say. */
export const MAX_TRADES = 500;
