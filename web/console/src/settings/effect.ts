import type { TFunction } from "i18next";
import type { Did, Group, Target, User } from "../api/types";

interface Directory {
  users: User[];
  groups: Group[];
}

/** What a caller will hear, in order: shown before a change is applied. */
export function effectOf(
  did: { greeting?: Did["greeting"] },
  target: Target,
  directory: Directory,
  t: TFunction,
): string {
  const steps = [
    did.greeting && t("settings.numbers.effect_greeting", { greeting: did.greeting }),
    targetText(target, directory, t),
  ];
  return steps.filter(Boolean).join(" → ");
}

export function targetText(target: Target, { users, groups }: Directory, t: TFunction): string {
  switch (target.kind) {
    case "user": {
      const user = users.find((one) => one.id === target.id);
      return user ? t("settings.numbers.effect_user", { name: user.name }) : t("settings.numbers.effect_nobody");
    }
    case "group": {
      const group = groups.find((one) => one.id === target.id);
      if (!group || group.member_ids.length === 0) return t("settings.numbers.effect_nobody");
      const { name, ring_seconds: seconds, member_ids } = group;
      return t("settings.numbers.effect_group", { count: member_ids.length, name, seconds });
    }
    case "prompt":
      return t("settings.numbers.effect_prompt", { prompt: target.prompt });
    case "reject":
      return t("settings.numbers.effect_reject");
  }
}
