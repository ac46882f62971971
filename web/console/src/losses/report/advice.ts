import type { TFunction } from "i18next";
import type { Finding } from "../../api/report";
import { ru } from "../../i18n/ru";

export interface Advice {
  /** What to do; nothing for a kind this console does not know. */
  sentence?: string;
  /** Values no sentence has taken. */
  values: [name: string, value: string][];
}

/** The proposal in words. A kind nobody wrote a sentence for keeps its values. */
export function adviceOf({ kind, proposal }: Finding, t: TFunction): Advice {
  if (!Object.hasOwn(ru.finding.advice, kind)) return { values: proposal };
  return { sentence: t(`finding.advice.${kind as keyof typeof ru.finding.advice}`), values: proposal };
}
