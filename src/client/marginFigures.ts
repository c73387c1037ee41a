// The positions of a margin account and its distance from liquidation, by the exchange's own formulas. Pure; whole numbers alone.
import type {
  MarginBalance,
  MarginFigures,
  MarginPosition,
  MarginPrice,
  MarginRisk,
  MarginSession,
  MarginState,
  MarginTier,
  MarginVenue,
} from "./marginEntities.ts";

/** The unit of rates: hundredths of a percent. */
const WHOLE = 10_000n;

/** The decimals of the oracle's prices. */
const PRICE_DECIMALS = 18;

/** An account of which all that the figures need is known. */
interface Priced {
  readonly state: MarginState;
  readonly session: MarginSession;
  readonly tier: MarginTier;
  /** The collateral asset's id. */
  readonly collateral: string;
}

/**
 * Works out the positions of a margin account, what it is worth, and how far it is from liquidation.
 * @param venue the network's margin venue, which names the collateral asset: without it there are only positions.
 */
export function marginFigures(state: MarginState, venue: MarginVenue | undefined): MarginFigures {
  const collateral = venue?.collateral_asset_id;
  const positions = state.balances.map((balance) => position(state, balance, collateral));
  const { session, tier } = state;
  const isKnown = positions.every(({ quantity, value }) => quantity === 0n || value !== undefined);
  if (!session || !tier || collateral === undefined || !isKnown) return { positions, risk: undefined };
  return { positions, risk: risk({ state, session, tier, collateral }, venue?.stress_band_bps) };
}

function risk(priced: Priced, stressBand: bigint | undefined): MarginRisk {
  const { state, tier, collateral } = priced;
  const equity = equityAt(priced, 0n);
  const value = equity + tier.k;
  const stressedValue = equityAt(priced, stressBand ?? tier.price_band_bps) + tier.k;
  const [liquidationLine, freezeLine] = lines(state, tier);
  return {
    equity,
    value,
    liquidationLine,
    isLiquidatable: value <= liquidationLine,
    stressedValue,
    freezeLine,
    isFrozen: stressedValue < freezeLine,
    stalePrices: state.balances
      .filter((balance) => balance.asset_id !== collateral && quantityOf(balance) !== 0n)
      .filter(({ asset_id }) => priceOf(state, asset_id)?.stale)
      .map(({ asset_id }) => asset_id),
  };
}

/** The equity at prices that are worse by a band. The debt of the collateral asset is what was drawn. */
function equityAt({ state, session, collateral }: Priced, band: bigint): bigint {
  const { collateral: posted, drawn_quote, fees_accrued } = session;
  const assets = state.balances.map((balance) =>
    balance.asset_id === collateral
      ? holdingOf(balance)
      : (worthOf(quantityOf(balance), priceOf(state, balance.asset_id), state.collateral_decimals, band) ?? 0n),
  );
  return assets.reduce((sum, each) => sum + each, posted - drawn_quote - fees_accrued);
}

/** The lines at which liquidation begins, and below which an account may only close. */
function lines({ rollover }: MarginState, tier: MarginTier): readonly [liquidation: bigint, freeze: bigint] {
  const { line, k, threshold, maintenance, open_buffer, turbo } = tier;
  const losses = turbo?.max_loss_bps ?? [];
  // Without rollovers the session is on the terms from before.
  if (!rollover || losses.every((each) => each === 0n)) return [threshold, k + open_buffer];
  const last = BigInt(losses.length - 1);
  const used = rollover.rollovers_used < last ? rollover.rollovers_used : last;
  const floor = line - (line * (losses[Number(used)] ?? 0n)) / WHOLE;
  const liquidation = floor > 0n ? floor : 0n;
  return [liquidation, liquidation + open_buffer - maintenance];
}

function position(state: MarginState, balance: MarginBalance, collateral: string | undefined): MarginPosition {
  const { asset_id } = balance;
  const quantity = quantityOf(balance);
  const isCollateral = asset_id === collateral;
  const value = isCollateral ? quantity : worthOf(quantity, priceOf(state, asset_id), state.collateral_decimals, 0n);
  return { asset_id, quantity, value };
}

function holdingOf({ on_account, received, locked, settled }: MarginBalance): bigint {
  return on_account + received + locked + settled;
}

function quantityOf(balance: MarginBalance): bigint {
  return holdingOf(balance) - balance.debt;
}

function priceOf({ prices }: MarginState, asset: string): MarginPrice | undefined {
  return prices.find(({ asset_id }) => asset_id === asset);
}

/** The value in collateral, rounded against the holder: long at the bid, short at the ask, each worse by the band. */
function worthOf(
  quantity: bigint,
  price: MarginPrice | undefined,
  collateralDecimals: number,
  band: bigint,
): bigint | undefined {
  if (!price) return undefined;
  const exponent = BigInt(PRICE_DECIMALS + price.asset_decimals - collateralDecimals);
  const up = exponent < 0n ? 10n ** -exponent : 1n;
  const down = WHOLE * (exponent > 0n ? 10n ** exponent : 1n);
  if (quantity >= 0n) return (quantity * price.bid * (WHOLE - band) * up) / down;
  const worth = -quantity * price.ask * (WHOLE + band) * up;
  return -((worth + down - 1n) / down);
}
