import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Card } from "../api/types";
import { useKeys } from "../keys/useKeys";
import css from "./card.module.css";

/** One person acts for several: ranked, the first is taken until he says otherwise. */
export function OnBehalfChoices({ card }: { card: Card }) {
  const { t } = useTranslation();
  const options = [...card.on_behalf].sort((a, b) => a.rank - b.rank);
  const [chosen, choose] = useState(0);
  useKeys({ choose: (digit) => digit <= options.length && options.length > 1 && choose(digit - 1) });
  if (options.length === 0) return null;
  return (
    <div className={css.choices} role="group" aria-label={t("card.on_behalf")}>
      {options.map((option, index) => (
        <button
          key={option.company_id ?? "himself"}
          type="button"
          className={css.choice}
          aria-pressed={index === chosen}
          onClick={() => choose(index)}
        >
          {options.length > 1 && <kbd>{index + 1}</kbd>}
          {option.company_id ? option.name : t("card.himself")}
          {option.role && <span className="muted">{option.role}</span>}
        </button>
      ))}
    </div>
  );
}
