import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Report, Terms, TypedFigures } from "../../api/report";
import { useTitle, Waiting } from "../../components/Page";
import { sayProblem } from "../../components/problem";
import { FileSection } from "../files/FileSection";
import { sayAhead, sayMoney, sayPeople } from "../report/sentences";
import { Verdict } from "../report/Verdict";
import { Way } from "../report/Way";
import css from "./calculator.module.css";
import { FigureForm } from "./FigureForm";
import type { Period } from "./figures";
import { PublicFrame } from "./PublicFrame";
import { useCalculation } from "./useCalculation";
import { useFigures } from "./useFigures";

const route = getRouteApi("/calculator");

/** How strangers meet Otklik: what missed calls cost, by six figures or by a file of calls. */
export function CalculatorPage() {
  const { t } = useTranslation();
  const { language, ...asked } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle(t("calculator.title"));
  const form = useFigures(asked, (next) => {
    void navigate({ search: { language, ...next }, replace: true, resetScroll: false });
  });
  const { report, error } = useCalculation(form.figures);
  return (
    <PublicFrame
      onLanguage={(chosen) =>
        void navigate({ search: { ...asked, language: chosen }, replace: true, resetScroll: false })
      }
    >
      <div className={css.hero}>
        <h1>{t("calculator.title")}</h1>
        <p>{t("calculator.lead")}</p>
      </div>
      <div className={css.columns}>
        <FigureForm {...form} report={report} />
        <div className={css.result} aria-live="polite" aria-atomic="true">
          {report ? <Result report={report} period={form.period} /> : !error && <Waiting lines={6} height={56} />}
          {error !== null && <p role="alert">{t("calculator.failed", { problem: sayProblem(error, t) })}</p>}
        </div>
      </div>
      {report && (
        <section className={css.section} aria-labelledby="way">
          <h2 id="way">{t("calculator.way")}</h2>
          <p className={css.lead}>{t("calculator.way_lead")}</p>
          <Way lines={report.waterfall} />
        </section>
      )}
      <FileSection
        terms={termsOf(form.figures)}
        title={t("files.title")}
        lead={t("files.lead")}
        termsNote={t("files.terms")}
      />
    </PublicFrame>
  );
}

function Result({ report, period }: { report: Report; period: Period }) {
  const { t, i18n } = useTranslation();
  return (
    <Verdict report={report}>
      <p className={css.sentence}>
        {sayPeople(report, t)} {sayMoney(report, t, i18n.language, period)}
      </p>
      {report.net && report.net.median > 0 && (
        <p className={css.ahead}>{sayAhead(report.net.median, period, t, i18n.language)}</p>
      )}
    </Verdict>
  );
}

const termsOf = ({ cheque, margin, p_served, p_unserved }: TypedFigures): Terms => ({
  cheque,
  margin,
  p_served,
  p_unserved,
});
