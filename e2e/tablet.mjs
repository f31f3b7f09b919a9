// A tablet in a browser: paired with a code, opened with a PIN.
import { signIn } from './harness.mjs';

export const TABLETS = [
  { width: 1024, height: 768 },
  { width: 800, height: 1280 },
];

/** What the site's pages show once: a code, a PIN. */
const shown = async (page) => (await page.locator('.code-shown').innerText()).trim();

/** A code for a new tablet, and the PIN of the first person of the team, from the manager's pages. */
export async function codeAndPin(house, name) {
  const page = await signIn(await house.page(), 'site_manager');
  await page.goto('/sites');
  const site = await page.locator('a[href^="/sites/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')).find((href) => /^\/sites\/[0-9a-f-]{36}$/.test(href)));
  await page.goto(`${site}/tablets`);
  await page.fill('[name="name"]', name);
  await page.getByRole('button', { name: 'Afficher un code' }).click();
  const code = await shown(page);
  await page.locator('form[action*="/pins/"] button').first().click();
  const pin = await shown(page);
  return { page, site, code, pin };
}

export async function unlock(page, pin) {
  await page.locator('.people button').first().click();
  await page.locator('[data-pin]').waitFor();
  for (const digit of pin) await page.locator('.pad button', { hasText: new RegExp(`^${digit}$`) }).click();
  await page.locator('nav.tabs').waitFor({ state: 'visible' });
}

export async function paired(house, name, viewport = TABLETS[0]) {
  const made = await codeAndPin(house, name);
  const page = await house.page({ viewport });
  await page.goto('/tablet/');
  await page.fill('#code', made.code);
  await page.getByRole('button', { name: 'Associer' }).click();
  await unlock(page, made.pin);
  await page.locator('.tile').first().waitFor();
  // The worker has the page and its files before the network may go.
  await page.waitForFunction(async () => (await (await caches.open('marelle-tablet-page')).keys()).length >= 8);
  return { ...made, tablet: page };
}

/** What the tablet says of its network and of what waits. */
export const net = (page) => page.locator('[data-net]').innerText();
/** How each tile stands, in order. */
export const states = (page) => page.locator('.tile').evaluateAll((tiles) => tiles.map((tile) => tile.classList[1]));
