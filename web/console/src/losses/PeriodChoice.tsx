import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./losses.module.css";
import { type LossesSearch, SPANS, stretchAsked } from "./period";

interface PeriodChoiceProps {
  search: LossesSearch;
  change: (part: Partial<LossesSearch>) => void;
}

/** The last days, or two dates. */
export function PeriodChoice({ search, change }: PeriodChoiceProps) {
  const { t } = useTranslation();
  const own = search.from !== undefined && search.to !== undefined;
  const shown = stretchAsked(search, new Date());
  const choose = (value: string) => {
    if (value === "own") return change({ days: undefined, ...shown });
    return change({ days: SPANS.find((one) => String(one) === value), from: undefined, to: undefined });
  };
  return (
    <div className={css.period}>
      <SegmentedControl
        aria-label={t("losses.period.label")}
        value={own ? "own" : String(search.days ?? 30)}
        onChange={choose}
        data={[
          ...SPANS.map((span) => ({ value: String(span), label: t(`losses.period.days${span}`) })),
          { value: "own", label: t("losses.period.own") },
        ]}
      />
      {own &&
        (["from", "to"] as const).map((end) => (
          <label key={end} className={css.date}>
            {t(`losses.period.${end}`)}
            <input
              type="date"
              value={shown[end]}
              onChange={(event) => event.currentTarget.value && change({ ...shown, [end]: event.currentTarget.value })}
            />
          </label>
        ))}
    </div>
  );
}
