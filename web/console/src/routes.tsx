import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { CallPage } from "./calls/CallPage";
import { CallsPage, type CallsSearch, VIEWS } from "./calls/CallsPage";
import type { CommitmentState } from "./api/types";
import { ClientsPage } from "./clients/ClientsPage";
import { ContactPage } from "./clients/ContactPage";
import { CommitmentsPage } from "./commitments/CommitmentsPage";
import { CompaniesPage } from "./companies/CompaniesPage";
import { CompanyPage } from "./companies/CompanyPage";
import { Desk } from "./desk/Desk";
import { deskSearch } from "./desk/selection";
import { FloorPage } from "./floor/FloorPage";
import type { Language } from "./i18n";
import { LoginPage } from "./login/LoginPage";
import { type Asked, readAsked } from "./losses/calculator/figures";
import { type LostSearch, readSearch } from "./losses/period";
import { OUTCOMES } from "./losses/report/doors";
import { Inside } from "./shell/Inside";
import { Lost } from "./shell/Lost";

type Raw = Record<string, unknown>;

/** The value when it is one of those known, else nothing: an address may be typed by hand. */
function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((one) => one === value);
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

/** A day: `2026-10-01`. */
const dayText = (value: unknown) => text(value)?.match(/^\d{4}-\d{2}-\d{2}$/)?.[0];

const root = createRootRoute({ notFoundComponent: Lost });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  // Only an address of ours: `next` must not lead a person elsewhere.
  validateSearch: (raw: Raw): { next?: string } => ({ next: text(raw.next)?.match(/^\/(?!\/).*/)?.[0] }),
  component: LoginPage,
});

const calculator = createRoute({
  getParentRoute: () => root,
  path: "/calculator",
  validateSearch: (raw: Raw): Asked & { language?: Language } => ({
    ...readAsked(raw),
    language: oneOf(raw.language, ["ru", "en"]),
  }),
  component: lazyRouteComponent(() => import("./losses/calculator/CalculatorPage"), "CalculatorPage"),
});

const app = createRoute({ getParentRoute: () => root, id: "app", component: Inside });

const index = createRoute({
  getParentRoute: () => app,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/desk" });
  },
});

const desk = createRoute({ getParentRoute: () => app, path: "/desk", validateSearch: deskSearch, component: Desk });

const clients = createRoute({
  getParentRoute: () => app,
  path: "/clients",
  validateSearch: (raw: Raw): { q?: string; add?: boolean } => ({
    q: text(raw.q),
    add: raw.add === true ? true : undefined,
  }),
  component: ClientsPage,
});

const contact = createRoute({ getParentRoute: () => app, path: "/clients/$id", component: ContactPage });

const companies = createRoute({
  getParentRoute: () => app,
  path: "/companies",
  validateSearch: (raw: Raw): { q?: string } => ({ q: text(raw.q) }),
  component: CompaniesPage,
});

const company = createRoute({ getParentRoute: () => app, path: "/companies/$id", component: CompanyPage });

const calls = createRoute({
  getParentRoute: () => app,
  path: "/calls",
  validateSearch: (raw: Raw): CallsSearch => ({
    view: oneOf(raw.view, VIEWS),
    user: text(raw.user),
    outcome: oneOf(raw.outcome, OUTCOMES),
    from: dayText(raw.from),
    to: dayText(raw.to),
  }),
  component: CallsPage,
});

const call = createRoute({ getParentRoute: () => app, path: "/calls/$id", component: CallPage });

const STATES: CommitmentState[] = ["open", "kept", "broken", "withdrawn"];
const promises = createRoute({
  getParentRoute: () => app,
  path: "/promises",
  validateSearch: (raw: Raw): { state?: CommitmentState; whose?: "all" | "mine" } => ({
    state: oneOf(raw.state, STATES),
    whose: oneOf(raw.whose, ["all", "mine"]),
  }),
  component: CommitmentsPage,
});

const floor = createRoute({ getParentRoute: () => app, path: "/floor", component: FloorPage });

const losses = createRoute({
  getParentRoute: () => app,
  path: "/losses",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("./losses/LossesPage"), "LossesPage"),
});

const lost = createRoute({
  getParentRoute: () => app,
  path: "/losses/lost",
  validateSearch: (raw: Raw): LostSearch => ({ ...readSearch(raw), step: text(raw.step), cause: text(raw.cause) }),
  component: lazyRouteComponent(() => import("./losses/lost/LostPage"), "LostPage"),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings/SettingsPage"), "SettingsPage"),
});
const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/people" });
  },
});
const people = createRoute({
  getParentRoute: () => settings,
  path: "/people",
  component: lazyRouteComponent(() => import("./settings/Users"), "Users"),
});
const devices = createRoute({
  getParentRoute: () => settings,
  path: "/devices",
  component: lazyRouteComponent(() => import("./settings/Devices"), "Devices"),
});
const numbers = createRoute({
  getParentRoute: () => settings,
  path: "/numbers",
  component: lazyRouteComponent(() => import("./settings/Numbers"), "Numbers"),
});
const groups = createRoute({
  getParentRoute: () => settings,
  path: "/groups",
  component: lazyRouteComponent(() => import("./settings/Groups"), "Groups"),
});
const trunks = createRoute({
  getParentRoute: () => settings,
  path: "/trunks",
  component: lazyRouteComponent(() => import("./settings/Trunks"), "Trunks"),
});
const schedules = createRoute({
  getParentRoute: () => settings,
  path: "/schedules",
  component: lazyRouteComponent(() => import("./settings/Schedules"), "Schedules"),
});
const site = createRoute({
  getParentRoute: () => settings,
  path: "/site",
  component: lazyRouteComponent(() => import("./settings/Embedding"), "Embedding"),
});

const tree = root.addChildren([
  login,
  calculator,
  app.addChildren([
    index,
    desk,
    clients,
    contact,
    companies,
    company,
    calls,
    call,
    promises,
    floor,
    losses,
    lost,
    settings.addChildren([settingsIndex, people, devices, numbers, groups, trunks, schedules, site]),
  ]),
]);

export function makeRouter() {
  return createRouter({ routeTree: tree, defaultPreload: false, scrollRestoration: true });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
