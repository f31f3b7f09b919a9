// An administrator makes a site from nothing to its first sessions, closes a day, reads the calendar by week and by month, and corrects a
// rule after having seen which bookings it touches.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });

async function administrator(javaScript = true) {
  return signIn(javaScript ? await house.page() : await house.pageWithoutJavaScript(), 'administrator');
}

const main = (page) => page.locator('main').innerText();
const save = (page, inside = 'main form.form') => page.locator(`${inside} .form-actions button`).first().click();

async function lunel(page, part = '') {
  await page.goto('/sites');
  await page.locator('#sites tbody a', { hasText: 'Les Petits Pas' }).click();
  if (part) await page.goto(`${new URL(page.url()).pathname}${part}`);
  return page;
}

for (const javaScript of [true, false]) {
  const name = javaScript ? "L'Île aux Enfants" : 'Sans Script';
  test(`a site is made, from its name to its sessions: ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const page = await administrator(javaScript);
    await page.goto('/sites');
    if (javaScript) await look(page, 'sites-list');
    await page.locator('a[href="/sites/new"]').first().click();
    await save(page);
    assert.ok((await page.locator('.error').count()) >= 1, 'an empty site comes back with what is missing');
    if (javaScript) await look(page, 'sites-new');
    await page.fill('[name="name"]', name);
    await page.check('[name="kind"][value="micro_creche"]');
    await page.fill('[name="commune"]', 'Marsillargues');
    await save(page);
    const base = new URL(page.url()).pathname;
    assert.match(await page.locator('h1').innerText(), new RegExp(name));
    assert.match(await main(page), /manque encore quelque chose/);
    if (javaScript) await look(page, 'sites-not-ready', [SIZES[0]]);

    await page.goto(`${base}/premises`);
    await page.fill('[name="name"]', 'Maison des 4 Vents');
    await page.fill('[name="address"]', "3 rue de l'Église");
    await page.fill('[name="commune"]', 'Marsillargues');
    await save(page);
    assert.match(await main(page), /Maison des 4 Vents/);

    await page.goto(`${base}/authorisations`);
    await page.fill('[name="from"]', '2026-11-23');
    await page.fill('[name="from_1"]', '08:00');
    await page.fill('[name="until_1"]', '18:00');
    await page.fill('[name="places_1"]', '12');
    await save(page);
    assert.match(await main(page), /12 places/);
    assert.match(await main(page), /14/, '115 % of twelve, rounded up, is said');
    if (javaScript) await look(page, 'sites-authorisations');

    await page.goto(`${base}/rules/new`);
    if (javaScript) await look(page, 'sites-rule');
    for (const day of ['monday', 'thursday']) await page.check(`[name="weekday"][value="${day}"]`);
    await page.check('[name="half_day"][value="morning"]');
    await page.fill('[name="starts_at"]', '08:30');
    await page.fill('[name="ends_at"]', '12:15');
    await page.selectOption('[name="premises_id"]', { label: 'Maison des 4 Vents' });
    await page.check('[name="period_kind"][value="always"]');
    await page.fill('[name="seats_regular"]', '6');
    await page.fill('[name="seats_adaptation"]', '1');
    await page.fill('[name="from"]', '2026-11-24');
    await save(page);
    assert.match(await main(page), /Rien n.est encore enregistré/);
    assert.match(await main(page), /\d+ séances s.ajoutent/);
    if (javaScript) await look(page, 'sites-rule-effect');
    await save(page);
    assert.match(await main(page), /6 places régulières · 1 place d.adaptation/);

    await page.goto(`${base}/calendar?month=2026-12`);
    assert.match(await main(page), /décembre 2026/);
    assert.equal(await page.locator('.month .month-half:has-text("7")').count() >= 5, true, 'six seats and one are free');
  });
}

test('the calendar turns by month and by week, and says why a day is closed', async () => {
  const page = await lunel(await administrator(), '/calendar');
  assert.match(await main(page), /Armistice de 1918/);
  assert.match(await main(page), /Mois précédent[\s\S]*Mois suivant/);
  await look(page, 'sites-month');
  await page.locator('a[rel="next"]').click();
  assert.match(await main(page), /décembre 2026/);
  assert.match(await main(page), /Vacances scolaires : Noël|Noël/);
  await page.locator('.tabs a', { hasText: 'Semaine' }).click();
  assert.match(await main(page), /Semaine précédente[\s\S]*Semaine suivante/);
  await look(page, 'sites-week');
});

test('a closure is previewed with the bookings it touches, then kept or given up', async () => {
  const page = await lunel(await administrator(), '/closures');
  await look(page, 'sites-closures');
  const before = await page.locator('table tbody tr').count();
  const close = async () => {
    await page.fill('[name="from"]', '2026-12-03');
    await page.selectOption('[name="reason"]', 'staff_training');
    await save(page);
    assert.match(await main(page), /Rien n.est encore enregistré/);
    assert.match(await main(page), /enfants? (a une place|ont une place)/);
  };
  await close();
  await look(page, 'sites-closure-effect');
  await page.locator('.form-actions a').click();
  assert.equal(await page.locator('table tbody tr').count(), before, 'given up: nothing is saved');
  await close();
  await save(page);
  assert.equal(await page.locator('table tbody tr').count(), before + 1);
  assert.match(await main(page), /le 3 décembre 2026/, 'a single day is said as one');
});

test('a corrected rule shows the bookings it touches before it is saved, and asks for a decision after', async () => {
  const page = await lunel(await administrator(), '/rules');
  assert.match(await main(page), /6 places régulières/);
  await look(page, 'sites-rules');
  await page.locator('#rules tbody tr', { hasText: 'vendredi' }).first().locator('a').click();
  await page.fill('[name="seats_regular"]', '2');
  await save(page);
  const effect = await main(page);
  assert.match(effect, /Rien n.est encore enregistré/);
  assert.match(effect, /\d+ séances? existantes? (est|sont) touchées?/);
  assert.match(effect, /\d+ enfants? attendus?/);
  await look(page, 'sites-rule-touches');
  const path = new URL(page.url()).pathname.replace(/\/rules.*$/, '');
  await page.goto(`${path}/rules`);
  assert.match(await main(page), /vendredi[\s\S]{0,200}6 places régulières/, 'seen, not saved');

  await page.locator('#rules tbody tr', { hasText: 'vendredi' }).first().locator('a').click();
  await page.fill('[name="seats_regular"]', '2');
  await save(page);
  await save(page);
  await page.goto(`${path}/calendar`);
  assert.match(await main(page), /À décider/);
  await look(page, 'sites-decide');
});

test('the booking rules, the premises and the page of the site are legible', async () => {
  const page = await lunel(await administrator());
  await look(page, 'sites-overview');
  const base = new URL(page.url()).pathname;
  for (const part of ['policy', 'premises']) {
    await page.goto(`${base}/${part}`);
    await look(page, `sites-${part}`);
  }
  await page.goto('/school-calendar');
  await look(page, 'sites-school-calendar');
  await page.goto('/organisations');
  await look(page, 'sites-organisations');
  await page.goto('/audit');
  await look(page, 'sites-audit');
  await page.goto('/access');
  await walk(page, 'sites-access', [SIZES[0]]);
  await axe(page);
});
