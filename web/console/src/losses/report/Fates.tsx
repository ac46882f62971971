import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { Report } from "../../api/report";
import { percent } from "../../format/number";
import css from "./report.module.css";

const FATES = ["served", "rang_again", "called_back", "unrecovered"] as const;

/** What became of the people, as parts of one strip, and the same in words. */
export function Fates({ report }: { report: Report }) {
  const { t, i18n } = useTranslation();
  const all = FATES.reduce((sum, fate) => sum + report[fate], 0);
  if (all === 0) return null;
  return (
    <div className={css.fates}>
      <h3>{t("report.people")}</h3>
      <div className={css.strip} aria-hidden="true">
        {FATES.map((fate) => (
          <span key={fate} data-fate={fate} style={{ "--part": report[fate] } as CSSProperties} />
        ))}
      </div>
      <ul className={css.legend}>
        {FATES.map((fate) => (
          <li key={fate}>
            <span className={css.swatch} data-fate={fate} aria-hidden="true" />
            {t(`report.fate.${fate}`)}
            <strong className="figures"> {t("report.counted.people", { count: report[fate] })}</strong>
            <span className="muted figures"> {percent(report[fate] / all, i18n.language)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
