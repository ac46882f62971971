import { useTranslation } from "react-i18next";
import { when } from "../format/time";
import { useNow } from "../live/useNow";

/** "в 14:05, 3 мин назад" */
export function When({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const { exact, relative } = when(at, useNow(), i18n.language);
  return (
    <time dateTime={at}>
      {exact}, <span className="muted">{relative}</span>
    </time>
  );
}
