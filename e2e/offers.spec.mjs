// A free seat several families are asked about at once: the parent's page of it, in French and in Arabic, and the site that changes its
// mind. Nothing is offered while its cancellation can be undone, so the demo is stopped and goes on a quarter of an hour later.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, signIn, startBrowser, startMarelle } from './harness.mjs';

const PHONE = { viewport: SIZES[0] };
const FULL_DAY = '2026-11-27';
const house = { marelle: undefined, browser: undefined };

async function open(role, context = {}) {
  const made = await house.browser.newContext({
    baseURL: house.marelle.address,
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: SIZES[1],
    reducedMotion: 'reduce',
    ...context,
  });
  const page = await made.newPage();
  page.setDefaultTimeout(10_000);
  return signIn(page, role);
}

const board = async (page) => {
  await page.goto('/board');
  return new URL(page.url()).pathname;
};

before(async () => {
  house.browser = await startBrowser();
  house.marelle = await startMarelle({ now: '2026-11-23T08:00' });
  const page = await open('site_manager');
  const week = await board(page);
  const site = week.split('/')[2];
  await page.goto(`/sites/${site}/policy`);
  await page.fill('[name="from"]', '2026-11-24');
  await page.check('[name="offer_mode"][value="first_yes"]');
  await page.locator('form:has([name="offer_mode"]) .form-actions button').first().click();
  assert.equal(await page.locator('.error-summary').count(), 0);

  // The parent's child waits for a morning that is full.
  await page.goto('/families?q=benali');
  await page.locator('#families tbody tr a').first().click();
  await page.locator('#place-requests a.button').click();
  await page.locator('[name="child"]').first().check();
  await page.selectOption('[name="purpose"]', 'training');
  await page.fill('[name="date_1"]', FULL_DAY);
  await page.selectOption('[name="part_1"]', 'morning');
  await page.check(`[name="site"][value="${site}"]`);
  await page.locator('form[action$="/place-requests"] .form-actions button').click();
  await page.waitForURL(/\/place-requests\/[\w-]+$/);
  assert.match(await page.locator('main').innerText(), /Réponse le|En attente/);

  // Somebody cannot come that morning.
  await page.goto(week);
  const friday = page.locator('table.board a.chip.booked', { hasText: /27 novembre au matin/ });
  await friday.first().click();
  await page.locator('form[action$="/cancel"] [name="reason"]').first().check();
  await page.locator('form[action$="/cancel"] button').click();
  await page.waitForURL(/\/week(\?|$)/);
  const { data } = house.marelle;
  await house.marelle.stop({ keep: true });
  house.marelle = await startMarelle({ now: '2026-11-23T08:20', data });
  // The worker offers it as soon as it runs again.
  const parent = await open('parent', PHONE);
  for (let time = 0; time < 40; time += 1) {
    await parent.goto('/family');
    if (await parent.locator('main a[href^="/family/offers/"]').count()) return;
    await parent.waitForTimeout(500);
  }
  throw new Error(`nothing is offered: ${await parent.locator('main').innerText()}`);
});

after(async () => {
  await house.browser?.close();
  const data = house.marelle?.data;
  await house.marelle?.stop();
  if (data) await rm(data, { recursive: true, force: true });
});

for (const language of ['fr', 'ar']) {
  test(`a parent reads what she is asked, until when, and that nothing is lost by a no: ${language}`, async () => {
    const page = await open('parent', PHONE);
    await page.goto('/family');
    await page.locator(`.languages a[lang="${language}"]`).click();
    await page.waitForURL((url) => url.pathname === '/family');
    await look(page, `offer-home-${language}`, [SIZES[0]]);
    await page.locator('main a[href^="/family/offers/"]').first().click();
    await page.waitForURL(/\/family\/offers\//);
    assert.equal(await page.locator('html').getAttribute('dir'), language === 'ar' ? 'rtl' : 'ltr');
    assert.equal(await page.locator('form[action$="/yes"] button').count(), 1);
    assert.equal(await page.locator('form[action$="/no"] button').count(), 1);
    await look(page, `offer-${language}`, [SIZES[0]]);
  });
}

test('the site stops the round with one press; the parent’s page says that nothing is lost', async () => {
  const parent = await open('parent', PHONE);
  await parent.goto('/family');
  const offer = await parent.locator('main a[href^="/family/offers/"]').first().getAttribute('href');
  const page = await open('site_manager');
  await board(page);
  assert.equal(await page.locator('#rounds li').count(), 1);
  await look(page, 'offer-board');
  await page.locator('#rounds form button').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/week\?/);
  assert.match(await page.locator('.flash').innerText(), /n.est plus proposée/);
  assert.equal(await page.locator('#rounds').count(), 0);
  await parent.goto(offer);
  assert.equal(await parent.locator('form[action$="/yes"]').count(), 0);
  await look(parent, 'offer-stopped-fr', [SIZES[0]]);
  await parent.goto('/family');
  await parent.locator('.languages a[lang="ar"]').click();
  await parent.goto(offer);
  await look(parent, 'offer-stopped-ar', [SIZES[0]]);
  await axe(page);
});
