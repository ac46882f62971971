import { useTranslation } from "react-i18next";
import type { Metric } from "../../api/report";
import css from "./report.module.css";
import { metricSample, metricValue, metricWords } from "./sentences";

/** Every figure with what it means and over how many calls or people it was counted. */
export function Metrics({ metrics }: { metrics: Metric[] }) {
  const { t, i18n } = useTranslation();
  return (
    <dl className={css.metrics}>
      {metrics.map((one) => {
        const { title, means } = metricWords(one, t);
        return (
          <div key={one.name}>
            <dt>{title}</dt>
            <dd className={css.metricValue}>{metricValue(one, t, i18n.language)}</dd>
            <dd className={css.metricMeans}>{means}</dd>
            <dd className={css.metricSample}>{metricSample(one, t)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
