// A child's first steps: the manager begins and places them, the team says how a visit went, the parent sees stones; with and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rm } from 'node:fs/promises';
import { SIZES, bytes, look, signIn, startMarelle, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });
const main = async (page) => (await page.locator('main').innerText()).replaceAll('\u00a0', ' ');

async function list(page) {
  await page.goto('/familiarisation');
  return new URL(page.url()).pathname;
}

test('the list says what waits for somebody, and a visit is answered with faces and a sentence', async () => {
  const page = await signIn(await house.page(), 'staff');
  await list(page);
  assert.match(await main(page), /À valider : 1 visite/);
  await look(page, 'first-steps-list');
  await page.locator('#familiarisations a').first().click();
  const text = await main(page);
  assert.match(text, /Comment s’est passée la visite|Comment s'est passée la visite/);
  await look(page, 'first-steps-path');
  await page.locator('#answer .form-actions button').click();
  assert.match(await page.locator('.error-summary').innerText(), /nécessaire|faut|besoin/i, 'faces and a sentence are asked for');
  await page.locator('#answer [name="apart"][value="mixed"]').check({ force: true });
  await page.locator('#answer [name="play"][value="well"]').check({ force: true });
  await page.selectOption('#answer [name="sentence"]', 'cried_then_settled');
  await page.check('#answer [name="outcome"][value="validated"]');
  await page.locator('#answer .form-actions button').click();
  assert.match(await page.locator('.flash').innerText(), /Enregistré/);
  assert.match(await main(page), /A pleuré un peu, puis s/);
  await page.getByRole('button', { name: 'Revenir sur la dernière réponse' }).click();
  assert.match(await page.locator('.flash').innerText(), /retirée/);
});

for (const javaScript of [true, false]) {
  test(`first steps begin, get their dates and are stopped: ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const page = await signIn(javaScript ? await house.page() : await house.pageWithoutJavaScript(), 'site_manager');
    const here = await list(page);
    await page.getByRole('link', { name: 'Commencer des premiers pas' }).click();
    if (javaScript) {
      await look(page, 'first-steps-new');
        }
    await page.selectOption('[name="child"]', { index: 1 });
    await page.selectOption('[name="referent"]', { index: 1 });
    await page.locator('.form-actions button').click();
    assert.match(await page.locator('.flash').innerText(), /choisissez les dates/);
    assert.ok((await page.locator('#proposed .visits li').count()) >= 3, 'dates are proposed');
    if (javaScript) await look(page, 'first-steps-proposed');
    await page.locator('#proposed .form-actions button').click();
    assert.match(await page.locator('.flash').innerText(), /visites? réservées?/);
    await page.getByRole('button', { name: /Rendre cette visite/ }).first().click();
    assert.match(await page.locator('.flash').innerText(), /Visite rendue/);
    await page.getByText('Arrêter ces premiers pas').first().click();
    await page.fill('#stop-reason', "Déménagement d'été");
    await page.getByRole('button', { name: 'Arrêter ces premiers pas' }).click();
    assert.match(await page.locator('.flash').innerText(), /arrêtés/);
    await page.goto(`${here}?shown=ended`);
    assert.match(await main(page), /Arrêtés le/);
  });
}

test('a site writes its own steps down, takes them away and puts them back', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  const here = await list(page);
  await page.goto(`${here}/templates`);
  await look(page, 'first-steps-templates');
  await page.fill('[name="name"]', "Deux pas d'été");
  await page.fill('[name="minutes-1"]', '20');
  await page.fill('[name="minutes-2"]', '90');
  await page.selectOption('[name="parent-2"]', 'away');
  await page.locator('#new .form-actions button').click();
  assert.match(await main(page), /1 h 30 sans le parent/);
  await page.getByRole('button', { name: /Retirer/ }).click();
  await page.locator('.flash button').click();
  assert.match(await page.locator('.flash').innerText(), /remis/);
});

test('the parent sees stones in her language and answers with a face', async () => {
  const manager = await signIn(await house.page(), 'site_manager');
  await manager.goto(`${await list(manager)}/new`);
  const child = manager.locator('[name="child"] option', { hasText: 'Benali' }).first();
  await manager.selectOption('[name="child"]', await child.getAttribute('value'));
  await manager.selectOption('[name="referent"]', { index: 1 });
  await manager.locator('.form-actions button').click();
  const path = new URL(manager.url()).pathname;
  const first = await manager.locator('#proposed .visits li strong').first().innerText();
  await manager.locator('#proposed .form-actions button').click();

  // Some days later, after the first visit.
  const { data } = house.marelle;
  await house.marelle.stop({ keep: true });
  house.marelle = await startMarelle({ now: '2026-12-02T18:00', data });
  const staff = await signIn(await house.page(), 'staff');
  await staff.goto(path);
  assert.match(await main(staff), new RegExp(`visite du ${first.split(' · ')[0].replaceAll('\u00a0', ' ')}`));
  await staff.locator('#answer [name="apart"][value="hard"]').check({ force: true });
  await staff.locator('#answer [name="play"][value="well"]').check({ force: true });
  await staff.selectOption('#answer [name="sentence"]', 'needs_time');
  await staff.check('#answer [name="outcome"][value="repeated"]');
  await staff.locator('#answer .form-actions button').click();
  assert.match(await staff.locator('.flash').innerText(), /Enregistré/);

  for (const [language, javaScript] of [['fr', true], ['ar', false]]) {
    const phone = { viewport: SIZES[0] };
    const page = await signIn(javaScript ? await house.page(phone) : await house.pageWithoutJavaScript(phone), 'parent');
    await page.goto(`/language/${language}?next=%2Ffamily`);
    await page.locator('a[href="/family/first-steps"]').click();
    assert.ok((await page.locator('.step').count()) === 6);
    assert.equal(await page.locator('.step.again').count(), 1, 'once more is drawn as such');
    if (javaScript) await look(page, `first-steps-parent-${language}`, [SIZES[0]]);
    else await walk(page, `first-steps-parent-${language}`, [SIZES[0]]);
    if (language === 'fr') {
      await page.locator('.face-row button').nth(1).click();
      assert.match(await page.locator('body').innerText(), /Merci, l’équipe le voit|Merci, l'équipe le voit/);
      assert.match(await main(page), /Votre réponse/);
      const { total } = await bytes(page, '/family/first-steps');
      assert.ok(total <= 50 * 1024, `${total} bytes`);
    }
  }
});

after(async () => {
  const data = house.marelle?.data;
  if (data) await rm(data, { recursive: true, force: true });
});
