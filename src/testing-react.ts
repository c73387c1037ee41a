// o2-react/testing/react: components over a simulated exchange, for tests. Needs `@testing-library/react`.
export { type Far, type RenderWithO2Options, type RenderWithO2Result, renderWithO2 } from "./harness/renderWithO2.tsx";
