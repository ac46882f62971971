/** What the scenarios on the mock API share: a world of their own, and a page logged in to it. */
import assert from "node:assert/strict";
import { startMock } from "../../web/console/mock/server.mjs";
import { axe, consoleDist, logIn, openPage } from "./chromium.mjs";

/** A fresh world and a logged-in page in it. */
export async function scene(browser, options = {}) {
  const mock = await startMock({ dist: consoleDist });
  const opened = await openPage(browser, options);
  await logIn(
    opened.page,
    mock.url,
    options.login ?? "101",
    `doors-${options.login ?? "101"}`,
  );
  await opened.page
    .getByRole("region", { name: "Телефон", exact: true })
    .waitFor();
  const end = async () => {
    await opened.context.close();
    await mock.close();
    assert.deepEqual(opened.errors, [], "no script failed");
  };
  return { mock, ...opened, end };
}

export const card = (page) => page.getByRole("article");
/** No accessibility fault in what is on the screen now. */
export async function clean(page, where) {
  assert.deepEqual(await axe(page), [], `accessibility of ${where}`);
}
