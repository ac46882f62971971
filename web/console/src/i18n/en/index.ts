import type { Translation } from "../shape";
import { card, desk } from "./desk";
import { finding } from "./findings";
import { about, calculator, files, losses, lost, mapping } from "./losses";
import { metric } from "./metrics";
import { clients, companies } from "./people";
import { problem } from "./problems";
import { report } from "./report";
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
  calculator,
  files,
  about,
  mapping,
  losses,
  lost,
  report,
  finding,
  metric,
  problem,
};
