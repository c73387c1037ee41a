// A book that TanStack Query reads once a second.
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { createElement } from "react";

const client = new QueryClient();
const read = () => fetch("/depth").then((response) => response.json());

function Book() {
  const { data } = useQuery({ queryKey: ["depth"], queryFn: read, refetchInterval: 1_000 });
  return data?.bids.map(({ price }) => `${price} `);
}

export const Page = () => createElement(QueryClientProvider, { client }, createElement(Book));
