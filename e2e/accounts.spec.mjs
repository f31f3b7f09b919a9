// Accounts: an administrator invites, the person chooses a password and a second factor and signs in with both; devices are listed and
// signed out one by one; an access that ends is over at the next page.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, outbox, signIn, startMarelle, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });
const PASSWORD = 'une marelle à la craie verte';

/** The six digits an authenticator shows (RFC 6238, SHA-1, 30 s); `later` steps ahead of the demo's clock. */
function code(secret, marelle, later = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/[^A-Z2-7]/g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(marelle.now().getTime() / 30_000) + later));
  const hash = createHmac('sha1', key).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Invites a childcare worker at the site of the demo; answers with the address of the invitation. */
async function invite(page, email) {
  await page.goto('/people');
  await page.locator('a[href="/people/invite"]').click();
  await page.fill('[name="email"]', email);
  await page.check('[name="role"][value="staff"]');
  await page.selectOption('[name="organisation"]', { label: 'Ville de Lunel' });
  await page.selectOption('[name="site"]', { index: 1 });
  await page.locator('.form-actions button').click();
  const link = await page.locator('main code').innerText();
  return new URL(link).pathname;
}

/** Accepts an invitation and sets the second factor; answers with the secret. */
async function accept(page, invitation, family) {
  await page.goto(invitation);
  await page.fill('[name="given_name"]', 'Maïa');
  await page.fill('[name="family_name"]', family);
  await page.fill('[name="new_password"]', PASSWORD);
  await page.locator('.form-actions button').click();
  await page.waitForURL((url) => !url.pathname.startsWith('/invitation'));
  return setSecondFactor(page, house.marelle);
}

/** Reads the key a person would read with her telephone, and types the digits it shows. */
async function setSecondFactor(page, marelle) {
  await page.goto('/account/second-factor');
  const secret = await page.locator('main code').innerText();
  await page.fill('[name="code"]', code(secret, marelle));
  await page.locator('.form-actions button').click();
  await page.waitForURL((url) => !url.pathname.includes('second-factor'));
  return secret;
}

async function withPassword(page, email, password = PASSWORD) {
  await page.goto('/sign-in');
  await page.fill('[name="email"]', email);
  await page.fill('[name="password"]', password);
  await page.locator('form[action="/sign-in"] button').click();
}

test('an invitation is sent, accepted with a password and a second factor, and both are asked for at sign-in', async () => {
  const admin = await signIn(await house.page(), 'administrator');
  await admin.goto('/people');
  await look(admin, 'accounts-people');
  await admin.goto('/people/invite');
  await look(admin, 'accounts-invite');
  await admin.locator('.form-actions button').click();
  assert.ok((await admin.locator('.error').count()) >= 1, 'an empty invitation comes back with what is missing');
  const invitation = await invite(admin, "maia.d-arc@exemple.fr");
  await look(admin, 'accounts-invited', [SIZES[0]]);
  const letter = await outbox(house, (text) => text.includes('maia.d-arc@exemple.fr'), { role: 'administrator' });
  assert.match(letter, /vous invite dans Marelle/);

  const page = await house.page({ viewport: SIZES[0] });
  await page.goto(invitation);
  await look(page, 'accounts-invitation');
  await page.fill('[name="given_name"]', 'Maïa');
  await page.fill('[name="family_name"]', "D'Arc");
  await page.fill('[name="new_password"]', 'court');
  await page.locator('.form-actions button').click();
  assert.match(await page.locator('.error').first().innerText(), /.+/, 'a short password is refused');
  assert.equal(await page.inputValue('[name="family_name"]'), "D'Arc");
  assert.equal(await page.inputValue('[name="new_password"]'), '', 'a password never comes back');

  const secret = await accept(page, invitation, "D'Arc");
  assert.match(await page.locator('.flash').innerText(), /second facteur est en place/);
  await page.goto('/attendance');
  assert.match(await page.locator('h1').innerText(), /Présences/);

  const again = await house.page();
  assert.equal((await again.goto(invitation)).status() < 500, true);
  assert.equal(await again.locator('[name="new_password"]').count(), 0, 'an invitation serves once');

  const later = await house.page();
  await withPassword(later, 'maia.d-arc@exemple.fr', 'pas le bon mot de passe');
  assert.match(await later.locator('main').innerText(), /ne va pas/);
  await look(later, 'accounts-sign-in', [SIZES[0]]);
  await withPassword(later, 'maia.d-arc@exemple.fr');
  await later.waitForURL(/\/sign-in\/code/);
  await look(later, 'accounts-code', [SIZES[0]]);
  await later.goto('/attendance');
  assert.match(later.url(), /sign-in/, 'half a sign-in opens nothing');
  await later.goto('/sign-in/code');
  // A code serves once, so the next one; two clocks may stand on either side of a step.
  for (const step of [1, 0]) {
    if (!later.url().includes('/sign-in/code')) break;
    await later.fill('[name="code"]', code(secret, house.marelle, step));
    await later.locator('.form-actions button').click();
  }
  await later.waitForURL(/\/attendance/);
});

test('an empty installation makes its first administrator, and asks a second factor before anything else', async () => {
  const real = await startMarelle({ command: 'serve' });
  const page = await house.page({ baseURL: real.address });
  try {
    await page.goto('/');
    await page.waitForURL(/\/first-run/);
    assert.equal(await page.locator('.banner').count(), 0, 'this is no demonstration');
    await look(page, 'accounts-first-run');
    await page.fill('[name="organisation"]', "Ville de L'Haÿ");
    await page.fill('[name="given_name"]', 'Inès');
    await page.fill('[name="family_name"]', "D'Été");
    await page.fill('[name="email"]', 'ines@exemple.fr');
    await page.fill('[name="new_password"]', PASSWORD);
    await page.locator('.form-actions button').click();
    await page.waitForURL(/second-factor/);
    assert.equal(await page.locator('.qr svg').count(), 1, 'the key is drawn too');
    await page.fill('[name="code"]', '000000');
    await page.locator('.form-actions button').click();
    assert.match(await page.locator('main').innerText(), /Ce code ne va pas/);
    await look(page, 'accounts-second-factor');
    await page.goto('/sites');
    assert.match(page.url(), /second-factor/, 'nothing opens before');
    await setSecondFactor(page, real);
    await page.goto('/sites');
    assert.match(await page.locator('h1').innerText(), /Structures/);
    await look(page, 'accounts-first-sites', [SIZES[0]]);
    const other = await house.page({ baseURL: real.address });
    await other.goto('/first-run');
    assert.equal(await other.locator('[name="organisation"]').count(), 0, 'the first page serves once');
  } finally {
    await page.context().close();
    await real.stop();
  }
});

test('a person lists her devices and signs one out', async () => {
  const [here, there] = [await signIn(await house.page(), 'counsellor'), await signIn(await house.page(), 'counsellor')];
  await here.goto('/account');
  await look(here, 'accounts-account');
  assert.ok((await here.locator('form[action="/account/sessions/end"] button').count()) >= 1);
  assert.match(await here.locator('main').innerText(), /cet appareil/);
  await there.goto('/account');
  assert.match(await there.locator('h1').innerText(), /Mon compte/);
  await here.locator('form[action="/account/sessions/end-others"] button').click();
  assert.match(await here.locator('.flash').innerText(), /déconnectés/);
  assert.equal(await here.locator('form[action="/account/sessions/end"] button').count(), 0);
  await there.goto('/account');
  assert.match(there.url(), /sign-in/, 'the other device is out at its next page');
});

test('an access that ends is over at the next page, and opens again when it is prolonged; without scripts on either side', async () => {
  const admin = await signIn(await house.pageWithoutJavaScript(), 'administrator');
  const page = await signIn(await house.pageWithoutJavaScript(), 'staff');
  await page.goto('/attendance');
  assert.match(await page.locator('main').innerText(), /attendus?/);

  await admin.goto('/people?q=emilie');
  await admin.locator('#people tbody a').first().click();
  await walk(admin, 'accounts-person');
  await admin.fill('[name="until"]', '2026-11-22');
  await admin.locator('form[action$="/end"] button').click();
  assert.match(await admin.locator('main').innerText(), /accès terminé/);
  await page.goto('/attendance');
  assert.doesNotMatch(await page.locator('main').innerText(), /attendus?/, 'nothing of the day is shown any more');

  await admin.fill('[name="until"]', '2027-06-30');
  await admin.locator('form[action$="/end"] button').click();
  assert.match(await admin.locator('main').innerText(), /accès ouvert/);
  await signIn(page, 'staff');
  await page.goto('/attendance');
  assert.match(await page.locator('main').innerText(), /attendus?/);
});

test('every role of the demo signs in by one click, and signs out', async () => {
  const page = await house.page();
  await page.goto('/sign-in');
  await look(page, 'accounts-roles');
  for (const role of ['administrator', 'site_manager', 'staff', 'prescriber', 'counsellor', 'funder']) {
    await signIn(page, role);
    assert.equal(await page.locator('h1').count(), 1, role);
    await axe(page);
    await page.locator('.header-end .menu summary').last().click();
    await page.locator('form[action="/sign-out"] button, .menu-box form button').first().click();
    await page.waitForURL((url) => !url.pathname.startsWith('/account'));
    assert.equal(await page.locator('.who').count(), 0, `${role} is signed out`);
  }
});
