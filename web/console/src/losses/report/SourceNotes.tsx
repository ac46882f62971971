import { useTranslation } from "react-i18next";
import type { Report } from "../../api/report";
import { number } from "../../format/number";
import css from "./report.module.css";
import { Section } from "./Section";
import { lookedFor, reasonName, ruleName, untoldName } from "./sentences";

/** What was read and what was not: doubled and rejected rows, calls left out, and what the source cannot tell. */
export function SourceNotes({ report }: { report: Report }) {
  const { t, i18n } = useTranslation();
  const { source, exclusions, rejected, still_open = 0 } = report;
  const left = exclusions.filter((one) => one.calls > 0);
  const list = left.map((one) => `${ruleName(one.rule, t)} — ${number(one.calls, i18n.language)}`).join(", ");
  const unsure = source.too_little_for.map((kind) => lookedFor(kind, t)).join("; ");
  return (
    <Section title={t("report.source")}>
      <div className={css.notes}>
        {still_open > 0 && <p>{t("report.still_open", { count: still_open })}</p>}
        {source.doubled > 0 && (
          <p>
            {t("report.doubled", { count: source.doubled })}{" "}
            {!!source.overlapping && t("report.overlapping", { count: source.overlapping })}
          </p>
        )}
        {left.length > 0 && <p>{t("report.excluded_calls", { list })}</p>}
        {unsure && <p>{t("report.too_little", { about: unsure })}</p>}
        {source.cannot_tell.length > 0 && (
          <div>
            <p>{t("report.cannot_lead")}</p>
            <ul className={css.untold}>
              {source.cannot_tell.map((what) => (
                <li key={what}>{untoldName(what, t)}</li>
              ))}
            </ul>
          </div>
        )}
        {source.rejected > 0 && <Rejected rows={rejected} total={source.rejected} />}
      </div>
    </Section>
  );
}

function Rejected({ rows, total }: { rows: Report["rejected"]; total: number }) {
  const { t, i18n } = useTranslation();
  const shown = number(rows.length, i18n.language);
  const several = rows.some((one) => one.file !== undefined);
  return (
    <details className={css.rejected}>
      <summary>{t("report.rejected", { count: total })}</summary>
      {rows.length < total && (
        <p className="muted">{t("report.rejected_shown", { shown, total: number(total, i18n.language) })}</p>
      )}
      <div className={css.rejectedRows} tabIndex={0} role="region" aria-label={t("report.rejected", { count: total })}>
        <table className={css.table}>
          <thead>
            <tr>
              {several && <th scope="col">{t("report.rejected_column.file")}</th>}
              <th scope="col">{t("report.rejected_column.row")}</th>
              <th scope="col">{t("report.rejected_column.reason")}</th>
              <th scope="col">{t("report.rejected_column.text")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={`${one.file} ${one.row}`}>
                {several && <td className={css.raw}>{one.file}</td>}
                <td className="figures">{one.row}</td>
                <td>{reasonName(one.reason, t)}</td>
                <td className={css.raw}>{one.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
