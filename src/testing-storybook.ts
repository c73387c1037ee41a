"use client";
// o2-react/testing/storybook: stories over a simulated exchange. Needs React, knows no package of Storybook's.
export {
  SimulatedO2,
  type SimulatedO2Options,
  type SimulatedO2Props,
  type Simulation,
  useSimulation,
} from "./harness/SimulatedO2.tsx";
export { exchangeOf, type StoryContext, withO2 } from "./harness/withO2.tsx";
