/** How the console talks to the server over HTTP, whatever it asks. What may be asked is in `ask.ts`. */
import type { Problem } from "./types";

/** What is known of a refusal: a cut connection, or a proxy before the server, says less than the server does. */
export type Refusal = Pick<Problem, "title" | "status" | "code"> &
  Partial<Problem> & {
    /** Which of the files that were sent, from 1. */
    file?: number | null;
  };

/** Refusal of the server, or of the network (`status` 0, code `unreachable`). */
export class ApiProblem extends Error {
  readonly problem: Refusal;

  constructor(problem: Refusal) {
    super(problem.title);
    this.problem = problem;
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
  return withQuery(`/api/v1${path}`, query);
}

/** What is empty is left out. */
export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const tail = params.toString();
  return tail ? `${path}?${tail}` : path;
}

/** For the loss analyst, whose operations `losses.ts` names with their answers. */
export const get = <T>(path: string, query?: Query) => send<T>("GET", address(path, query));
export const put = <T>(path: string, body: unknown) => send<T>("PUT", address(path), body);

/** A question asked by POST because it is long: nothing is changed by it, so asking twice is harmless. */
export async function postFor(path: string, body: unknown, query: Query, signal?: AbortSignal): Promise<Response> {
  return taken(await attempt("POST", address(path, query), body, {}, signal));
}

/** Whatever is changed by POST is changed once, even when the request comes twice. */
export async function send<T>(method: string, url: string, body?: unknown): Promise<T> {
  const extra: Record<string, string> = method === "POST" ? { "Idempotency-Key": crypto.randomUUID() } : {};
  const response = await taken(await attempt(method, url, body, extra));
  const text = await response.text();
  // Trusted to be what the document says: both are made from the same declarations.
  return (text ? JSON.parse(text) : undefined) as T;
}

async function taken(response: Response): Promise<Response> {
  if (!response.ok) throw await problemOf(response);
  return response;
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
    throw new ApiProblem({ title: "unreachable", status: 0, code: "unreachable" });
  }
}

/** A proxy may answer with HTML: then the status alone says what happened. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: Record<string, unknown> = await response.json().catch(() => ({}));
  return new ApiProblem({
    title: typeof body.title === "string" ? body.title : response.statusText,
    status: response.status,
    code: typeof body.code === "string" ? body.code : `http_${response.status}`,
    detail: typeof body.detail === "string" ? body.detail : undefined,
    errors: Array.isArray(body.errors) ? body.errors.filter(isFieldProblem) : undefined,
    present: body.present,
  });
}

function isFieldProblem(value: unknown): value is NonNullable<Problem["errors"]>[number] {
  return (
    typeof value === "object" &&
    value !== null &&
    "field" in value &&
    typeof value.field === "string" &&
    "message" in value &&
    typeof value.message === "string"
  );
}
