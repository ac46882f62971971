import type { Id } from "../api/types";

/** Cards on this screen, so that a reload does not put them away: per tab, as the screen is. */
const KEY = "otklik.cards";

export function rememberedCards(): Id[] {
  const saved = sessionStorage.getItem(KEY);
  return saved ? saved.split(",") : [];
}

export function rememberCards(ids: Id[]): void {
  if (ids.length === 0) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, ids.join());
}
