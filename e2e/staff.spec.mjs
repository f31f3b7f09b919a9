// Those who run a site keep its team and its roster, and see at which minute the adults are not enough; with and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });

const main = async (page) => (await page.locator('main').innerText()).replaceAll('\u00a0', ' ');
const save = (page, inside) => page.locator(`${inside} .form-actions button`).first().click();

/** The site of the demo's first manager: Les Petits Pas. */
async function base(page) {
  await page.goto('/roster');
  return new URL(page.url()).pathname.replace('/roster', '');
}

test('the week of the team, its figures and its warnings', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  const site = await base(page);
  const text = await main(page);
  assert.match(text, /Émilie Castan/);
  assert.match(text, /Ouverture : Émilie/);
  assert.match(text, /Encadrement suffisant/);
  assert.match(text, /W12 · .*Lucie Ménard/, 'a check that ends soon is told');
  assert.equal(await page.locator('.main-nav [aria-current]').innerText(), 'Planning d’équipe');
  await look(page, 'staff-roster');
  // Arrow keys go from shift to shift.
  await page.locator('.roster tbody a').first().focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.evaluate(() => document.activeElement.closest('td') !== null), true);
  await page.goto(`${site}/ratio?date=2026-11-23`);
  assert.match(await main(page), /Prochain moment hors règle/);
  await look(page, 'staff-ratio');
  await page.goto(`${site}/week`);
  assert.ok((await page.locator('.ratio-figure').count()) >= 5, 'each day of the week board has its figure');
  await look(page, 'staff-board');
});

for (const javaScript of [true, false]) {
  test(`a shift is added, moved, taken away and put back: ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const page = await signIn(javaScript ? await house.page() : await house.pageWithoutJavaScript(), 'site_manager');
    const site = await base(page);
    await page.goto(`${site}/roster?monday=2026-12-14`);
    assert.match(await main(page), /Aucun planning d’équipe cette semaine/);
    await page.selectOption('#form [name="member"]', { label: "Pauline D'Angelo" });
    const premises = page.locator('#form select[name="premises"]');
    if (await premises.count()) await premises.selectOption({ index: 1 });
    for (const day of ['2026-12-14', '2026-12-15']) await page.check(`#form [name="date"][value="${day}"]`);
    await page.fill('#form [name="starts_at"]', '08:15');
    await page.fill('#form [name="ends_at"]', '12:30');
    await save(page, '#form');
    assert.match(await page.locator('.error-summary').innerText(), /à la demie/);
    if (javaScript) await look(page, 'staff-roster-wrong', [SIZES[0]]);
    await page.fill('#form [name="starts_at"]', '08:00');
    await save(page, '#form');
    assert.match(await page.locator('.flash').innerText(), /2 services ajoutés/);
    await page.locator('.roster tbody td a.chip').first().click();
    assert.match(await page.locator('#form h2').innerText(), /Changer ce service/);
    await page.fill('#form [name="ends_at"]', '11:30');
    await save(page, '#form');
    assert.match((await main(page)).replaceAll('\n', ' '), /8 h – 11 h 30/);
    await page.locator('.roster tbody td a.chip').first().click();
    await page.locator('#form button.danger').click();
    assert.equal(await page.locator('.roster tbody td a.chip').count(), 1);
    await page.locator('.undo-bar button').click();
    assert.equal(await page.locator('.roster tbody td a.chip').count(), 2);
    // Copied to a week of which one day is closed, or not; then undone.
    await page.fill('[name="to"]', '2026-12-21');
    await page.locator('.filter button').click();
    assert.match(await main(page), /seront copiés|ne peuvent pas être copiés/);
    if (javaScript) await look(page, 'staff-copy');
    // Left as it was, for the walk without scripts.
    await page.goto(`${site}/roster?monday=2026-12-14`);
    for (let left = await page.locator('.roster tbody td a.chip').count(); left > 0; left -= 1) {
      await page.locator('.roster tbody td a.chip').first().click();
      await page.locator('#form button.danger').click();
    }
    assert.equal(await page.locator('.roster tbody td a.chip').count(), 0);
  });
}

test('the team: who lacks a check comes first, a person, an import with a preview, the sheet of the week', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  const site = await base(page);
  await page.goto(`${site}/staff`);
  assert.match(await page.locator('#team tbody tr').first().innerText(), /Ménard/, 'the check that ends first');
  await look(page, 'staff-team');
  await page.fill('#new [name="given_name"]', 'Zoé');
  await page.fill('#new [name="family_name"]', "L'Hôte");
  await save(page, '#new');
  assert.match(await main(page), /Aucune attestation/);
  await page.fill('#check [name="issued_on"]', '2026-10-20');
  await page.fill('#check [name="checked_on"]', '2026-11-20');
  await save(page, '#check');
  assert.match(await page.locator('.error-summary').innerText(), /Cochez/);
  await page.check('#check [name="genuine"]');
  await save(page, '#check');
  assert.match(await main(page), /valable jusqu’au 20 novembre 2029/);
  await page.selectOption('#qualification [name="qualification"]', 'nurse');
  await page.fill('#qualification [name="qualified_on"]', '2018-07-01');
  await save(page, '#qualification');
  assert.match(await main(page), /Catégorie 1/);
  await look(page, 'staff-member');
  await page.goto(`${site}/staff/import`);
  await page.fill('[name="file"]', 'nom;prénom;qualification\nAït-Ahmed;Karim;CAP petite enfance (AEPE)\n=1+1;Ali;\n');
  await page.locator('main form.form button').last().click();
  assert.match(await main(page), /1 sur 2/);
  await look(page, 'staff-import');
  await page.getByRole('button', { name: 'Ajouter cette personne' }).click();
  assert.match(await main(page), /Aït-Ahmed/);
  await page.locator('.undo-bar button').click();
  assert.doesNotMatch(await main(page), /Aït-Ahmed/);
  await page.goto(`${site}/surplus?monday=2026-11-16`);
  assert.match(await main(page), /Moment le plus plein/i);
  await look(page, 'staff-surplus');
  await page.getByRole('button', { name: 'Garder cette feuille' }).click();
  assert.match(await main(page), /Gardée telle qu’elle était/);
  await page.emulateMedia({ media: 'print' });
  await walk(page, 'staff-surplus-print', [SIZES[1]]);
});

test('a colleague reads the roster, and neither certificates nor contracts', async () => {
  const page = await signIn(await house.page(), 'staff');
  const site = await base(page);
  assert.match(await main(page), /Émilie Castan/);
  assert.doesNotMatch(await main(page), /W12/);
  assert.equal(await page.locator('#form').count(), 0);
  await axe(page);
  const answer = await page.goto(`${site}/staff`);
  assert.equal(answer.status(), 403);
});
