import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Terms } from "../api/report";
import { number } from "../format/number";
import { isShare } from "./calculator/figures";
import { typedFigure } from "./calculator/typing";
import css from "./losses.module.css";
import { type LossesSearch, TERMS } from "./period";

type Name = keyof Terms;
type Typed = Record<Name, string>;

interface TermsFormProps {
  terms: Partial<Terms>;
  change: (part: Partial<LossesSearch>) => void;
}

/** What one lost client costs. Without it the report counts people alone. */
export function TermsForm({ terms, change }: TermsFormProps) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState<Typed>(
    () => Object.fromEntries(TERMS.map((name) => [name, shown(name, terms[name], i18n.language)])) as Typed,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change(Object.fromEntries(TERMS.map((name) => [name, meant(name, typed[name])])));
  };
  return (
    <details className={css.terms} open={terms.cheque !== undefined}>
      <summary>{t("losses.terms")}</summary>
      <form onSubmit={submit}>
        <p className="muted">{t("losses.terms_lead")}</p>
        <div className={css.fields}>
          {TERMS.map((name) => (
            <TextInput
              key={name}
              label={`${t(`calculator.figure.${name}`)}, ${isShare(name) ? "%" : "₽"}`}
              inputMode="decimal"
              autoComplete="off"
              value={typed[name]}
              onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
            />
          ))}
          <Button type="submit">{t("losses.terms_count")}</Button>
        </div>
      </form>
    </details>
  );
}

function shown(name: Name, value: number | undefined, language: string): string {
  if (value === undefined) return "";
  return number(isShare(name) ? value * 100 : value, language, 2);
}

/** An empty field takes the figure back. */
function meant(name: Name, text: string): number | undefined {
  const value = typedFigure(text);
  if (value === undefined || !isShare(name)) return value;
  return Math.min(1, value / 100);
}
