// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with the page: by mouse, by keyboard, without JavaScript, on a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, stage, titles, total } from './kit.mjs';

const it = stage('VRAAGBAAK_DB');
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

test('search, page, open, back', () => it.open('/', async (page) => {
	await page.fill('#q', 'de');
	await page.press('#q', 'Enter');
	await page.waitForURL(/q=de/);
	const first = await titles(page);
	await page.locator('a[rel=next]').click();
	await page.waitForURL(/page=2/);
	assert.notDeepEqual(await titles(page), first);
	await page.locator('.vondst h3 a').first().click();
	await page.waitForURL(/\/vraag\//);
	await page.goBack();
	assert.match(page.url(), /page=2/);
	await page.goBack();
	assert.deepEqual(await titles(page), first);
}));

test('filters: several of one facet, of two, and taken off again', () => it.open('/?q=de', async (page) => {
	const all = await total(page);
	const years = page.locator('.grafiek a');
	await page.getByRole('link', { name: /^2018: \d+ vra(ag|gen)$/ }).waitFor();
	await years.nth(0).click();
	await page.waitForSelector('.keuzes');
	const one = await total(page);
	await years.nth(1).click();
	await page.waitForURL(/year=.*year=/);
	const two = await total(page);
	assert.ok(one < two && two < all, 'years widen each other');
	assert.equal(await page.locator('.grafiek .gekozen').count(), 2);
	const value = page.locator('.facet:has(h3:text-is("parlement")) a').first();
	const told = Number(await value.locator('i').textContent());
	await value.click();
	await page.waitForURL(/parliament=/);
	assert.equal(await total(page), told, 'the number of a facet is what it finds');
	assert.equal(await page.locator('.keuzes li').count(), 4); // with "alle filters wissen"
	await page.locator('.keuzes a').first().click();
	await page.waitForFunction(() => document.querySelectorAll('.keuzes li').length === 3);
	await page.locator('.keuzes .alles').click();
	await page.waitForSelector('.keuzes', { state: 'detached' });
	assert.equal(await total(page), all);
	assert.equal(await page.inputValue('#q'), 'de');
}));

test('more like this one, and taken off again', () => it.open('/?q=school&parliament=vlaams', async (page) => {
	const all = await total(page), before = await titles(page);
	const hit = page.locator('.vondst').nth(1);
	const title = (await hit.locator('h3').textContent()).trim();
	await hit.getByRole('link', { name: /^Meer zoals deze/ }).click();
	await page.waitForURL(/q=school&parliament=vlaams&like=[^&]+$/);
	const chip = page.locator('.keuzes a.zoals');
	assert.ok((await chip.textContent()).includes(title));
	assert.equal(await total(page), all, 'marking changes no total');
	assert.ok(!(await titles(page)).slice(0, 3).includes(title), 'what is known comes last');
	await page.getByRole('link', { name: /^Meer zoals deze/ }).first().click();
	await page.waitForURL(/like=.*like=/);
	assert.equal(await chip.count(), 2);
	await chip.first().click();
	await page.waitForURL((url) => url.search.split('like=').length === 2);
	await chip.first().click();
	await page.waitForURL((url) => !url.search.includes('like='));
	assert.deepEqual(await titles(page), before);
}, { javaScriptEnabled: false }));

test('all values of a facet, without JavaScript', () => it.open('/?q=de', async (page) => {
	const facet = page.locator('.facet:has(h3:text-is("vraagsteller"))');
	await facet.locator('summary').click();
	await facet.locator('.alle a').click();
	await page.waitForURL(/\/waarden\/asker\?q=de/);
	const values = page.locator('.waarden a');
	assert.ok(await values.count() > 30);
	const told = Number(await values.last().locator('i').textContent());
	await values.last().click();
	await page.waitForURL(/\?q=de&asker=/);
	assert.equal(await total(page), told);
}, { javaScriptEnabled: false }));

test('a year without questions has its place', () => it.open('/?q=de', async (page) => {
	const years = (await page.locator('.grafiek title').allTextContents()).map((text) => Number(text.slice(0, 4)));
	assert.deepEqual(years, years.map((_, i) => years[0] + i));
}));

test('new words keep the filters; another order unfolds', () => it.open('/?q=de&parliament=kamer', async (page) => {
	await page.fill('#q', 'een');
	await page.press('#q', 'Enter');
	await page.waitForURL(/q=een.*parliament=kamer|parliament=kamer.*q=een/);
	await page.locator('.orde summary').click();
	await page.locator('.orde details a', { hasText: 'op vraagsteller' }).click();
	await page.waitForURL(/sort=asker/);
	assert.equal(await page.locator('.orde summary').textContent(), 'op vraagsteller');
}));

test('a citation leads to the question, and that one back', async () => {
	const list = await (await fetch(it.site + '/api/v1/export')).text();
	const citing = list.trim().split('\n').map((line) => JSON.parse(line).id);
	await it.open('/', async (page) => {
		for (const id of citing) {
			await page.goto(it.site + '/vraag/' + encodeURIComponent(id));
			const link = page.locator('section:has(h2:text-is("Verwijst naar")) a');
			if (!await link.count())
				continue;
			await link.first().click();
			const back = page.locator('section:has(h2:text-is("Wordt genoemd in")) a');
			assert.ok((await back.evaluateAll((all) => all.map((a) => a.pathname))).includes('/vraag/' + id));
			return;
		}
		assert.fail('no citation in the sample');
	});
});

test('suggestions and keys', () => it.open('/', async (page) => {
	await page.keyboard.press('/');
	assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
	await page.keyboard.type('de ridd');
	await page.waitForSelector('.voorstel li');
	assert.equal(await page.getAttribute('#q', 'aria-expanded'), 'true');
	await page.keyboard.press('ArrowDown');
	await accessible(page, 'with suggestions');
	const wanted = await page.locator('.voorstel li').first().getAttribute('data-query');
	await page.keyboard.press('Enter');
	await page.waitForURL(/q=/);
	assert.equal(await page.inputValue('#q'), wanted);
	await page.keyboard.press('j');
	await page.keyboard.press('j');
	assert.equal(await page.evaluate(() => [...document.querySelectorAll('.vondst h3 a')].indexOf(document.activeElement)), 1);
	await page.keyboard.press('k');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/vraag\//);
}));

test('by keyboard only', () => it.open('/?q=school', async (page) => {
	await page.keyboard.press('Tab');
	assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Naar de inhoud');
	await page.keyboard.press('Enter');
	const seen = new Set();
	for (let i = 0; i < 90 && !seen.has('vondst'); i++) {
		await page.keyboard.press('Tab');
		const [outline, hit] = await page.evaluate(() => [getComputedStyle(document.activeElement).outlineStyle,
			document.activeElement.closest('.vondst') !== null]);
		assert.notEqual(outline, 'none');
		if (hit)
			seen.add('vondst');
	}
	assert.ok(seen.has('vondst'));
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/vraag\//);
}));

for (const [name, options] of Object.entries({ desktop: {}, phone: PHONE }))
	test(`without JavaScript: ${name}`, () => it.open('/', async (page) => {
		await page.fill('#q', 'inburgering');
		await page.locator('button[type=submit]').click();
		await page.waitForURL(/q=inburgering/);
		await page.locator('.facet a').first().click();
		await page.waitForSelector('.keuzes');
		await page.locator('.orde summary').click();
		await page.locator('.orde details a').nth(1).click();
		await page.waitForURL(/sort=/);
		await page.locator('.vondst h3 a').first().click();
		await page.waitForURL(/\/vraag\//);
		assert.ok(await page.locator('.paar, .tekst').count() > 0);
		await page.locator('.terug a').first().click();
		await page.waitForURL(/q=inburgering/);
	}, { javaScriptEnabled: false, ...options }));

test('on a phone the facets are one tap away', () => it.open('/?q=de', async (page) => {
	await page.locator('.naar-facetten').tap();
	await page.waitForURL(/#verfijnen/);
	await page.locator('.facet a').first().tap();
	await page.waitForSelector('.keuzes');
	await page.locator('.vondst h3 a').first().tap();
	await page.waitForURL(/\/vraag\//);
}, PHONE));

test('a citation is copied', () => it.open('/vraag/vlaams-2022-02-03-181-bram-de-ridder', async (page) => {
	await page.locator('.citeer summary').click();
	await page.locator('.citeer .kopieer').click();
	await page.waitForFunction(() => document.querySelector('.citeer .kopieer').textContent === 'Gekopieerd');
	assert.match(await page.evaluate(() => navigator.clipboard.readText()), /Yasmina El Kaddouri, .*nr\. 181/);
}, { permissions: ['clipboard-read', 'clipboard-write'] }));

test('the feed is one', () => it.open('/?q=water', async (page) => {
	const href = await page.locator('link[type="application/atom+xml"]').getAttribute('href');
	const feed = await (await fetch(it.site + href)).text();
	const count = await page.evaluate((text) => new DOMParser().parseFromString(text, 'application/xml')
		.querySelectorAll('entry').length, feed);
	assert.ok(count > 0);
}));

// ---- what a visitor comes for, in three actions at most ----

const actions = (page) => {
	let count = 0;
	return { count: () => count, do: async (what) => { count++; await what(); await page.waitForLoadState(); } };
};
const search = (page, words) => async () => { await page.fill('#q', words); await page.keyboard.press('Enter'); };

test('the first minute', () => it.open('/', async (page) => {
	const open = async () => { await page.goto(it.site + '/'); return actions(page); };
	let did = await open(); // a theme
	await did.do(search(page, 'inburgering'));
	await page.waitForSelector('.vondst');
	assert.ok(did.count() <= 3);

	did = await open(); // a minister's answers in a period
	await did.do(() => page.locator('.menu a', { hasText: 'Ministers' }).click());
	await did.do(() => page.locator('.namen a').first().click());
	await did.do(() => page.locator('.grafiek a, table th a').first().click());
	await page.waitForSelector('.keuzes');
	assert.match(page.url(), /minister=.*year=|year=.*minister=/);
	assert.ok(did.count() <= 3);

	did = await open(); // one number
	await did.do(search(page, '181'));
	await did.do(() => page.locator('.vondst h3 a').first().click());
	assert.match(await page.locator('.velden').textContent(), /181/);
	assert.ok(did.count() <= 3);

	did = await open(); // a draft
	await did.do(() => page.locator('.menu a', { hasText: 'Al gevraagd?' }).click());
	await page.fill('#tekst', 'Hoeveel cursisten slaagden voor de inburgeringstoets?');
	await did.do(() => page.locator('.ontwerp button').click());
	await page.waitForSelector('.kanten');
	assert.ok(did.count() <= 3);
	await accessible(page, 'a draft compared');

	did = await open(); // a feed
	await did.do(search(page, 'water'));
	await did.do(() => page.locator('.meer a', { hasText: 'feed' }).first().click({ noWaitAfter: true }));
	assert.ok(did.count() <= 3);
}));

test('the filters are a sheet on a phone', () => it.open('/?q=de&year=2022', async (page) => {
	assert.match(await page.locator('.naar-facetten').textContent(), /Filters \(1\)/);
	await page.locator('.naar-facetten').tap();
	await page.waitForFunction(() => document.querySelector('#verfijnen').getBoundingClientRect().top === 0);
	await accessible(page, 'the sheet');
	await page.locator('.sluit').tap();
	await page.waitForFunction(() => document.querySelector('#verfijnen').getBoundingClientRect().top !== 0);
}, PHONE));

test('a long list is searched', () => it.open('/kamerleden', async (page) => {
	const shown = () => page.locator('.namen li:visible').count();
	const before = await shown();
	await page.fill('.zeef', 'kaddouri');
	await page.waitForFunction((n) => [...document.querySelectorAll('.namen li')].filter((li) => !li.hidden).length < n, before);
	assert.equal(await shown(), 1);
	await accessible(page, 'a list searched');
}));
