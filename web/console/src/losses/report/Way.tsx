import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { WaterfallLine } from "../../api/report";
import { roubles } from "../../format/number";
import css from "./report.module.css";
import { wayCount, wayWords } from "./sentences";
import { type Bar, barsOf } from "./steps";

/** The way from gross to net: every line says what is taken off, and why. */
export function Way({ lines }: { lines: WaterfallLine[] }) {
  const { t } = useTranslation();
  return (
    <table className={css.way}>
      <thead>
        <tr>
          <th scope="col">{t("report.way.of")}</th>
          <td aria-hidden="true" />
          <th scope="col" className={css.end}>
            {t("report.way.amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {barsOf(lines).map((bar) => (
          <WayLine key={bar.line.what} bar={bar} />
        ))}
      </tbody>
    </table>
  );
}

function WayLine({ bar: { line, kind, from, to } }: { bar: Bar }) {
  const { t, i18n } = useTranslation();
  const { title, why } = wayWords(line.what, t);
  const count = wayCount(line.what, line.count, t);
  const style = { "--from": `${from * 100}%`, "--to": `${to * 100}%` } as CSSProperties;
  return (
    <tr data-kind={kind}>
      <th scope="row">
        <span className={css.wayTitle}>
          {title}
          {count && <span className={css.wayCount}> · {count}</span>}
        </span>
        <span className={css.wayWhy}>{why}</span>
      </th>
      <td className={css.wayPicture} aria-hidden="true">
        <span className={css.wayBar} style={style} />
      </td>
      <td className={`${css.end} figures`}>{roubles(line.amount, i18n.language)}</td>
    </tr>
  );
}
