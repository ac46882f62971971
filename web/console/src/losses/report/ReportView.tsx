import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Report } from "../../api/report";
import type { Doors } from "./doors";
import { Fates } from "./Fates";
import { Findings } from "./Findings";
import { Heat } from "./Heat";
import { LossTable } from "./LossTable";
import { Metrics } from "./Metrics";
import { Papers } from "./Papers";
import css from "./report.module.css";
import { formatName, sayMoney, sayPeople } from "./sentences";
import { Section } from "./Section";
import { SourceNotes } from "./SourceNotes";
import { stretchOf } from "./stretch";
import { Verdict } from "./Verdict";
import { Way } from "./Way";

const HourChart = lazy(() => import("./HourChart"));

interface ReportViewProps {
  report: Report;
  /** The file's name; nothing for the own journal. */
  name?: string;
  /** Figures lead to the calls behind them: only where those calls are in the console. */
  doors?: Doors;
}

/** A report on losses, the same for a stranger's file and for the own journal. */
export function ReportView({ report, name, doors }: ReportViewProps) {
  const { t, i18n } = useTranslation();
  const { when } = report;
  return (
    <article className={css.report} data-report aria-labelledby="report">
      <header className={css.reportHead}>
        <div>
          <h2 id="report">{name ? t("report.title", { name }) : t("report.journal")}</h2>
          <SourceLine report={report} />
        </div>
        <Papers report={report} />
      </header>
      <Verdict report={report}>
        <p className={css.sentence}>
          {sayPeople(report, t)} <strong>{sayMoney(report, t, i18n.language)}</strong>
        </p>
        <Fates report={report} />
      </Verdict>
      <Section title={t("report.losses")} lead={t("report.losses_lead")}>
        <LossTable report={report} doors={doors} />
      </Section>
      <Section title={t("finding.title")} lead={t("finding.lead")}>
        <Findings findings={report.findings} doors={doors} />
      </Section>
      {when.length > 0 && report.unrecovered > 0 && (
        <Section title={t("report.when")} lead={t("report.when_lead")}>
          <Heat when={when} what={t("report.when")} />
          <h3 className={css.chartTitle}>{t("report.when_hours")}</h3>
          <Suspense fallback={<div className={css.chart} />}>
            <HourChart when={when} />
          </Suspense>
          <p className={css.note}>{t("report.when_hours_note")}</p>
        </Section>
      )}
      {report.waterfall.length > 0 && (
        <Section title={t("report.way_title")} lead={t("calculator.way_lead")}>
          <Way lines={report.waterfall} />
        </Section>
      )}
      {report.metrics.length > 0 && (
        <Section title={t("report.metrics")} lead={t("report.metrics_lead")}>
          <Metrics metrics={report.metrics} />
        </Section>
      )}
      <SourceNotes report={report} />
    </article>
  );
}

function SourceLine({ report: { source } }: { report: Report }) {
  const { t, i18n } = useTranslation();
  const stretch = stretchOf(source, i18n.language);
  const parts = [
    formatName(source.format, t),
    // The journal has events, not rows.
    ...(source.format === "journal" ? [] : [t("report.counted.rows", { count: source.rows })]),
    t("report.counted.calls", { count: source.calls }),
    ...(stretch ? [t("report.source_period", { ...stretch, zone: source.time_zone })] : []),
  ];
  return <p className="muted">{parts.join(" · ")}</p>;
}
