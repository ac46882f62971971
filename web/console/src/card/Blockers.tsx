import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Blocker } from "../api/types";
import css from "./card.module.css";

/** What stands in the client's way: one band each, with the words to say and what to do. */
export function Blockers({ blockers }: { blockers: Blocker[] }) {
  const { t } = useTranslation();
  return blockers.map((blocker) => (
    <section key={blocker.kind + blocker.title} className={css.blocker} data-blocker={blocker.kind}>
      <h2>
        <IconAlertTriangle size={20} aria-hidden="true" />
        {blocker.title}
      </h2>
      <p className={css.sentence}>
        <span className="muted">{t("card.say")}:</span> {blocker.sentence}
      </p>
      {blocker.details.length > 0 && (
        <dl className={css.details}>
          {blocker.details.map((detail) => (
            <div key={detail.label} style={{ display: "contents" }}>
              <dt>{detail.label}</dt>
              <dd>{detail.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {blocker.action && <p className={css.action}>→ {blocker.action}</p>}
    </section>
  ));
}
