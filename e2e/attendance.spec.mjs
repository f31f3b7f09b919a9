// The sheet of the day at the door: an arrival, a departure, an absence with one tap each; what was wrong is corrected, never erased.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, signIn, walk, withMarelle } from './harness.mjs';

// A minute into the morning: nearly all are awaited.
const house = withMarelle({ before, after }, { now: '2026-11-23T08:31' });

async function sheet(javaScript = true, context = {}) {
  const page = javaScript ? await house.page(context) : await house.pageWithoutJavaScript(context);
  await signIn(page, 'staff');
  await page.goto('/attendance');
  return page;
}

const tally = async (page, state) => Number(await page.locator(`.tally .${state} dd`).innerText());
const awaited = (page) => page.locator('.door-line:has([value="arrived"])');
const byName = (page, name) => page.locator('.door-line').filter({ has: page.locator('.door-child', { hasText: name }) }).first();
const nameOf = (line) => line.locator('.door-child a bdi').innerText();

test('the sheet says who is here and who is awaited, and what happened stays in sight', async () => {
  const page = await sheet();
  assert.ok((await tally(page, 'expected')) >= 1);
  await look(page, 'attendance-day');
  for (const button of await page.locator('.door-actions .button').all()) {
    const box = await button.boundingBox();
    if (box) assert.ok(box.height >= 44 && box.width >= 44, `a finger needs 44 px: ${JSON.stringify(box)}`);
  }
  for (const [path, name] of [
    ['/attendance/present', 'attendance-evacuation'],
    ['/attendance/register', 'attendance-register'],
  ]) {
    await page.goto(path);
    await look(page, name);
  }
  await page.goto('/attendance?date=2026-11-29');
  assert.match(await page.locator('main').innerText(), /fermée ce jour/);
  await look(page, 'attendance-closed', [SIZES[0]]);
});

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';
  test(`arrival, undo, departure, absence, ${how}`, async () => {
    const page = await sheet(javaScript, { viewport: SIZES[1] });
    const [here, expected] = [await tally(page, 'here'), await tally(page, 'expected')];
    const name = await nameOf(awaited(page).first());
    const arrive = () => byName(page, name).locator('form:has([value="arrived"]) button').click();
    await arrive();
    assert.equal(await tally(page, 'here'), here + 1);
    assert.equal(await tally(page, 'expected'), expected - 1);
    assert.match(await byName(page, name).innerText(), /Présent/);

    // The wrong child: undone on the spot, then noted again.
    await byName(page, name).locator('form[action$="/undo"] button').click();
    assert.equal(await tally(page, 'here'), here);
    await arrive();
    await byName(page, name).locator('form:has([value="left"]) button').click();
    assert.equal(await tally(page, 'here'), here);
    assert.match(await byName(page, name).innerText(), /Reparti/);
    if (javaScript) await axe(page);

    // Afternoon children are awaited later; their absence is known now.
    const away = page.locator('.door-line:has(.door-absence)').last();
    const absent = await nameOf(away);
    await away.locator('.door-absence summary').click();
    if (javaScript) await axe(page);
    if (javaScript) await walk(page, 'attendance-absence', [SIZES[0], SIZES[1]]);
    await away.locator('.door-absence button[name="reason"]').first().click();
    assert.match(await byName(page, absent).innerText(), /Absent/);
    await byName(page, absent).locator('form[action$="/undo"] button').click();

    await byName(page, name).locator('form[action$="/undo"] button').click();
    assert.match(await byName(page, name).innerText(), /Présent/, 'the departure is taken back');
    await byName(page, name).locator('.door-child a').click();
    assert.match(await page.locator('.history').innerText(), /annulé aussitôt/, 'nothing is erased');
  });
}

test('a wrong hour is corrected with its reason, and the first one stays readable', async () => {
  const page = await sheet();
  const name = await nameOf(awaited(page).last());
  await byName(page, name).locator('form:has([value="arrived"]) button').click();
  await byName(page, name).locator('.door-child a').click();
  await look(page, 'attendance-line');
  await page.locator('[name="fact"]').first().check();
  await page.check('[name="really"][value="arrived"]');
  await page.fill('form[action$="/correct"] [name="time"]', '08:32');
  await page.locator('form[action$="/correct"] button').click();
  assert.ok((await page.locator('.error').count()) >= 1, 'a reason is asked for');
  assert.equal(await page.inputValue('form[action$="/correct"] [name="time"]'), '08:32', 'the form comes back filled');
  await page.fill('[name="correction"]', "Noté trop tard, j'avais les mains prises");
  await page.locator('form[action$="/correct"] button').click();
  await page.goto('/attendance');
  await byName(page, name).locator('.door-child a').click();
  const history = await page.locator('.history').innerText();
  assert.match(history, /8\sh\s32/);
  assert.match(history, /corrigé/);
  assert.match(history, /mains prises/);
  await look(page, 'attendance-corrected', [SIZES[0]]);
});
