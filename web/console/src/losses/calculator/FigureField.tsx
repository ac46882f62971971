import { TextInput } from "@mantine/core";
import { type CSSProperties, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TypedFigures } from "../../api/report";
import { number, percent, roubles } from "../../format/number";
import css from "./calculator.module.css";
import { type FigureName, isShare, limitOf } from "./figures";
import { counting, growing, linear, type Scale } from "./scale";
import { typedFigure } from "./typing";

interface FigureFieldProps {
  name: FigureName;
  figures: TypedFigures;
  /** Said under the slider. */
  hint: string;
  onChange: (name: FigureName, value: number) => void;
}

/** One figure, by a slider or typed: both always say the same. */
export function FigureField({ name, figures, hint, onChange }: FigureFieldProps) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const value = figures[name];
  const scale = scaleOf(name, figures);
  const shown = shownFigure(name, value, i18n.language);
  const set = (next: number) => onChange(name, Math.min(next, limitOf(name, figures)));
  const style = { "--at": `${(100 * scale.placeOf(value)) / Math.max(1, scale.places)}%` } as CSSProperties;
  return (
    <div className={css.figure}>
      <label htmlFor={id} className={css.figureLabel}>
        {t(`calculator.figure.${name}`)}
      </label>
      <Typed id={id} name={name} shown={shown} onChange={set} />
      <input
        type="range"
        className={css.slider}
        style={style}
        aria-label={t(`calculator.figure.${name}`)}
        aria-valuetext={shown}
        aria-describedby={`${id}-hint`}
        min={0}
        max={scale.places}
        value={scale.placeOf(value)}
        onChange={(event) => set(scale.valueAt(Number(event.currentTarget.value)))}
      />
      <p id={`${id}-hint`} className={css.hint}>
        {hint}
      </p>
    </div>
  );
}

interface TypedProps {
  id: string;
  name: FigureName;
  shown: string;
  onChange: (value: number) => void;
}

/** While one types, his text stays as typed; it is put in order when he leaves. */
function Typed({ id, name, shown, onChange }: TypedProps) {
  const [draft, setDraft] = useState<string>();
  const change = (text: string) => {
    setDraft(text);
    const typed = typedFigure(text);
    if (typed === undefined) return;
    onChange(isShare(name) ? Math.min(1, typed / 100) : Math.round(typed));
  };
  return (
    <TextInput
      id={id}
      size="sm"
      className={css.typed}
      inputMode="decimal"
      autoComplete="off"
      value={draft ?? shown}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={() => setDraft(undefined)}
    />
  );
}

function shownFigure(name: FigureName, value: number, language: string): string {
  if (isShare(name)) return percent(value, language);
  return name === "cheque" ? roubles(value, language) : number(value, language);
}

function scaleOf(name: FigureName, figures: TypedFigures): Scale {
  if (isShare(name)) return linear(0, 1, 0.01);
  if (name === "missed") return counting(1, 40, 3000);
  if (name === "cheque") return growing(500, 5_000_000);
  const most = name === "people" ? figures.missed : figures.people;
  return linear(0, most, Math.max(1, Math.round(most / 100)));
}
