// A wallet or its trade account, as an application names them: neither may stand in the other's place.
import type { Identity } from "./entities.ts";
import { O2InputError } from "./errors.ts";
import { refuse, toIdentity } from "./ids.ts";

/** A wallet: its address, or the identity with it. 32-byte hex, any case, `0x` optional. */
export type WalletRef = string | { readonly Address: string };

/** A trade account: its id, or the identity with it. 32-byte hex, any case, `0x` optional. */
export type AccountRef = string | { readonly ContractId: string };

/**
 * The identity of one of the two, of which the other one is nullish.
 * @throws O2InputError for an account that is given as an owner, for a wallet that is given as an account, for both at once, and for
 * what is neither.
 */
export function toOwnerOrAccount(
  owner: WalletRef | null | undefined,
  account: AccountRef | null | undefined,
): Identity {
  if (owner != null && account != null)
    throw new O2InputError("owner", "it is given beside account. Expected one of the two.", {
      code: "conflict",
      value: owner,
      allowed: ["owner", "account"],
    });
  return owner != null ? only("owner", "Address", owner) : only("account", "ContractId", account);
}

const KINDS = {
  Address: { is: "a wallet", other: "ContractId", isOther: "is a trade account", as: "account" },
  ContractId: { is: "a trade account", other: "Address", isOther: "is a wallet", as: "owner" },
} as const;

function only(parameter: string, key: "Address" | "ContractId", value: unknown): Identity {
  const { is, other, isOther, as } = KINDS[key];
  const given: Readonly<Record<string, unknown>> =
    typeof value === "object" && value !== null ? { ...value } : { [key]: value };
  if (given[other] != null) {
    const shown = JSON.stringify(value).slice(0, 100);
    throw new O2InputError(
      parameter,
      `${shown} ${isOther}, where ${is} is expected. Pass it as ${as}, or ${is} here: { ${key}: "0x…" } or its hex alone.`,
      { code: "conflict", value, allowed: [as] },
    );
  }
  try {
    return toIdentity(given as Identity);
  } catch {
    return refuse(parameter, value, is, `32 bytes of hex (64 digits, with or without 0x), or { ${key}: "0x…" }`);
  }
}
