import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { ApiProblem, problemOf } from "../api/client";
import { en } from "../i18n/en";
import { ru } from "../i18n/ru";
import { fieldProblem, sayProblem } from "./problem";

const problem = (status: number, code: string) => new ApiProblem({ type: "about:blank", title: "x", status, code });
const say = (error: unknown) => sayProblem(error, i18next.t);

beforeAll(() => i18next.init({ lng: "ru", resources: { ru: { translation: ru }, en: { translation: en } } }));

describe("problems", () => {
  it("are said by code", () => {
    expect(say(problem(409, "no_device"))).toBe(ru.problem.no_device);
    expect(say(problem(401, "wrong_credentials"))).toBe(ru.problem.wrong_credentials);
  });

  it("are said by status when the code is new to us", () => {
    expect(say(problem(403, "not_your_group"))).toBe(ru.problem.forbidden);
    expect(say(problem(503, "http_503"))).toBe(ru.problem.unreachable);
  });

  it("name the code when nothing else is known, so that it can be looked up", () => {
    expect(say(problem(418, "teapot"))).toContain("teapot");
  });

  it("are read from an answer that is not JSON", async () => {
    const read = await problemOf(new Response("<html>", { status: 502, statusText: "Bad Gateway" }));
    expect([read.status, read.code]).toEqual([502, "http_502"]);
  });

  it("keep the message of a field", async () => {
    const body = { code: "invalid", errors: [{ field: "number", message: "not a phone number" }] };
    const read = await problemOf(new Response(JSON.stringify(body), { status: 422 }));
    expect(fieldProblem(read, "number")).toBe("not a phone number");
    expect(fieldProblem(read, "name")).toBeUndefined();
  });
});
