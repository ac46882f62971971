import type { Translation } from "../shape";
import { card, desk } from "./desk";
import { clients, companies } from "./people";
import { problem } from "./problems";
import { settings } from "./settings";
import { shell } from "./shell";
import { calls, floor, player, promises } from "./work";

export const en: Translation = {
  shell,
  desk,
  card,
  calls,
  player,
  promises,
  floor,
  clients,
  companies,
  settings,
  problem,
};
