// The end of a day and of a month: the register, what nobody noted, attended against booked, drills and outings; with and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });

const main = async (page) => (await page.locator('main').innerText()).replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');
const error = (page) => page.locator('.error-summary').first().innerText();

/** The site of the demo's first manager. */
async function base(page) {
  await page.goto('/roster');
  return new URL(page.url()).pathname.replace('/roster', '');
}

test('the register of a day and of a month, and the month against what was booked', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  await page.goto('/attendance/month');
  assert.match(await main(page), /Réalisé et réservé, novembre 2026/);
  assert.match(await main(page), /Par enfant[\s\S]*Par jour/);
  await look(page, 'register-balance');
  // Children and days add up to the same.
  const totals = await page.locator('tr.total').allInnerTexts();
  assert.equal(totals.length, 2);
  assert.equal(totals[0], totals[1]);
  await page.getByRole('link', { name: 'Registre du mois' }).first().click();
  assert.ok((await page.locator('.register-day').count()) >= 3);
  await look(page, 'register-month');
  await page.emulateMedia({ media: 'print' });
  await walk(page, 'register-month-print', [SIZES[1]]);
  await page.emulateMedia({ media: 'screen' });
  await page.goto('/attendance/register?date=2026-11-20');
  assert.match(await main(page), /Repris par/i);
  await look(page, 'register-day');
  await page.emulateMedia({ media: 'print' });
  await walk(page, 'register-day-print', [SIZES[1]]);
});

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`a departure nobody noted is confirmed or corrected, ${how}`, async () => {
    const page = await signIn(javaScript ? await house.page() : await house.pageWithoutJavaScript(), 'site_manager');
    await page.goto('/desk');
    const waiting = page.locator('.desk li', { hasText: 'départ clos d’office' });
    for (let tries = 0; (await waiting.count()) === 0 && tries < 20; tries += 1) {
      await page.waitForTimeout(500);
      await page.reload();
    }
    const before = await waiting.count();
    assert.ok(before >= 1, 'the demo has departures that were forgotten');
    await waiting.first().locator('a').first().click();
    assert.match(await main(page), /Départ clos d’office à .*, à confirmer/);
    if (javaScript) await look(page, 'register-closed');
    const booking = new URL(page.url()).pathname;
    await page.locator('form[action$="/confirm"] button').click();
    await page.goto(booking);
    assert.match(await main(page), /Confirmé par l’équipe/);
    await page.goto('/desk');
    assert.equal(await waiting.count(), before - 1);
  });

  test(`a drill is noted, wrongly and rightly, ${how}`, async () => {
    const page = await signIn(javaScript ? await house.page() : await house.pageWithoutJavaScript(), 'site_manager');
    const site = await base(page);
    await page.goto(`${site}/drills`);
    assert.match(await main(page), /W12 · Aucun exercice de mise en sûreté depuis douze mois|Mise en sûreté/);
    if (javaScript) await look(page, 'register-drills');
    await page.fill('[name="date"]', '2026-11-24');
    await page.check('[name="kind"][value="shelter"]');
    await page.fill('[name="counted"]', '5');
    await page.fill('[name="present"]', '6');
    await page.locator('#new .form-actions button').click();
    assert.match(await error(page), /futur/);
    await page.fill('[name="date"]', '2026-11-20');
    await page.locator('#new .form-actions button').click();
    assert.match(await main(page), /5 sur 6 *\n? *compte différent/);
    assert.doesNotMatch(await main(page), /W12/);
    if (javaScript) await axe(page);
    await page.locator('form[action$="/withdraw"] button').first().click();
    assert.match(await main(page), /retiré/);
  });

  test(`an outing without enough adults is refused, mended and planned, ${how}`, async () => {
    const page = await signIn(javaScript ? await house.page() : await house.pageWithoutJavaScript(), 'site_manager');
    const site = await base(page);
    const day = javaScript ? '2026-11-27' : '2026-11-26';
    await page.goto(`${site}/outings?date=${day}`);
    if (javaScript) await look(page, 'register-outings');
    const children = page.locator('[name="children"]');
    assert.ok((await children.count()) >= 1, 'children are booked that day');
    await page.fill('[name="destination"]', "Le marché de l'Esplanade");
    await page.fill('[name="leaves_at"]', '09:30');
    await page.fill('[name="returns_at"]', '09:00');
    await children.first().check();
    await page.locator('#new .form-actions button').click();
    assert.match(await error(page), /fin/);
    assert.equal(await page.inputValue('[name="destination"]'), "Le marché de l'Esplanade");
    await page.fill('[name="returns_at"]', '10:30');
    await page.locator('#new .form-actions button').click();
    assert.match(await main(page), /R4 · /, 'nobody goes with the child');
    if (javaScript) await look(page, 'register-outing-refused');
    await page.fill('[name="override_reason"]', 'Les parents accompagnent');
    await page.locator('#new .form-actions button').click();
    assert.match(await main(page), /Les parents accompagnent/);
    await page.goto(`${site}/ratio?date=${day}`);
    assert.match(await main(page), /Sortie 9 h 30/);
    if (javaScript) await look(page, 'register-outing-ratio', [SIZES[1]]);
  });
}

test('how long the site waits, who directs it, and what its referent gave', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  const site = await base(page);
  await page.goto(`${site}/closing`);
  assert.match(await main(page), /60 minutes/);
  await page.fill('[name="minutes"]', '700');
  await page.locator('.form-actions button').click();
  assert.match(await error(page), /limites/);
  await page.fill('[name="minutes"]', '45');
  await page.locator('.form-actions button').click();
  assert.match(await main(page), /45 minutes/);
  await look(page, 'register-closing');
  await page.goto(`${site}/direction`);
  assert.match(await main(page), /Référent santé et accueil inclusif/);
  await look(page, 'register-direction');
});
