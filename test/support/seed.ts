// Property tests begin from one seed, so that the same commit gives the same result everywhere. Another seed tries
// other inputs:
// O2_REACT_SEED=5 npx vitest run --project unit.
import fc from "fast-check";

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.O2_REACT_SEED ?? 2_026) });
