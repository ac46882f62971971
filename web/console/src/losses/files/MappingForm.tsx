import { Button, NativeSelect } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Mapping, MappingNeeded, Meaning } from "../../api/report";
import css from "./files.module.css";
import { choose, FIELDS, missing, padded } from "./mapping";

const ORDERS = ["day_first", "month_first"] as const;

interface MappingFormProps {
  /** What the file is called: it may be one of several. */
  name: string;
  needed: MappingNeeded;
  onCount: (mapping: Mapping) => void;
}

/** A table we do not know: its first rows, and over each column what we take it for. */
export function MappingForm({ name, needed, onCount }: MappingFormProps) {
  const { t } = useTranslation();
  const columns = columnsOf(needed);
  const [mapping, setMapping] = useState(() => padded(needed.guess.mapping, columns.length));
  const lacking = missing(mapping);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacking.length === 0) onCount(mapping);
  };
  const needs = lacking.map((need) => t(`mapping.need.${need}`)).join("; ");
  return (
    <form className={css.mapping} onSubmit={submit} aria-labelledby="mapping">
      <h2 id="mapping">{t("mapping.title")}</h2>
      <p className={css.lead}>{t("mapping.lead", { name })}</p>
      <div className={css.sample} tabIndex={0} role="region" aria-label={t("mapping.sample")}>
        <table>
          <thead>
            <tr>
              {columns.map((name, column) => (
                <th key={column} scope="col">
                  {name || t("mapping.nameless", { place: column + 1 })}
                  <MeaningSelect
                    column={name || String(column + 1)}
                    value={mapping.columns[column] ?? "ignored"}
                    onChange={(meaning) => setMapping(choose(mapping, column, meaning))}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {needed.sample.map((row, place) => (
              <tr key={place}>
                {columns.map((_, column) => (
                  <td key={column} data-read={mapping.columns[column] !== "ignored"}>
                    {row[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <NativeSelect
        className={css.dates}
        label={t("mapping.dates")}
        value={mapping.date_order}
        onChange={(event) =>
          setMapping({
            ...mapping,
            date_order: event.currentTarget.value === "month_first" ? "month_first" : "day_first",
          })
        }
        data={ORDERS.map((value) => ({ value, label: t(`mapping.date_order.${value}`) }))}
      />
      <p className="muted">{t("mapping.required")}</p>
      <p className={css.mappingEnd}>
        <Button type="submit" size="sm" disabled={lacking.length > 0}>
          {t("mapping.count")}
        </Button>
        <span role="status">{lacking.length > 0 && t("mapping.missing", { names: needs })}</span>
      </p>
    </form>
  );
}

/** A table without headings has columns all the same. */
function columnsOf({ columns, sample }: MappingNeeded): string[] {
  const widest = Math.max(columns.length, ...sample.map((row) => row.length));
  return Array.from({ length: widest }, (_, column) => columns[column] ?? "");
}

interface MeaningProps {
  column: string;
  value: Meaning;
  onChange: (meaning: Meaning) => void;
}

function MeaningSelect({ column, value, onChange }: MeaningProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      mt={4}
      size="sm"
      aria-label={t("mapping.column", { column })}
      value={value}
      onChange={(event) => onChange(FIELDS.find((field) => field === event.currentTarget.value) ?? "ignored")}
      data={[
        { value: "ignored", label: t("mapping.skip") },
        ...FIELDS.map((field) => ({ value: field, label: t(`mapping.field.${field}`) })),
      ]}
    />
  );
}
