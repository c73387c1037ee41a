// A book that SWR reads once a second.
import useSWR from "swr";

const read = () => fetch("/depth").then((response) => response.json());

export function Page() {
  const { data } = useSWR("depth", read, { refreshInterval: 1_000 });
  return data?.bids.map(({ price }) => `${price} `);
}
