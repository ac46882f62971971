import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Card } from "../api/types";
import { toastDone } from "../components/toast";
import { useAct } from "../components/useAct";
import { useKeys } from "../keys/useKeys";
import css from "./card.module.css";

interface CandidatesProps {
  card: Card;
  /** The digits before it belong to "on whose behalf". */
  firstKey: number;
}

/** Several people may call from this number: ranked, with the reason, chosen by a digit, never silently. */
export function Candidates({ card, firstKey }: CandidatesProps) {
  const { t } = useTranslation();
  const ranked = [...card.candidates].sort((a, b) => a.rank - b.rank);
  const choose = useAct(
    (one: Card["candidates"][number]) => api.nameCaller(card.call_id, one.contact_id),
    (one) => toastDone(t("card.attached", { name: one.name })),
  );
  useKeys({
    choose: (digit) => {
      const one = ranked[digit - firstKey];
      if (one) choose.mutate(one);
    },
  });
  if (ranked.length === 0) return null;
  return (
    <section className={css.candidates}>
      <h2>{card.contact ? t("card.others") : t("card.candidates")}</h2>
      {ranked.map((one, index) => (
        <button key={one.contact_id} type="button" className={css.candidate} onClick={() => choose.mutate(one)}>
          <kbd>{index + firstKey}</kbd>
          <span>
            <strong>{one.name}</strong> {one.subtitle && <span>{one.subtitle}</span>}
          </span>
          {one.evidence && (
            <span className="muted">
              {t("card.evidence")}: {one.evidence}
            </span>
          )}
        </button>
      ))}
    </section>
  );
}
