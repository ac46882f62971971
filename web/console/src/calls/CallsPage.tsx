import { Button, SegmentedControl, Select } from "@mantine/core";
import { IconArrowDownLeft, IconArrowsLeftRight, IconArrowUpRight, IconX } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { CallSummary } from "../api/types";
import { Empty, Loaded, Page } from "../components/Page";
import { VirtualRows } from "../components/VirtualRows";
import rows from "../components/virtual.module.css";
import { When } from "../components/When";
import { phone } from "../format/phone";
import { useLive } from "../live/LiveProvider";
import type { Outcome } from "../losses/report/doors";
import { CallTime } from "./CallTime";
import { callName, partyName, stateText } from "./naming";
import { momentsOf, sayNarrowed } from "./narrowing";

const route = getRouteApi("/app/calls");

export const VIEWS = ["all", "live", "missed", "ended"] as const;
export type View = (typeof VIEWS)[number];

/** What the list is narrowed by, in the address. Days are whole and local. */
export interface CallsSearch {
  view?: View;
  user?: string;
  outcome?: Outcome;
  from?: string;
  to?: string;
}

const FILTERS: Record<View, api.CallFilter> = {
  all: {},
  live: { state: "live" },
  missed: { state: "ended", outcome: "missed" },
  ended: { state: "ended" },
};

export function CallsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const filter = filterOf(search);
  const list = useInfiniteQuery({
    queryKey: ["calls", filter],
    queryFn: ({ pageParam }) => api.calls(filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
  const more = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  return (
    <Page title={t("calls.title")} tools={<Filters search={search} />}>
      <Loaded query={list} lines={12}>
        {({ pages }) => <List items={pages.flatMap((one) => one.items)} more={more} />}
      </Loaded>
    </Page>
  );
}

function filterOf({ view = "all", user, outcome, from, to }: CallsSearch): api.CallFilter {
  const { since, until } = momentsOf(from, to);
  return { ...FILTERS[view], ...(outcome && { outcome }), user_id: user, from: since, to: until };
}

function Filters({ search }: { search: CallsSearch }) {
  const { view = "all", user, ...narrowed } = search;
  const { t, i18n } = useTranslation();
  const { state } = useLive();
  const navigate = route.useNavigate();
  const seesAll = state.user !== null && state.user.role !== "agent";
  const people = Object.values(state.users).map((one) => ({ value: one.id, label: one.name }));
  return (
    <>
      {Object.values(narrowed).some(Boolean) && (
        <Button
          variant="light"
          rightSection={<IconX size={14} aria-hidden="true" />}
          onClick={() => void navigate({ search: { view, user } })}
        >
          {sayNarrowed(narrowed, t, i18n.language)}
        </Button>
      )}
      {seesAll && (
        <Select
          aria-label={t("calls.filter.user")}
          placeholder={t("calls.filter.any_user")}
          data={people}
          value={user ?? null}
          clearable
          clearButtonProps={{ "aria-label": t("calls.filter.any_user") }}
          onChange={(value) => void navigate({ search: { ...search, user: value ?? undefined } })}
        />
      )}
      <SegmentedControl
        aria-label={t("calls.column.state")}
        value={view}
        onChange={(value) => void navigate({ search: { ...search, outcome: undefined, view: value } })}
        data={VIEWS.map((value) => ({ value, label: t(`calls.filter.${value}`) }))}
      />
    </>
  );
}

function List({ items, more }: { items: CallSummary[]; more: () => void }) {
  const { t } = useTranslation();
  if (items.length === 0) return <Empty>{t("calls.empty")}</Empty>;
  return (
    <VirtualRows
      label={t("calls.title")}
      items={items}
      keyOf={(one) => one.id}
      rowHeight={33}
      onEnd={more}
      render={(one) => <Row call={one} />}
    />
  );
}

function Row({ call }: { call: CallSummary }) {
  const { t } = useTranslation();
  const { state } = useLive();
  const Icon = { inbound: IconArrowDownLeft, outbound: IconArrowUpRight, internal: IconArrowsLeftRight }[
    call.direction
  ];
  return (
    <Link to="/calls/$id" params={{ id: call.id }} className={`${rows.link} ${rows.calls}`}>
      <Icon size={16} role="img" aria-label={t(`calls.direction.${call.direction}`)} />
      <strong>{callName(call)}</strong>
      <span>{stateText(call, t, state.user?.id)}</span>
      <span>
        <When at={call.started_at} />
      </span>
      <span>
        <CallTime call={call} />
      </span>
      <span className={rows.wide}>{call.answered_by?.name}</span>
      <span className={`figures ${rows.wide}`}>{call.did ? phone(call.did.number) : partyName(call.to)}</span>
    </Link>
  );
}
