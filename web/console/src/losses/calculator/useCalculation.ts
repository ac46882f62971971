import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import * as api from "../../api/losses";
import type { Report, TypedFigures } from "../../api/report";

/** A hand moving a slider rests for longer between two thoughts (chosen). */
const REST_MS = 120;

/** The report of the figures; the one before stays until the new one is there, also when it could not be had. */
export function useCalculation(figures: TypedFigures) {
  const [asked] = useDebouncedValue(figures, REST_MS);
  const query = useQuery({
    queryKey: ["calculator", asked],
    queryFn: ({ signal }) => api.calculate(asked, signal),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  const [last, setLast] = useState<Report>();
  useEffect(() => {
    if (query.data) setLast(query.data);
  }, [query.data]);
  return { report: query.data ?? last, error: query.error, retry: () => void query.refetch() };
}
