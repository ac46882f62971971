/** A card whose records are slow: the number at once, the rest in its place when it is there. */
import { shoot } from "./chromium.mjs";
import { card, clean, scene } from "./scene.mjs";

const GENNADY = "+79160000001";

export async function lateCard(test, browser) {
  const { mock, page, end } = await scene(browser);
  const whole = mock.world.card.bind(mock.world);
  await test("a late card says the number and that the client is known, then all of it", async () => {
    mock.world.card = (call) => ({
      ...whole(call),
      complete: false,
      contact: null,
      blockers: [],
      on_behalf: [],
      purchases: [],
    });
    const call = mock.world.ring(GENNADY);
    await card(page)
      .getByText("Клиент известен, карточка загружается")
      .waitFor();
    await card(page).getByText("+7 916 000-00-01").first().waitFor();
    await shoot(page, "console-card-late");
    await clean(page, "a late card");
    mock.world.card = whole;
    for (const { id } of call.ringing_users)
      mock.world.tell(
        { type: "card", call_id: call.id, card: whole(call) },
        id,
      );
    await card(page).getByText("Геннадий Семёнович, добрый день!").waitFor();
    await card(page)
      .getByText("карточка загружается")
      .waitFor({ state: "detached" });
  });
  await end();
}
