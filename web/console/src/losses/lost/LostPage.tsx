import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../../api/losses";
import type { LostEpisode } from "../../api/report";
import { callName, otherParty, stateText } from "../../calls/naming";
import { Empty, Loaded, Page } from "../../components/Page";
import { When } from "../../components/When";
import { about } from "../../format/number";
import { phone } from "../../format/phone";
import { stretchAsked, termsAsked } from "../period";
import { causeName, stepName } from "../report/sentences";
import css from "./lost.module.css";

const route = getRouteApi("/app/losses/lost");

/** People at once: a screen or two. */
const PAGE = 20;

/** The people behind a figure of the report: who was lost, by which calls, and the way to him. */
export function LostPage() {
  const { t } = useTranslation();
  const { step, cause, ...search } = route.useSearch();
  const stretch = stretchAsked(search, new Date());
  const terms = termsAsked(search);
  const place = { step, cause };
  const list = useInfiniteQuery({
    queryKey: ["losses", "lost", stretch, terms, place],
    queryFn: ({ pageParam }) => api.lost({ ...stretch, ...place, limit: PAGE }, terms, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const where = step && cause ? `${stepName(step, t)}: ${causeName(cause, t)}` : undefined;
  const back = (
    <Link to="/losses" search={search}>
      {t("lost.back")}
    </Link>
  );
  return (
    <Page title={where ?? t("lost.title")} lead={t("lost.lead")} tools={back}>
      <Loaded query={list} lines={8}>
        {({ pages }) => (
          <>
            <People people={pages.flatMap((one) => one.items)} named={where !== undefined} />
            {list.hasNextPage && (
              <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t("lost.more")}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function People({ people, named }: { people: LostEpisode[]; named: boolean }) {
  const { t } = useTranslation();
  if (people.length === 0) return <Empty>{t("lost.empty")}</Empty>;
  return (
    <ul className={css.people} aria-label={t("lost.title")}>
      {people.map((one) => (
        <Person key={`${one.calls[0]?.id} ${one.began}`} episode={one} named={named} />
      ))}
    </ul>
  );
}

function Person({ episode, named }: { episode: LostEpisode; named: boolean }) {
  const { t, i18n } = useTranslation();
  const { step, cause, who, attempts, net, still_open, calls } = episode;
  const facts = [
    !named && `${stepName(step, t)}: ${causeName(cause, t)}`,
    calls[0]?.did && t("lost.called", { number: phone(calls[0].did.number) }),
    who !== null && t("lost.who", { name: who }),
  ].filter(Boolean);
  return (
    <li className={css.person}>
      <div className={css.head}>
        <Client episode={episode} />
        {still_open && <span className={css.open}>{t("lost.still_open")}</span>}
        {net !== null && <span className="figures muted">{t("lost.net", { amount: about(net, i18n.language) })}</span>}
      </div>
      {facts.length > 0 && <p className="muted">{facts.join(" · ")}</p>}
      <ol className={css.calls} aria-label={t("lost.attempts", { count: attempts })}>
        {calls.map((call) => (
          <li key={call.id}>
            <Link to="/calls/$id" params={{ id: call.id }}>
              <When at={call.started_at} />
            </Link>{" "}
            <span className="muted">{stateText(call, t)}</span>
          </li>
        ))}
      </ol>
      {attempts > calls.length && <p className="muted">{t("lost.earlier", { count: attempts - calls.length })}</p>}
    </li>
  );
}

function Client({ episode: { calls, began } }: { episode: LostEpisode }) {
  const call = calls[0];
  if (!call)
    return (
      <strong>
        <When at={began} />
      </strong>
    );
  const number = otherParty(call).number;
  if (!call.contact) return <strong className="figures">{callName(call)}</strong>;
  return (
    <>
      <Link to="/clients/$id" params={{ id: call.contact.id }} className={css.name}>
        {call.contact.name}
      </Link>
      {number && <span className="figures">{phone(number)}</span>}
    </>
  );
}
