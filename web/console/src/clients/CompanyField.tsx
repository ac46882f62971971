import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Id, Ref } from "../api/types";

interface CompanyFieldProps {
  value: Id;
  /** Companies that may be shown before anything was searched. */
  known: Ref[];
  onChange: (company: Id) => void;
}

/** A company found by its name or taxpayer number. */
export function CompanyField({ value, known, onChange }: CompanyFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 200);
  const found = useQuery({
    queryKey: ["companies", "found", asked],
    queryFn: () => api.companies(asked),
    placeholderData: keepPreviousData,
  });
  const companies = new Map([...known, ...(found.data?.items ?? [])].map((one) => [one.id, one.name]));
  return (
    <Select
      label={t("clients.company")}
      placeholder={t("companies.search")}
      searchable
      required
      value={value || null}
      data={[...companies].map(([id, name]) => ({ value: id, label: name }))}
      filter={({ options }) => options}
      onSearchChange={setText}
      onChange={(company) => onChange(company ?? "")}
      nothingFoundMessage={t("companies.nothing")}
    />
  );
}
