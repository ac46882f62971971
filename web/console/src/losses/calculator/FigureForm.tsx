import { SegmentedControl, UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Report, TypedFigures } from "../../api/report";
import { roubles } from "../../format/number";
import css from "./calculator.module.css";
import { FigureField } from "./FigureField";
import { FINER, FIRST, type FigureName, type Period, PERIODS } from "./figures";

interface FigureFormProps {
  figures: TypedFigures;
  period: Period;
  setFigure: (name: FigureName, value: number) => void;
  setPeriod: (period: Period) => void;
  report: Report | undefined;
}

export function FigureForm({ figures, period, setFigure, setPeriod, report }: FigureFormProps) {
  const { t } = useTranslation();
  const [fine, setFine] = useState(false);
  const hintOf = (name: FigureName) =>
    name === "missed" ? t("calculator.hint.missed", { count: figures.people }) : t(`calculator.hint.${name}`);
  const field = (name: FigureName) => (
    <FigureField key={name} name={name} figures={figures} hint={hintOf(name)} onChange={setFigure} />
  );
  return (
    <section className={css.form} aria-labelledby="figures">
      <div className={css.formHead}>
        <h2 id="figures">{t("calculator.figures")}</h2>
        <SegmentedControl
          aria-label={t("calculator.period.label")}
          value={period}
          onChange={(next) => setPeriod(next as Period)}
          data={PERIODS.map((value) => ({ value, label: t(`calculator.period.${value}`) }))}
        />
      </div>
      <div className={css.fields}>{FIRST.map(field)}</div>
      <UnstyledButton
        className={css.finer}
        aria-expanded={fine}
        aria-controls="finer"
        onClick={() => setFine((before) => !before)}
      >
        <IconChevronDown size={16} aria-hidden="true" data-open={fine} />
        {t(fine ? "calculator.coarser" : "calculator.finer")}
      </UnstyledButton>
      <div id="finer" className={css.fields} hidden={!fine}>
        {FINER.map(field)}
      </div>
      <Strip report={report} />
    </section>
  );
}

/** On a phone the result is below the sliders; this keeps it in sight while they move. Said in full there. */
function Strip({ report }: { report: Report | undefined }) {
  const { t, i18n } = useTranslation();
  if (!report?.net) return null;
  return (
    <p className={css.strip} aria-hidden="true">
      <span>{t("calculator.lost_short")}</span>
      <span>
        <s>{roubles(report.gross.amount ?? 0, i18n.language)}</s>{" "}
        <strong>{roubles(report.net.median, i18n.language)}</strong>
      </span>
    </p>
  );
}
