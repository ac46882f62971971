/**
 * Asks the server for exactly what `schema.ts` describes: a path that is not there, a parameter or a field of a body that
 * the server does not know, a method a path does not have — none of them compiles. The generic clients to be had let
 * unknown fields of a body through, and this is all of one that the console needs.
 */
import { type Query, send, withQuery } from "./client";
import type { paths } from "./schema";

/** The query of an operation. */
export type QueryOf<P extends keyof paths, M extends Method> = NonNullable<Named<paths[P][M], "query">>;

type Method = "get" | "post" | "patch" | "delete";
/** Paths that have the method; a path without it has `never` there. */
type PathOf<M extends Method> = { [P in keyof paths]: paths[P][M] extends object ? P : never }[keyof paths];

type Named<O, Part extends "path" | "query"> = O extends { parameters: { [K in Part]?: infer Values } }
  ? Values
  : never;
type Body<O> = O extends { requestBody: { content: { "application/json": infer Value } } } ? Value : never;

/** A part of the request: absent when the operation has none, and may be left out when all of it may. */
type Part<Name extends string, Value> = [Value] extends [never | undefined]
  ? unknown
  : Record<string, never> extends Value
    ? { [K in Name]?: Value }
    : { [K in Name]: Value };
type Request<O> = Part<"path", Named<O, "path">> & Part<"query", Named<O, "query">> & Part<"body", Body<O>>;
/** The request may be left out where nothing of it is needed. */
type Sent<O> = Record<string, never> extends Request<O> ? [request?: Request<O>] : [request: Request<O>];

type Taken = 200 | 201 | 202 | 204;
type Content<R> = R extends { content: { "application/json": infer Value } } ? Value : void;
type Answer<O> = O extends { responses: infer R } ? { [S in keyof R & Taken]: Content<R[S]> }[keyof R & Taken] : never;

const asking =
  <M extends Method>(method: M) =>
  <P extends PathOf<M>>(path: P, ...[request]: Sent<paths[P][M]>): Promise<Answer<paths[P][M]>> => {
    const { path: named, query, body }: Loose = request ?? {};
    return send(method.toUpperCase(), withQuery(filled(path, named), query), body);
  };

/** What all requests have in common once their types have done their work. */
interface Loose {
  path?: Record<string, string>;
  query?: Query;
  body?: unknown;
}

export const get = asking("get");
export const post = asking("post");
export const patch = asking("patch");
export const remove = asking("delete");

/** `/contacts/{id}` with its id. */
function filled(path: string, named: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ""));
}
