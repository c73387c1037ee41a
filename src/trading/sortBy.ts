// Rows in the order of one of their columns, and the order that the next click asks for. Pure; knows nothing of markets.

/** The value that rows are sorted by: text, an amount, a time; `undefined` where it is not known. */
export type SortValue = string | bigint | number | undefined;

/** The direction of a sort, by the words of `aria-sort`. */
export type SortOrder = "ascending" | "descending";

/** The column that rows are sorted by, and its direction. */
export interface Sort<Column> {
  readonly by: Column;
  readonly order: SortOrder;
}

/**
 * A copy of some rows in the order of a value. Amounts are compared exactly, text as in English whatever the reader's language. Rows whose
 * value is not known come last in either order; rows of the same value stay in the order in which they were given.
 *
 * @param columnOf the value of a row: of one kind in all rows.
 * @param order default `"ascending"`.
 * @example
 * const { data: summaries = [] } = useMarketSummaries();
 * const movers = sortBy(summaries, ({ changeBasisPoints }) => changeBasisPoints, "descending");
 */
export function sortBy<Row>(
  rows: readonly Row[],
  columnOf: (row: Row) => SortValue,
  order: SortOrder = "ascending",
): Row[] {
  const sign = order === "ascending" ? 1 : -1;
  return rows
    .map((row) => ({ row, value: columnOf(row) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined)
        return Number(a.value === undefined) - Number(b.value === undefined);
      return sign * compare(a.value, b.value);
    })
    .map(({ row }) => row);
}

/**
 * The sort after a click on a column's head: the other direction of the same column, or another column from its greatest value down.
 *
 * @example
 * const sort = nextSort({ by: "pair", order: "ascending" }, "change"); // { by: "change", order: "descending" }
 */
export function nextSort<Column>(sort: Sort<Column>, by: Column): Sort<Column> {
  return { by, order: sort.by === by && sort.order === "descending" ? "ascending" : "descending" };
}

function compare(a: NonNullable<SortValue>, b: NonNullable<SortValue>): number {
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b, "en");
  return a < b ? -1 : a > b ? 1 : 0;
}
