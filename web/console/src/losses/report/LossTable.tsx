import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { LossLine, Report } from "../../api/report";
import { number, roubles } from "../../format/number";
import { Door } from "./Door";
import type { Doors } from "./doors";
import css from "./report.module.css";
import { causeName, stepName } from "./sentences";
import { partsOf } from "./steps";

interface LossTableProps {
  report: Report;
  doors?: Doors;
}

/** Losses by the step left and its cause, the dearest first; the sum is the total. */
export function LossTable({ report, doors }: LossTableProps) {
  const { t, i18n } = useTranslation();
  const { losses, net } = report;
  if (losses.length === 0) return <p>{t("report.losses_none")}</p>;
  const parts = partsOf(losses);
  return (
    <table className={`${css.table} ${css.losses}`}>
      <thead>
        <tr>
          <th scope="col">{t("report.column.step")}</th>
          <td aria-hidden="true" />
          <th scope="col" className={css.end}>
            {t("report.column.people")}
          </th>
          <th scope="col" className={css.end}>
            {t("report.column.net")}
          </th>
        </tr>
      </thead>
      <tbody>
        {losses.map((line, index) => (
          <Line key={`${line.step} ${line.cause}`} line={line} part={parts[index] ?? 0} doors={doors} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t("report.column.total")}</th>
          <td aria-hidden="true" />
          <td className={`${css.end} figures`}>
            <Door doors={doors} figure={report.unrecovered}>
              {number(report.unrecovered, i18n.language)}
            </Door>
          </td>
          <td className={`${css.end} figures`}>{net ? roubles(net.median, i18n.language) : "—"}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function Line({ line, part, doors }: { line: LossLine; part: number; doors?: Doors }) {
  const { t, i18n } = useTranslation();
  const people = number(line.people, i18n.language);
  return (
    <tr>
      <th scope="row">
        <span className={css.wayTitle}>{stepName(line.step, t)}</span>
        <span className={css.wayWhy}>{causeName(line.cause, t)}</span>
      </th>
      <td className={css.wayPicture} aria-hidden="true">
        <span className={css.lossBar} style={{ "--part": `${part * 100}%` } as CSSProperties} />
      </td>
      <td className={`${css.end} figures`}>
        <Door doors={doors} figure={line.people} place={line}>
          {people}
        </Door>
      </td>
      <td className={`${css.end} figures`}>{line.net === null ? "—" : roubles(line.net, i18n.language)}</td>
    </tr>
  );
}
