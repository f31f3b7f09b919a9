// The door: the demo answers, its first page is legible at every size, by a screen reader and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aria, axe, bytes, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });

test('the first page answers and has a title and one main heading', async () => {
  const page = await house.page();
  const response = await page.goto('/');
  assert.equal(response.status(), 200);
  assert.notEqual(await page.title(), '');
  assert.equal(await page.locator('h1').count(), 1);
  assert.match(await page.locator('html').getAttribute('lang'), /^fr/);
});

test('the first page is legible at every size', async () => {
  const page = await house.page();
  await page.goto('/');
  await walk(page, 'first-page');
});

test('axe finds nothing serious on the first page', async () => {
  const page = await house.page();
  await page.goto('/');
  await axe(page);
});

test('the first page says the same without scripts', async () => {
  const [page, plain] = [await house.page(), await house.pageWithoutJavaScript()];
  await page.goto('/');
  await plain.goto('/');
  assert.equal(await aria(plain, 'main'), await aria(page, 'main'));
});

test('the first page weighs at most 50 KB and asks nobody else', async () => {
  const page = await house.page();
  const { total, requests } = await bytes(page, '/');
  const foreign = requests.filter(({ url }) => !url.startsWith(house.address));
  assert.deepEqual(foreign, []);
  assert.ok(total <= 50 * 1024, `${total} bytes: ${JSON.stringify(requests)}`);
});

test('a path that does not exist is a page that says so', async () => {
  const page = await house.page();
  const response = await page.goto('/no-such-page');
  assert.equal(response.status(), 404);
  assert.notEqual((await page.locator('main').innerText()).trim(), '');
  await axe(page);
});
