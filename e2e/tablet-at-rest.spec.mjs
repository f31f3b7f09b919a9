// What lies on the disk of a tablet after a morning's use: nobody's name, nothing of anybody's day, in no file of the browser.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { signIn, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after }, { now: '2026-11-25T08:00' });
const SENTENCE = 'A dormi comme un loir pres du radiateur';

/** Every file below a folder. */
async function files(folder) {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The words that stand in plain text in some file, in any form a browser keeps text in. */
async function found(folder, words) {
  const forms = words.flatMap((word) => ['utf8', 'utf16le', 'latin1'].map((form) => ({ word, bytes: Buffer.from(word, form) })));
  const seen = [];
  for (const file of await files(folder)) {
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    for (const { word, bytes } of forms) if (content.includes(bytes)) seen.push(`${word} in ${file.slice(folder.length)}`);
  }
  return seen;
}

const profile = async (folder, work) => {
  const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    baseURL: house.address,
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: { width: 1024, height: 768 },
  });
  try {
    await work(await context.newPage(), context);
  } finally {
    await context.close();
  }
};

test('after a morning of use no name of a child and no sentence is on the disk, and the scan would see one', async () => {
  const office = await signIn(await house.page(), 'site_manager');
  await office.goto('/sites');
  const site = await office.locator('a[href^="/sites/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')).find((href) => /^\/sites\/[0-9a-f-]{36}$/.test(href)));
  await office.goto(`${site}/tablets`);
  await office.fill('[name="name"]', 'Au repos');
  await office.getByRole('button', { name: 'Afficher un code' }).click();
  const code = (await office.locator('.code-shown').innerText()).trim();
  await office.locator('form[action*="/pins/"] button').first().click();
  const pin = (await office.locator('.code-shown').innerText()).trim();
  await office.goto(`/attendance?site=${site.split('/').pop()}`);
  const names = (await office.locator('.door-child a').allInnerTexts()).map((name) => name.trim());
  assert.ok(names.length >= 6, names.join());

  const folder = await mkdtemp(join(tmpdir(), 'marelle-tablet-'));
  try {
    await profile(folder, async (page, context) => {
      await page.goto('/tablet/');
      await page.fill('#code', code);
      await page.getByRole('button', { name: 'Associer' }).click();
      await page.locator('.people button').first().click();
      for (const digit of pin) await page.locator('.pad button', { hasText: new RegExp(`^${digit}$`) }).click();
      await page.locator('.tile').first().waitFor();
      await context.setOffline(true);
      for (const tile of [0, 1, 2]) await page.locator('.tile').nth(tile).getByRole('button', { name: /^Arrivé/ }).click();
      await page.locator('.tile.here').first().getByRole('button', { name: /^Plus pour/ }).click();
      await page.fill('#sentence', SENTENCE);
      await page.getByRole('button', { name: 'Noter', exact: true }).click();
      await page.waitForFunction(() => document.querySelector('[data-net]').textContent.includes('4'));
    });
    const given = names.map((name) => name.replace(/\s+\S+$/, '')).filter((name) => name.length > 3);
    assert.deepEqual(await found(folder, [...new Set([...names, ...given, SENTENCE])]), []);
    assert.ok((await files(folder)).some((file) => file.includes('IndexedDB')), 'what is sealed is there');

    // The control: what a page keeps in the clear is seen.
    await profile(folder, async (page) => {
      await page.goto('/tablet/');
      await page.evaluate((name) => localStorage.setItem('planted', name), names[0]);
      await page.waitForTimeout(1500);
    });
    assert.notDeepEqual(await found(folder, [names[0]]), [], 'the scan sees a name in the clear');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
