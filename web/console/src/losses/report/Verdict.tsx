import { type CSSProperties, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Report } from "../../api/report";
import { about, roubles } from "../../format/number";
import css from "./report.module.css";

/** Gross and net side by side, on one scale, with the interval of the net. */
export function Verdict({ report, children }: { report: Report; children?: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { gross, net } = report;
  return (
    <div className={css.verdict}>
      <div className={css.sums}>
        <Sum kind="gross" title={t("calculator.gross")} amount={gross.amount} note={t("calculator.gross_note")} />
        <Sum kind="net" title={t("calculator.net")} amount={net?.median ?? null} note={t("calculator.net_note")} />
      </div>
      {net ? (
        <>
          <Scale gross={gross.amount ?? net.high} net={net} />
          <p className={css.interval}>
            {t("calculator.interval", {
              low: about(net.low, i18n.language),
              high: about(net.high, i18n.language),
            })}
          </p>
        </>
      ) : (
        <p className={css.interval}>{t("calculator.no_net")}</p>
      )}
      {children}
    </div>
  );
}

interface SumProps {
  kind: "gross" | "net";
  title: string;
  amount: number | null;
  note: string;
}

function Sum({ kind, title, amount, note }: SumProps) {
  const { i18n } = useTranslation();
  return (
    <div className={css.sum} data-kind={kind}>
      <h3>{title}</h3>
      <p className={css.amount}>{amount === null ? "—" : roubles(amount, i18n.language)}</p>
      <p className={css.note}>{note}</p>
    </div>
  );
}

/** The net, and where it may lie, drawn against the gross. All of it is said in words beside. */
function Scale({ gross, net }: { gross: number; net: { median: number; low: number; high: number } }) {
  const most = Math.max(gross, net.high, 1);
  const place = (amount: number) => `${(100 * amount) / most}%`;
  const style = {
    "--gross": place(gross),
    "--median": place(net.median),
    "--low": place(Math.max(0, net.low)),
    "--high": place(net.high),
  } as CSSProperties;
  return (
    <div className={css.scale} style={style} aria-hidden="true">
      <span className={css.scaleGross} />
      <span className={css.scaleNet} />
      <span className={css.scaleRange} />
    </div>
  );
}
