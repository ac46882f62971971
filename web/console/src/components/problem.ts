import type { TFunction } from "i18next";
import { ApiProblem } from "../api/client";
import { isOneOf } from "../i18n/known";
import { ru } from "../i18n/ru";

type Known = keyof typeof ru.problem;

/** HTTP statuses speak when the server gave no code of its own (a proxy, an older server). */
const BY_STATUS: Record<number, Known> = {
  401: "not_logged_in",
  403: "forbidden",
  404: "not_found",
  422: "invalid",
  429: "too_many_attempts",
  502: "unreachable",
  503: "unreachable",
  504: "unreachable",
};

/** The sentence for a person: by code, else by status, else with the code so that support can find it. */
export function sayProblem(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiProblem)) return t("problem.unknown", { code: "console" });
  const { code, status } = error;
  if (isOneOf(ru.problem, code) && code !== "unknown") return t(`problem.${code}`);
  const known = BY_STATUS[status];
  return known && known !== "unknown" ? t(`problem.${known}`) : t("problem.unknown", { code });
}

/** Message of one field of a form, as the server gave it. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.problem.errors?.find((one) => one.field === field)?.message;
}
