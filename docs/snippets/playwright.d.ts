// The examples' own dependency: the same runner as the one in `playwright`, which this repository has.
declare module "@playwright/test" {
  export * from "playwright/test";
}
