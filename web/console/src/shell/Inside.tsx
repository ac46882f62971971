import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiProblem } from "../api/client";
import * as api from "../api/operations";
import { Failed, Waiting } from "../components/Page";
import { LiveProvider } from "../live/LiveProvider";
import { Shell } from "./Shell";

/** Everything behind the login. */
export function Inside() {
  const me = useQuery({ queryKey: ["me"], queryFn: api.me, staleTime: Infinity });
  if (me.error instanceof ApiProblem && me.error.status === 401) return <ToLogin />;
  // A server that is away later on is said by the live line; what was loaded stays on the screen.
  if (!me.data) return me.error ? <Failed error={me.error} retry={() => void me.refetch()} /> : <Waiting />;
  return (
    <LiveProvider>
      <Shell me={me.data} />
    </LiveProvider>
  );
}

/** The address asked for is read once: it changes while we leave it. */
function ToLogin() {
  const navigate = useNavigate();
  useEffect(() => {
    const asked = location.pathname + location.search;
    void navigate({ to: "/login", search: { next: asked === "/desk" ? undefined : asked }, replace: true });
  }, [navigate]);
  return null;
}
