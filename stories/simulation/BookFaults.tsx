// Faults of single frames of the books: lost, sent twice, damaged.
import { useSimulation } from "./Simulation.tsx";

const CHANGE = "subscribe_depth_update";

export function BookFaults() {
  const { faults } = useSimulation().exchange;
  return (
    <fieldset>
      <legend>Next change of the book</legend>
      <button type="button" onClick={() => faults.withhold(CHANGE)}>
        Withhold
      </button>
      <button type="button" onClick={() => faults.duplicate(CHANGE)}>
        Say twice
      </button>
      <button type="button" onClick={() => faults.corrupt(CHANGE, (text) => text.slice(0, -9))}>
        Damage
      </button>
    </fieldset>
  );
}
