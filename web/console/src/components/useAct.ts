import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { toastProblem } from "./toast";

/** A bare action: success is seen in the live state, a refusal is said in a toast. Forms say theirs inline. */
export function useAct<V = void>(run: (variables: V) => Promise<unknown>, done?: (variables: V) => void) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: run,
    onSuccess: (_answer, variables) => done?.(variables),
    onError: (error) => toastProblem(error, t),
  });
}
