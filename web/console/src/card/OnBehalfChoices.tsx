import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Card, OnBehalf } from "../api/types";
import { useAct } from "../components/useAct";
import { useKeys } from "../keys/useKeys";
import css from "./card.module.css";

/** One person acts for several: ranked, the first is taken until he says otherwise; the choice is written on the call. */
export function OnBehalfChoices({ card }: { card: Card }) {
  const { t } = useTranslation();
  const options = useSteadyOrder(card.on_behalf);
  const [chosen, setChosen] = useState(options[0]?.company_id ?? null);
  const write = useAct((company: string | null) => api.nameCaller(card.call_id, card.contact?.id ?? "", company));
  const choose = (option: OnBehalf | undefined) => {
    if (!option || options.length < 2) return;
    setChosen(option.company_id);
    write.mutate(option.company_id);
  };
  useKeys({ choose: (digit) => choose(options[digit - 1]) });
  if (options.length === 0) return null;
  return (
    <div className={css.choices} role="group" aria-label={t("card.on_behalf")}>
      {options.map((option, index) => (
        <button
          key={option.company_id ?? "himself"}
          type="button"
          className={css.choice}
          aria-pressed={option.company_id === chosen}
          onClick={() => choose(option)}
        >
          {options.length > 1 && <kbd>{index + 1}</kbd>}
          {option.company_id ? option.name : t("card.himself")}
          {option.role && <span className="muted">{option.role}</span>}
        </button>
      ))}
    </div>
  );
}

/** The choice re-ranks the options for the next call; in this one their keys must not change places. */
function useSteadyOrder(options: OnBehalf[]): OnBehalf[] {
  const ranked = [...options].sort((a, b) => a.rank - b.rank);
  const [order] = useState(() => ranked.map((one) => one.company_id));
  const place = (one: OnBehalf) => {
    const at = order.indexOf(one.company_id);
    return at === -1 ? order.length : at;
  };
  return ranked.sort((a, b) => place(a) - place(b));
}
