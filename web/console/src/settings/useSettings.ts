import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Device, Did, Group, Schedule, Trunk, User } from "../api/types";
import { toastDone, toastUndo } from "../components/toast";

interface Lists {
  users: User[];
  devices: Device[];
  numbers: Did[];
  groups: Group[];
  trunks: Trunk[];
  schedules: Schedule[];
}
export type SettingsList = keyof Lists;

const SOURCES: { [List in SettingsList]: () => Promise<Lists[List]> } = {
  users: api.users,
  devices: api.devices,
  numbers: api.numbers,
  groups: api.groups,
  trunks: api.trunks,
  schedules: api.schedules,
};

export function useSettings<K extends SettingsList>(list: K) {
  return useQuery({ queryKey: ["settings", list], queryFn: SOURCES[list] });
}

interface Saving<A> {
  list: SettingsList;
  save: () => Promise<A>;
  /** Brings back how it was before; offered after a change, not after a creation. */
  undo?: () => Promise<unknown>;
  done: (answer: A) => void;
}

/** Saves, then offers the way back instead of having asked "are you sure". */
export function useSave<A>({ list, save, undo, done }: Saving<A>) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ["settings", list] });
  return useMutation({
    mutationFn: save,
    onSuccess: (answer) => {
      void refresh();
      if (undo) toastUndo(t("settings.saved"), t, () => undo().then(refresh));
      else toastDone(t("settings.saved"));
      done(answer);
    },
  });
}
