// A wallet, its trade account and that account's margin accounts, as an application names them: none may stand in another's place.
import type { Identity } from "./entities.ts";
import { O2InputError } from "./errors.ts";
import { refuse, toCount, toIdentity } from "./ids.ts";

/** A wallet: its address, or the identity with it. 32-byte hex, any case, `0x` optional. */
export type WalletRef = string | { readonly Address: string };

/** A trade account: its id, or the identity with it. 32-byte hex, any case, `0x` optional. */
export type AccountRef = string | { readonly ContractId: string };

/** A margin account: its id, or the identity with it; or its place among its parent's, from 0. */
export type MarginAccountRef = AccountRef | number;

/** A margin account by its id or its place, and its parent where that was given. Ids are canonical. */
export interface MarginAccountKey {
  readonly account: string | number;
  readonly parent?: string;
}

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

/** The last place that a margin account may have. */
const LAST_PLACE = 255;

/**
 * A margin account as it was named.
 * @throws O2InputError for a wallet in its or its parent's place, for a place without a parent, for the parent itself, and for what is
 * none of these.
 */
export function toMarginAccount(account: MarginAccountRef, parent: AccountRef | null | undefined): MarginAccountKey {
  const of = parent == null ? {} : { parent: idOf(only("parent", "ContractId", parent, PARENT)) };
  if (typeof account !== "number") {
    const child = idOf(only("account", "ContractId", account, MARGIN));
    if (child !== of.parent) return { account: child, ...of };
    throw new O2InputError(
      "account",
      "it is the parent itself. Expected the id of its margin account, or its place, from 0.",
      {
        code: "conflict",
        value: account,
      },
    );
  }
  toCount("account", account, 0, LAST_PLACE);
  if (of.parent !== undefined) return { account, ...of };
  throw new O2InputError(
    "parent",
    `it is missing beside account: ${account}, which is a place among a trade account's margin accounts. Pass that trade account as parent, or the margin account's id as account.`,
    { value: parent },
  );
}

function idOf(identity: Identity): string {
  return "ContractId" in identity ? identity.ContractId : identity.Address;
}

/** The accounts and wallets that a parameter may be, and what takes another one. */
interface Kind {
  readonly is: string;
  readonly other: "Address" | "ContractId";
  readonly isOther: string;
  /** The parameter that takes the other one; there is none for a wallet where its account is wanted. */
  readonly as?: string;
  /** The advice for it instead. */
  readonly hint?: string;
}

const KINDS: { readonly [key in "Address" | "ContractId"]: Kind } = {
  Address: { is: "a wallet", other: "ContractId", isOther: "is a trade account", as: "account" },
  ContractId: { is: "a trade account", other: "Address", isOther: "is a wallet", as: "owner" },
};

const HINT = "useAccount by its owner tells its accounts";
const PARENT: Kind = { is: "a trade account", other: "Address", isOther: "is a wallet", hint: HINT };
const MARGIN: Kind = { is: "a margin account", other: "Address", isOther: "is a wallet", hint: HINT };

function only(parameter: string, key: "Address" | "ContractId", value: unknown, kind: Kind = KINDS[key]): Identity {
  const { is, other, isOther, as, hint = `Pass it as ${as}` } = kind;
  const given: Readonly<Record<string, unknown>> =
    typeof value === "object" && value !== null ? { ...value } : { [key]: value };
  if (given[other] != null) {
    const shown = JSON.stringify(value).slice(0, 100);
    throw new O2InputError(
      parameter,
      `${shown} ${isOther}, where ${is} is expected. ${hint}, or ${is} here: { ${key}: "0x…" } or its hex alone.`,
      { code: "conflict", value, allowed: as === undefined ? undefined : [as] },
    );
  }
  try {
    return toIdentity(given as Identity);
  } catch {
    return refuse(parameter, value, is, `32 bytes of hex (64 digits, with or without 0x), or { ${key}: "0x…" }`);
  }
}
