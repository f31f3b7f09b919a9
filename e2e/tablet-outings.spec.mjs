// The outings of today and tomorrow on the tablet: who is out, who is at the house, with and without a network.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, walk, withMarelle } from './harness.mjs';
import { TABLETS, paired, unlock } from './tablet.mjs';

// A Wednesday, an hour into the morning.
const house = withMarelle({ before, after }, { now: '2026-11-25T09:30' });

/** Plans an outing on the manager's page, setting aside what is against it. */
async function plan(page, site, { day, from, until, count, destination }) {
  await page.goto(`${site}/outings?date=${day}`);
  await page.fill('[name="destination"]', destination);
  await page.fill('[name="leaves_at"]', from);
  await page.fill('[name="returns_at"]', until);
  for (const child of (await page.locator('[name="children"]:enabled').all()).slice(0, count)) await child.check();
  await page.locator('[name="adults"]').first().check();
  await page.locator('#new .form-actions button').click();
  const reason = page.locator('[name="override_reason"]');
  if (await reason.count()) {
    await reason.fill('Deux parents accompagnent');
    await page.locator('#new .form-actions button').click();
  }
  await page.getByText(destination).first().waitFor();
}

test('who is out is told apart on the tiles, in the count and on the evacuation list, also without a network', async () => {
  const { page: office, site, tablet, pin } = await paired(house, 'Sorties');
  await plan(office, site, { day: '2026-11-25', from: '09:00', until: '11:00', count: 3, destination: "La médiathèque de l'Esplanade" });
  await tablet.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await tablet.locator('.outing.now', { hasText: "La médiathèque de l'Esplanade" }).waitFor();

  // Whoever has not come is not out: only who is here leaves.
  const expected = await tablet.locator('.tiles').first().locator('.tile.expected').evaluateAll((tiles) => tiles.map((tile) => tile.dataset.booking));
  for (const booking of expected) {
    await tablet.locator(`[data-key="do ${booking}"]`).click();
    await tablet.locator(`.tile.here[data-booking="${booking}"]`).waitFor();
  }
  const here = await tablet.locator('.tile.here').count();
  assert.equal(await tablet.locator('.tile.here.out').count(), 3);
  assert.match(await tablet.locator('.tile.out .state').first().innerText(), /En sortie jusqu’à .?11:00/u);
  assert.match(await tablet.locator('.ratio .heads').innerText(), /3.? enfants en sortie/u);
  const outing = await tablet.locator('.outing.now').innerText();
  assert.match(outing, /De .?09:00.? à .?11:00/u);
  assert.match(outing, /3.? enfants : [^,]+, [^,]+, [^,\n]+/u);
  assert.match(outing, /1.? adulte : [\p{L}' ’-]+ \p{L}\./u);
  await axe(tablet);
  await walk(tablet, 'tablet-outing', TABLETS);
  await tablet.setViewportSize(TABLETS[0]);

  // The tablet is cut off and switched off: it still knows.
  await tablet.context().setOffline(true);
  await tablet.reload();
  await unlock(tablet, pin);
  await tablet.locator('.tile').first().waitFor();
  assert.equal(await tablet.locator('.tile.here.out').count(), 3);

  await tablet.getByRole('button', { name: 'Évacuation' }).click();
  const count = async () => (await tablet.locator('.count').innerText()).replace(/[^\d ]/gu, '').trim().split(/ +/).map(Number);
  const atHouse = await tablet.locator('main > .ticks button').count();
  assert.deepEqual(await count(), [0, atHouse]);
  assert.ok(atHouse <= here, `${atHouse} of ${here}`);
  assert.equal(await tablet.locator('.away .ticks button').count(), 3);
  // At the larger size, at which the bar of the views lies over nothing.
  await walk(tablet, 'tablet-outing-evacuation', TABLETS);
  await axe(tablet);
  await tablet.setViewportSize(TABLETS[0]);
  // They had not left after all: one is seen at the house, and was to be counted there.
  await tablet.locator('.away .ticks button').first().click();
  assert.deepEqual(await count(), [1, atHouse + 1]);

  await tablet.getByRole('button', { name: 'Demain' }).click();
  // The demo has planned one for the day after.
  await tablet.locator('.outing', { hasText: "Médiathèque, l'heure du conte" }).waitFor();
  assert.equal(await tablet.locator('.tile .goes-out').count(), 3);
  assert.equal(await tablet.locator('.tile.out').count(), 0, 'nobody is out today of those of tomorrow');
  await axe(tablet);
  await walk(tablet, 'tablet-outing-tomorrow', TABLETS);
});
