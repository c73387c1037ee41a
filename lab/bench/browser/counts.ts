// What components count about themselves, read by the harness of their page.

export const counts = {
  /** Commits of the ladder. */
  commits: 0,
  /** Renders of a component that follows only the quiet market. */
  otherRenders: 0,
};
