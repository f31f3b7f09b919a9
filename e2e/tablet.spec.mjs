// A morning on the tablet of a site: paired, opened, cut off from the network, switched off and on again, and back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, walk, withMarelle } from './harness.mjs';
import { TABLETS, codeAndPin, net, paired, states, unlock } from './tablet.mjs';

// A Wednesday with six children in the morning, before the first of them comes.
const house = withMarelle({ before, after }, { now: '2026-11-25T08:00' });
const act = (page, place, label) => page.locator('.tile').nth(place).getByRole('button', { name: new RegExp(`^${label}`) });
const name = (page, place) => page.locator('.tile .name').nth(place).innerText();
/** The bar that names a child and offers to undo what was just noted of it. */
const undoOf = async (page, place) => page.locator('[data-undo]', { hasText: await name(page, place) }).getByRole('button');
const become = (page, wanted) =>
  page.waitForFunction((all) => [...document.querySelectorAll('.tile')].slice(0, all.length).every((tile, place) => tile.classList[1] === all[place]), wanted);

test('a manager shows a code and gives a PIN, each once', async () => {
  const { page, code, pin, site } = await codeAndPin(house, 'Salle des petits');
  assert.match(code, /^[2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4}$/);
  assert.match(pin, /^\d{6}$/);
  await axe(page);
  await walk(page, 'tablets-site');
  await page.goto(`${site}/tablets`);
  assert.ok(!(await page.locator('main').innerText()).includes(pin));
});

test('a wrong code and a wrong PIN say so, and the lock screen is accessible', async () => {
  const { code, pin } = await codeAndPin(house, 'Essai');
  const page = await house.page({ viewport: TABLETS[1] });
  await page.goto('/tablet/');
  await axe(page);
  await page.fill('#code', 'AAAA AAAA');
  await page.getByRole('button', { name: 'Associer' }).click();
  await page.getByText('Ce code ne va pas').waitFor();
  await page.fill('#code', code);
  await page.getByRole('button', { name: 'Associer' }).click();
  await page.locator('.people button').first().waitFor();
  await axe(page);
  await walk(page, 'tablet-lock', TABLETS);
  await page.locator('.people button').first().click();
  const wrong = pin === '000000' ? '111111' : '000000';
  for (const digit of wrong) await page.keyboard.press(digit);
  await page.getByText('Ce code ne va pas').waitFor();
  await axe(page);
});

test('a morning without a network: seven arrivals, two departures, an undo, a reload; then everything is there, once', async () => {
  const { page: office, site, tablet, pin } = await paired(house, 'Entrée');
  const children = await tablet.locator('.tile').count();
  assert.ok(children >= 6, `the demo expects ${children} children this Wednesday`);
  await axe(tablet);
  await walk(tablet, 'tablet-day', TABLETS);
  await tablet.setViewportSize(TABLETS[0]);
  const small = await tablet.locator('button:visible, select:visible, input:visible').evaluateAll((all) =>
    all.map((one) => ({ text: one.textContent, ...one.getBoundingClientRect().toJSON() })).filter(({ width, height }) => width < 64 || height < 64).map(({ text, width, height }) => `${text} ${width}×${height}`),
  );
  assert.deepEqual(small, [], 'every target is 64 px at least');

  await tablet.context().setOffline(true);
  for (let child = 0; child < 6; child += 1) await act(tablet, child, 'Arrivé').click();
  // The wrong child was touched: undone, and noted again when it comes.
  await (await undoOf(tablet, 5)).click();
  await become(tablet, ['here', 'here', 'here', 'here', 'here', 'expected']);
  await act(tablet, 5, 'Arrivé').click();
  for (const child of [0, 1]) {
    await act(tablet, child, 'Parti').click();
    await tablet.getByRole('button', { name: 'Un parent' }).click();
  }
  await become(tablet, ['left', 'left', 'here', 'here', 'here', 'here']);
  const before = await states(tablet);
  await tablet.waitForFunction(() => document.querySelector('[data-net]').textContent.includes('10'));
  assert.match(await net(tablet), /Sans réseau · .?10.? faits attendent/u);
  await axe(tablet);
  await walk(tablet, 'tablet-offline', TABLETS);

  // The battery is empty: everything in memory is gone.
  await tablet.reload();
  await unlock(tablet, pin);
  await tablet.locator('.tile').first().waitFor();
  assert.deepEqual(await states(tablet), before);
  assert.match(await net(tablet), /.?10.? faits attendent/u);

  await tablet.context().setOffline(false);
  await tablet.waitForFunction(() => document.querySelector('[data-net]').textContent.includes('Tout est envoyé'));
  assert.deepEqual(await states(tablet), before);
  await office.goto(`/attendance?site=${site.split('/').pop()}`);
  const count = async (state) => office.locator(`.door-line.${state}`).count();
  assert.equal(await count('here'), 4);
  assert.equal(await count('left'), 2);
  assert.equal(await office.locator('.door-line .badge.tone-refused').count(), 0, 'nothing contradicts itself');
  // Every fact once: who was undone has three lines, an arrival that does not stand, the undoing, an arrival.
  const lines = async (place) => {
    await office.goto(`/attendance?site=${site.split('/').pop()}`);
    await office.locator('.door-line .door-child a').nth(place).click();
    await office.waitForURL(/\/attendance\/[0-9a-f-]{36}$/);
    return office.locator('.history > li, .history tbody tr, ol.history li').count();
  };
  assert.deepEqual([await lines(0), await lines(2), await lines(5)], [2, 1, 3]);
});

test('who may fetch, a meal, sleep, a sentence, an absence and the evacuation list', async () => {
  const { tablet } = await paired(house, 'Bus', TABLETS[1]);
  const expected = await tablet.locator('.tile.expected, .tile.late').count();
  assert.ok(expected > 0, 'somebody is still expected');
  await tablet.locator('.tile.expected, .tile.late').first().getByRole('button', { name: /^Plus pour/ }).click();
  await axe(tablet);
  await walk(tablet, 'tablet-absence', TABLETS);
  await tablet.getByRole('button', { name: 'Enfant malade' }).click();
  await tablet.locator('.tile.here').first().getByRole('button', { name: /^Plus pour/ }).click();
  await walk(tablet, 'tablet-care', TABLETS);
  await tablet.getByRole('button', { name: 'Bien', exact: true }).click();
  await tablet.locator('.tile.here').first().getByRole('button', { name: /^Plus pour/ }).click();
  await tablet.getByRole('button', { name: 'S’endort' }).click();
  await tablet.getByText(/Dort depuis/).waitFor();
  await tablet.locator('.tile.here').first().getByRole('button', { name: /^Parti/ }).click();
  await axe(tablet);
  await walk(tablet, 'tablet-fetching', TABLETS);
  await tablet.getByRole('button', { name: 'Fermer' }).click();
  await tablet.getByRole('button', { name: 'Évacuation' }).click();
  for (const child of await tablet.locator('.ticks button').all()) await child.click();
  await axe(tablet);
  await walk(tablet, 'tablet-evacuation', TABLETS);
  await tablet.getByRole('button', { name: 'Noter le comptage' }).click();
  await tablet.getByText('Comptage noté').waitFor();
  await tablet.getByRole('button', { name: 'Fin de journée' }).click();
  await tablet.getByText('Encore présents').waitFor();
  await axe(tablet);
  await walk(tablet, 'tablet-end', TABLETS);
});

test('a tablet that is taken back forgets everything', async () => {
  const { page: office, site, tablet } = await paired(house, 'Perdue');
  await office.goto(`${site}/tablets`);
  await office.locator('form[action*="/revoke"]', { has: office.getByText('Perdue') }).locator('button').click();
  await tablet.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await tablet.getByText('Cette tablette a été retirée').waitFor();
  const left = await tablet.evaluate(async () => {
    const opened = await new Promise((done) => {
      const request = indexedDB.open('marelle-tablet', 1);
      request.onsuccess = () => done(request.result);
    });
    const count = (name) =>
      new Promise((done) => {
        const request = opened.transaction(name).objectStore(name).count();
        request.onsuccess = () => done(request.result);
      });
    return [await count('kept'), await count('facts'), (await caches.keys()).length];
  });
  assert.deepEqual(left, [0, 0, 0]);
});
