/** The loss analyst on a real server: a stranger with the file of his old exchange, and a supervisor with the company's own journal. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { OTKLIK } from "../interop/lib/server.mjs";
import { axe, logIn, openPage, shoot } from "./chromium.mjs";

const run = promisify(execFile);

export async function losses(test, scene, server, browser) {
  await test("real server: a stranger drops the file of his old exchange and takes the report away on paper", async () => {
    const file = scene.path("october.csv");
    await run(OTKLIK, ["generate-calls", "--seed", "3", "--format", "mango_csv", "-o", file]);
    const { page, errors } = await openPage(browser);
    await page.goto(`${server.http}/calculator`);
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByRole("heading", { name: "Отчёт: october.csv" }).waitFor();
    await page.getByRole("heading", { name: "Где и почему уходят" }).waitFor();
    assert.deepEqual(await axe(page), [], "accessibility of a real report");
    await shoot(page, "real-losses");
    const [paper] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "PDF" }).click()]);
    assert.equal((await readFile(await paper.path())).subarray(0, 5).toString(), "%PDF-");
    assert.deepEqual(errors, [], "no script failed");
    await page.context().close();
  });

  await test("real server: the call just served is in the supervisor's report", async () => {
    const { page, errors } = await openPage(browser);
    await logIn(page, server.http, "104", "doors-104");
    await page.goto(`${server.http}/losses`);
    await page.getByText("Поговорили сразу").waitFor();
    assert.deepEqual(errors, [], "no script failed");
    await page.context().close();
  });
}
