// Whether a feed or a session that another copy of this library made can be used by this one. Knows nothing of either.
import { CONTRACT, type Kind, makerOf, VERSION } from "./brand.ts";
import { O2InputError } from "./errors.ts";

/**
 * A thing that this copy of the library can use, whichever copy made it.
 * @throws O2InputError for one of a version with another contract, or of none.
 */
export function usable<T>(kind: Kind, thing: T): T {
  const maker = makerOf(thing, kind);
  if (maker?.contract === CONTRACT) return thing;
  throw new O2InputError(
    kind,
    `it was made by ${maker ? `o2-react ${maker.version}` : "no o2-react"}; o2-react ${VERSION} cannot use it. Use one version.`,
  );
}
