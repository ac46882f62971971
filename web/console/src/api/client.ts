import type { Problem } from "./types";

/** Refusal of the server, or of the network (`status` 0, code `unreachable`). */
export class ApiProblem extends Error {
  readonly problem: Problem;
  /** The whole body: some refusals carry the present version or candidates. */
  readonly body: Record<string, unknown>;

  constructor(problem: Problem, body: Record<string, unknown> = {}) {
    super(problem.title);
    this.problem = problem;
    this.body = body;
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export function address(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const tail = params.toString();
  return `/api/v1${path}${tail ? `?${tail}` : ""}`;
}

export const get = <T>(path: string, query?: Query) => send<T>("GET", address(path, query));
export const post = <T = void>(path: string, body?: unknown, query?: Query) =>
  send<T>("POST", address(path, query), body, { "Idempotency-Key": crypto.randomUUID() });
export const patch = <T>(path: string, body: unknown) => send<T>("PATCH", address(path), body);
export const put = <T>(path: string, body: unknown) => send<T>("PUT", address(path), body);
export const remove = (path: string) => send<void>("DELETE", address(path));

/** A question asked by POST because it is long: nothing is changed by it, so asking twice is harmless. */
export async function postFor(path: string, body: unknown, query: Query, signal?: AbortSignal): Promise<Response> {
  const response = await attempt("POST", address(path, query), body, {}, signal);
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function send<T>(method: string, url: string, body?: unknown, extra: Record<string, string> = {}): Promise<T> {
  const response = await attempt(method, url, body, extra);
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function attempt(
  method: string,
  url: string,
  body: unknown,
  extra: Record<string, string>,
  signal?: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { "X-Requested-With": "otklik", ...extra };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await fetch(url, {
      method,
      headers,
      credentials: "same-origin",
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem({ type: "about:blank", title: "unreachable", status: 0, code: "unreachable" });
  }
}

/** A proxy may answer with HTML: then the status alone says what happened. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: Record<string, unknown> = await response.json().catch(() => ({}));
  const problem: Problem = {
    type: typeof body.type === "string" ? body.type : "about:blank",
    title: typeof body.title === "string" ? body.title : response.statusText,
    status: response.status,
    code: typeof body.code === "string" ? body.code : `http_${response.status}`,
    detail: typeof body.detail === "string" ? body.detail : undefined,
    errors: Array.isArray(body.errors) ? (body.errors as Problem["errors"]) : undefined,
  };
  return new ApiProblem(problem, body);
}
