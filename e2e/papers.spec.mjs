// Those who run a site see which papers are missing and note what was seen; the team on duty reads what it must know of a child's health; a
// parent reads what to bring, in her language. With and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });

const main = async (page) => (await page.locator('main').innerText()).replaceAll('\u00a0', ' ');

/** The site of the demo's first manager. */
async function base(page) {
  await page.goto('/roster');
  return new URL(page.url()).pathname.replace('/roster', '');
}

/** The file of the first child of whom the certificate is missing. */
async function first(page, kind = 'certificate') {
  const site = await base(page);
  await page.goto(`${site}/papers?kind=${kind}`);
  await page.locator('#papers tbody th a').first().click();
  await page.waitForURL(/\/children\/[^/]+\/papers/);
  return site;
}

test('the missing list: filtered, sorted, searched, printed; and the line on the desk', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  assert.match(await main(page), /papiers? d’admission en retard/);
  const site = await base(page);
  await page.goto(`${site}/papers`);
  assert.match(await main(page), /papiers manquent/);
  assert.match(await main(page), /À vérifier avec le règlement/);
  await look(page, 'papers-site');
  const all = await page.locator('#papers tbody tr').count();
  await page.selectOption('[name="kind"]', 'certificate');
  await page.locator('.filter button').click();
  const certificates = await page.locator('#papers tbody tr').count();
  assert.ok(certificates > 0 && certificates < all, `${certificates} of ${all}`);
  await page.goto(`${site}/papers?q=nobody-of-this-name`);
  assert.match(await main(page), /Rien pour ces filtres/);
  await walk(page, 'papers-site-nothing', [SIZES[0]]);
});

for (const javaScript of [true, false]) {
  test(`papers are noted, undone and withdrawn: ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const page = await signIn(javaScript ? await house.page() : await house.pageWithoutJavaScript(), 'site_manager');
    await first(page);
    assert.match(await main(page), /Certificat médical\s*(En retard depuis|Attendu avant)/);
    if (javaScript) await look(page, 'papers-file');
    const open = (words) => page.locator('summary', { hasText: words }).click();
    const save = (what) => page.locator(`form:has([name="what"][value="${what}"]) .form-actions button`).click();
    await open('Noter un certificat vu');
    await page.fill('[name="signed_on"]', '2020-01-01');
    await save('certificate');
    assert.match(await main(page), /plus de deux mois/, 'T20');
    if (javaScript) await look(page, 'papers-file-refused', [SIZES[0], SIZES[2]]);
    await page.fill('[name="signed_on"]', '2026-11-20');
    await save('certificate');
    assert.match(await main(page), /Certificat médical\s*En ordre/);
    await page.locator('.undo-bar button').click();
    assert.match(await main(page), /Certificat médical\s*(En retard depuis|Attendu avant)/);
    await open('Ajouter une personne');
    await page.fill('[name="name"]', "Zoé L'Hostis");
    await page.fill('[name="phone"]', 'douze');
    await save('contact');
    assert.match(await page.locator('.error-summary').innerText(), /téléphone/i);
    assert.equal(await page.inputValue('[name="name"]'), "Zoé L'Hostis");
    await page.fill('[name="phone"]', '06 11 22 33 44');
    await save('contact');
    assert.match(await main(page), /Zoé L'Hostis|Zoé L’Hostis/);
    await page.locator('.undo-bar button').click();
    await open('Noter une réponse des parents');
    await page.selectOption('[name="paper"]', 'photo');
    await page.check('[name="granted"][value="no"]');
    await save('answer');
    assert.match(await main(page), /Photos\s*En ordre\s*Refusé/);
    await page.locator('.undo-bar button').click();
  });
}

test('a health card is written and read, by who runs the site; what is asked for is set', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  const site = await first(page);
  await page.getByRole('link', { name: 'Fiche santé' }).click();
  await page.fill('[name="allergy"]', 'Arachide, œuf');
  await page.check('[name="care_plan"]');
  await page.fill('[name="plan_place"]', 'Classeur rouge, bureau');
  await page.fill('[name="treatment_place"]', "Trousse au nom de l'enfant");
  await page.locator('.form-actions button').click();
  assert.match(await main(page), /Arachide, œuf[\s\S]*Classeur rouge/);
  await look(page, 'papers-health');
  await page.goto(`${site}/papers`);
  await page.locator('summary', { hasText: 'Changer ce que la structure demande' }).click();
  await page.uncheck('[name="asked"][value="photo"]');
  await page.check('[name="checked"]');
  await page.locator('#settings .form-actions button').click();
  assert.doesNotMatch(await page.locator('#settings li').first().innerText(), /Photos/);
  await look(page, 'papers-settings', [SIZES[1]]);
});

for (const [language, direction] of [['fr', 'ltr'], ['ar', 'rtl']]) {
  for (const javaScript of [true, false]) {
    test(`a parent reads what to bring: ${language}${javaScript ? '' : ', without scripts'}`, async () => {
      const page = await signIn(javaScript ? await house.page({ viewport: SIZES[0] }) : await house.pageWithoutJavaScript({ viewport: SIZES[0] }), 'parent');
      await page.goto('/family');
      await page.locator(`.languages a[lang="${language}"]`).click();
      assert.equal(await page.locator('html').getAttribute('dir'), direction);
      await walk(page, `papers-home-${language}`, [SIZES[0]]);
      if (language === 'fr') assert.match(await main(page), /papiers? à apporter pour Inès/);
      await page.goto('/family/papers');
      await walk(page, `papers-parent-${language}`);
      if (javaScript) await axe(page);
      await page.locator('a[href="/family/health"]').click();
      await walk(page, `papers-parent-health-${language}`, [SIZES[0]]);
      if (javaScript) await axe(page);
      await page.locator('.back a').click();
      assert.equal(new URL(page.url()).pathname, '/family/papers');
    });
  }
}

test('the tile of a tablet says what must be known; a touch says the rest', async () => {
  const office = await signIn(await house.page(), 'site_manager');
  const site = await base(office);
  await office.goto(`/attendance?site=${site.split('/').pop()}`);
  // A child of the day gets a card, from its line at the door.
  await office.locator('.door-child a').first().click();
  await office.getByRole('link', { name: 'Fiche santé' }).click();
  if (!(await office.locator('[name="allergy"]').isVisible())) await office.locator('summary', { hasText: 'Changer la fiche' }).click();
  await office.fill('[name="allergy"]', 'Arachide');
  await office.check('[name="care_plan"]');
  await office.fill('[name="treatment_place"]', 'Placard fermé de la cuisine');
  await office.locator('.form-actions button').click();
  await office.goto(`${site}/tablets`);
  await office.fill('[name="name"]', 'Santé');
  await office.getByRole('button', { name: 'Afficher un code' }).click();
  const code = (await office.locator('.code-shown').innerText()).trim();
  await office.locator('form[action*="/pins/"] button').first().click();
  const pin = (await office.locator('.code-shown').innerText()).trim();
  const page = await house.page({ viewport: { width: 1024, height: 768 } });
  await page.goto('/tablet/');
  await page.fill('#code', code);
  await page.getByRole('button', { name: 'Associer' }).click();
  await page.locator('.people button').first().click();
  for (const digit of pin) await page.locator('.pad button', { hasText: new RegExp(`^${digit}$`) }).click();
  const tile = page.locator('.tile', { has: page.locator('.health', { hasText: 'Arachide' }) }).first();
  await tile.waitFor();
  assert.match(await tile.locator('.health').innerText(), /Allergie : Arachide · PAI/);
  await walk(page, 'papers-tablet', [{ width: 1024, height: 768 }, { width: 800, height: 1280 }]);
  await axe(page);
  await tile.getByRole('button', { name: /^Plus pour/ }).click();
  assert.match(await page.locator('dialog .health-card').innerText(), /Placard fermé de la cuisine/);
  await walk(page, 'papers-tablet-sheet', [{ width: 1024, height: 768 }]);
  await axe(page);
});
