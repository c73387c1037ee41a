// The end of a list with a past: reads the next page, or says that there is none.
import type { PagedHistory } from "o2-react";

export interface OlderProps extends PagedHistory {
  /** The name of the list's items, such as `"orders"`. */
  readonly of: string;
}

export function Older({ of, hasMore, isFetchingMore, fetchMore, fetchMoreError }: OlderProps) {
  return (
    <p className="more">
      {hasMore ? (
        <button type="button" disabled={isFetchingMore} onClick={fetchMore}>
          {isFetchingMore ? "Reading…" : `Older ${of}`}
        </button>
      ) : (
        <span className="label">No older {of}</span>
      )}
      {fetchMoreError && <span role="alert">{fetchMoreError.message}</span>}
    </p>
  );
}
