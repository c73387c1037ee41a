// The controls that the stories of the hooks share: the market, the account, and the traffic.

/** The markets of the simulated exchange. */
const PAIRS = ["fFUEL/fUSDC", "fETH/fUSDC", "fBTC/fUSDC"] as const;

/** The accounts of the simulated exchange that trade a little. */
const NAMES = ["Ada", "Grace", "Alan"] as const;

export interface StageArgs {
  /** The market. */
  readonly pair: (typeof PAIRS)[number];
  /** The account. */
  readonly name: (typeof NAMES)[number];
  /** Actions a second on the exchange. */
  readonly rate: number;
}

/** Without an account. */
export type MarketArgs = Omit<StageArgs, "name">;

export const marketArgTypes = {
  pair: { name: "market", options: PAIRS, control: { type: "inline-radio" } },
  rate: { name: "actions a second", control: { type: "range", min: 0, max: 400, step: 10 } },
} as const;

/** A book in rows. */
export interface BookArgs extends MarketArgs {
  /** Groups prices to multiples of 10^precision chain units. */
  readonly precision: number;
  /** Rows a side. */
  readonly levels: number;
}

export const bookArgTypes = {
  ...marketArgTypes,
  precision: { control: { type: "range", min: 1, max: 12 } },
  levels: { control: { type: "range", min: 1, max: 20 } },
} as const;

export const stageArgTypes = {
  ...marketArgTypes,
  name: { name: "account", options: NAMES, control: { type: "inline-radio" } },
} as const;
