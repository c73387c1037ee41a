// Counts that components make of themselves. Their page's harness reads them.

export const counts = {
  /** Commits of the ladder. */
  commits: 0,
  /** Renders of a component that follows only the quiet market. */
  otherRenders: 0,
};
