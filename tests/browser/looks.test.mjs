// SPDX-License-Identifier: GPL-3.0-or-later
// Every page, for everybody: axe-core finds nothing, nothing is too wide, and little is sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, serve, stage } from './kit.mjs';

const it = stage('VRAAGBAAK_DB');
let many; // a server of thousands of questions, for what is too much
before(async () => { many = await serve(process.env.VRAAGBAAK_MANY_DB); });
after(() => many.stop());

const PLACES = ['/', '/?q=school', '/?q=de&sort=days&year=2022&year=2023&parliament=kamer', '/?q=de&page=2', '/?q=zzzqqq', '/?q=(',
	'/?q=inburgerring', '/vraag/vlaams-2022-02-03-181-bram-de-ridder?q=inburgering', '/vraag/voorbeeld-010', '/statistiek',
	'/statistiek?q=water', '/minister/bram-de-ridder', '/vraagsteller/yasmina-el-kaddouri', '/waarden/asker?q=de', '/waarden/theme?year=2022', '/hulp', '/over', '/zoekvak', '/ministers', '/kamerleden',
	'/partijen', '/themas', '/onbeantwoord', '/gevraagd', '/?q=de&minister=niemand&from=2021&to=2023', '/nergens', '/vraag/nergens'];

// One page of each kind is enough for a phone and the dark, but for `make check-all`.
const ALL = process.env.VRAAGBAAK_TESTS === 'all';
const KINDS = ALL ? PLACES : ['/', '/?q=school', '/?q=(', '/vraag/voorbeeld-010', '/statistiek?q=water', '/minister/bram-de-ridder',
	'/waarden/asker?q=de', '/hulp', '/zoekvak', '/onbeantwoord', '/gevraagd'];

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
const CONTRAST = ['color-contrast', 'link-in-text-block'];
const TOUCH = ALL ? undefined : [...CONTRAST, 'target-size', 'meta-viewport', 'scrollable-region-focusable'];

for (const [name, places, options, rules] of [['desktop', PLACES, {}], ['phone', KINDS, PHONE, TOUCH],
	['dark', KINDS, { colorScheme: 'dark' }, CONTRAST]])
	test(`everybody can use it: ${name}`, () => it.open('/hulp', async (page) => {
		const [theme] = JSON.parse(await (await fetch(it.site + '/api/v1/facets?facets=theme')).text()).facets.theme.values;
		for (const place of [...places, '/thema/' + theme.value.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')]) {
			await page.goto(it.site + place);
			await accessible(page, `${name} ${place}`, rules);
		}
		await page.goto(many.origin + '/?q=fietspad');
		assert.ok(await page.locator('.opmerking', { hasText: 'erg veel' }).isVisible(), 'too broad is told');
		await accessible(page, `${name}, too broad`, rules);
	}, options));

test('on paper there is the text and nothing to click', () => it.open('/?q=inburgering', async (page) => {
	await page.emulateMedia({ media: 'print' });
	for (const gone of ['.zoek', '.facetten', '.orde', '.meer', '.voet nav'])
		assert.equal(await page.locator(gone).isVisible(), false, gone);
	assert.ok(await page.locator('.vondst').first().isVisible());
}));

test('the first page: one request beside the style sheet, under 50 KB', async () => {
	const context = await it.browser.newContext();
	const page = await context.newPage();
	const got = [];
	page.on('response', (response) => got.push(response.body().then((body) => [new URL(response.url()).pathname, body.length])));
	await page.goto(it.site + '/', { waitUntil: 'networkidle' });
	const parts = Object.fromEntries(await Promise.all(got));
	delete parts['/favicon.svg'];
	assert.deepEqual(Object.keys(parts).sort(), ['/', '/pagina.js', '/stijl.css']);
	const bytes = Object.values(parts).reduce((a, b) => a + b);
	assert.ok(bytes < 50_000, `${bytes} bytes`);
	await context.close();
});
