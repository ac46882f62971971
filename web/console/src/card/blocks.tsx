import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Card, ContactRecord, LabelValue, OpenMatter } from "../api/types";
import { Block } from "../components/Page";
import { When } from "../components/When";
import { money } from "../format/money";
import { dateOf, when } from "../format/time";
import { isOneOf } from "../i18n/known";
import { ru } from "../i18n/ru";
import { useNow } from "../live/useNow";
import { dueHeat } from "../live/work";
import css from "./card.module.css";

export function MattersBlock({ matters }: { matters: OpenMatter[] }) {
  const { t } = useTranslation();
  if (matters.length === 0) return null;
  return (
    <Block title={t("card.matters")}>
      <ul className={css.lines}>
        {matters.map((matter) => (
          <Matter key={matter.id} matter={matter} />
        ))}
      </ul>
    </Block>
  );
}

function Matter({ matter }: { matter: OpenMatter }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const heat = matter.due ? dueHeat({ due: matter.due, overdue: matter.overdue }, now) : "calm";
  const due = matter.due ? when(matter.due, now, i18n.language) : null;
  return (
    <li className={css.line}>
      <span>{matter.title}</span>
      <span className={heat === "calm" ? undefined : css[heat]}>
        {heat !== "calm" && `${t(`desk.heat.${heat}`)}: `}
        {due ? `${due.exact}, ${due.relative}` : t("card.no_due")}
      </span>
      {matter.owner && <span className="muted">{matter.owner.name}</span>}
    </li>
  );
}

type Has = Pick<Card, "purchases" | "documents">;

export function HasBlock({ purchases, documents }: Has) {
  const { t, i18n } = useTranslation();
  if (purchases.length === 0 && documents.length === 0) return null;
  return (
    <Block title={t("card.has")}>
      <ul className={css.lines}>
        {purchases.map((one) => (
          <li key={one.id} className={css.line}>
            <span className={css.purchase}>
              <strong>{one.title}</strong>
              {one.quantity !== null && one.quantity > 1 && `, ${t("card.pieces", { count: one.quantity })}`}
            </span>
            <span className="figures">
              {one.date && dateOf(one.date, i18n.language)}
              {one.amount_kopecks !== null && ` · ${money(one.amount_kopecks, i18n.language)}`}
            </span>
            <Attributes of={one.attributes} />
          </li>
        ))}
        {documents.map((one) => (
          <li key={one.id} className={css.line}>
            <span>{one.title}</span>
            <span className="muted">
              {[one.status && statusWord(one.status, t), one.date && dateOf(one.date, i18n.language)]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </Block>
  );
}

/** Words and figures; what else a file brought along is not for reading. */
export function Attributes({ of }: { of: ContactRecord["attributes"] }) {
  const shown = Object.entries(of).filter(([, value]) => typeof value === "string" || typeof value === "number");
  if (shown.length === 0) return null;
  return (
    <span className="muted" style={{ flexBasis: "100%" }}>
      {shown.map(([name, value]) => `${name}: ${String(value)}`).join(" · ")}
    </span>
  );
}

export function LastBlock({ activities }: { activities: Card["last_activities"] }) {
  const { t } = useTranslation();
  if (activities.length === 0) return null;
  return (
    <Block title={t("card.last")}>
      <ul className={css.lines}>
        {activities.slice(0, 3).map((one) => (
          <li key={one.at + one.title} className={css.line}>
            <span>
              <span className="muted">{t(`clients.kind.${one.kind}`)}:</span> {one.title}
              {one.with && <span className="muted"> · {one.with.name}</span>}
            </span>
            <When at={one.at} />
          </li>
        ))}
      </ul>
    </Block>
  );
}

/** Where a paper stands; words we do not know (from a file or another program) are shown as they are. */
function statusWord(status: string, t: TFunction): string {
  return isOneOf(ru.card.status, status) ? t(`card.status.${status}`) : status;
}

export function KnownBlock({ known }: { known: LabelValue[] }) {
  const { t } = useTranslation();
  if (known.length === 0) return null;
  return (
    <Block title={t("card.known")}>
      <dl className={`${css.details} ${css.known}`}>
        {known.map((fact) => (
          <div key={fact.label} style={{ display: "contents" }}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </Block>
  );
}
