import { useQuery } from "@tanstack/react-query";
import { Navigate, useRouterState } from "@tanstack/react-router";
import { ApiProblem } from "../api/client";
import * as api from "../api/operations";
import { Failed, Waiting } from "../components/Page";
import { LiveProvider } from "../live/LiveProvider";
import { Shell } from "./Shell";

/** Everything behind the login. An expired login leads back here afterwards. */
export function Inside() {
  const me = useQuery({ queryKey: ["me"], queryFn: api.me, staleTime: Infinity });
  const here = useRouterState({ select: (state) => state.location.href });
  if (me.error instanceof ApiProblem && me.error.status === 401) {
    return <Navigate to="/login" search={{ next: here === "/desk" ? undefined : here }} replace />;
  }
  if (me.error) return <Failed error={me.error} retry={() => void me.refetch()} />;
  if (!me.data) return <Waiting />;
  return (
    <LiveProvider>
      <Shell me={me.data} />
    </LiveProvider>
  );
}
