// A margin account as the exchange says it, for a fixture. Pure.
import type { MarginAccount, MarginSession } from "../client/entities.ts";

/** The answer to a read of an account: what was worked out of it is not part of it. */
export function marginBody(account: Extract<MarginAccount, { readonly exists: true }>): object {
  const { exists: _, positions: __, risk: ___, session, ...state } = account;
  return { ...state, session: session ? sessionBody(session) : null };
}

function sessionBody({ version, isPerpetual: _, debt, ...session }: MarginSession): object {
  const body = { ...session, debt: debt.map(({ asset_id, amount }) => [asset_id, amount]) };
  return version === undefined ? body : { [version]: body };
}
