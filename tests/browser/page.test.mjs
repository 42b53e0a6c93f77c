// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with the page: in a browser, by keyboard, without JavaScript, on a phone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const QUESTION = '/vraag/vlaams-2022-02-03-181-bram-de-ridder';
let server, site, browser;

before(async () => {
	server = spawn(process.env.VRAAGBAAK, ['serve', '--db', process.env.VRAAGBAAK_DB, '--listen', '127.0.0.1:0'],
		{ stdio: ['ignore', 'pipe', 'inherit'] });
	const [line] = await once(server.stdout, 'data');
	site = String(line).match(/http:\S+(?=\/)/)[0];
	browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});

after(async () => {
	await browser?.close();
	server.kill('SIGTERM');
	if (server.exitCode === null)
		await once(server, 'exit');
});

// A page of its own; whatever the browser complains of fails the test.
async function open(path, work, options = {}) {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	const complaints = [];
	page.on('console', (message) => {
		if (message.type() === 'error' && !/status of (400|404)/.test(message.text()))
			complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(String(error)));
	page.setDefaultTimeout(10_000);
	try {
		await page.goto(site + path);
		await work(page);
		assert.deepEqual(complaints, []);
	} finally {
		await context.close();
	}
}

async function accessible(page, what) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => globalThis.axe.run());
	assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120)).slice(0, 3)]), [], what);
}

const titles = (page) => page.locator('.vondst h3 a').allTextContents();

test('search, filter, page, open, follow a citation, back', async () => {
	await open('/', async (page) => {
		await page.fill('#q', 'fiets');
		await page.press('#q', 'Enter');
		await page.waitForURL(/q=fiets/);
		const all = await page.locator('.aantal').textContent();
		await page.locator('.facet a').first().click();
		await page.waitForSelector('.keuzes');
		assert.notEqual(await page.locator('.aantal').textContent(), all);
		await page.locator('.keuzes a').first().click();
		await page.waitForSelector('.keuzes', { state: 'detached' });
		assert.equal(await page.locator('.aantal').textContent(), all);

		await page.goto(site + '/?q=de');
		const first = await titles(page);
		await page.locator('a[rel=next]').click();
		await page.waitForURL(/page=2/);
		assert.notDeepEqual(await titles(page), first);
		await page.locator('.vondst h3 a').first().click();
		await page.waitForURL(/\/vraag\//);
		await page.goBack();
		assert.match(page.url(), /page=2/);
		assert.equal((await titles(page)).length > 0, true);
	});
});

test('a citation leads to the question, and that one back', async () => {
	const list = await (await fetch(site + '/api/v1/export')).text();
	const citing = list.trim().split('\n').map((line) => JSON.parse(line).id);
	await open('/', async (page) => {
		for (const id of citing) {
			await page.goto(site + '/vraag/' + encodeURIComponent(id));
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

test('suggestions and keys', async () => {
	await open('/', async (page) => {
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
	});
});

test('by keyboard only', async () => {
	await open('/?q=school', async (page) => {
		await page.keyboard.press('Tab');
		assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Naar de inhoud');
		await page.keyboard.press('Enter');
		const seen = new Set();
		for (let i = 0; i < 60 && !seen.has('vondst'); i++) {
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
	});
});

test('without JavaScript', async () => {
	await open('/', async (page) => {
		await page.fill('#q', 'inburgering');
		await page.locator('button[type=submit]').click();
		await page.waitForURL(/q=inburgering/);
		await page.locator('.facet a').first().click();
		await page.locator('.vondst h3 a').first().click();
		await page.waitForURL(/\/vraag\//);
		assert.ok(await page.locator('.paar').count() > 0);
		await page.locator('.terug a').click();
		await page.waitForURL(/q=inburgering/);
	}, { javaScriptEnabled: false });
});

test('a year of the chart', async () => {
	await open('/?q=de', async (page) => {
		await page.locator('.grafiek a').first().click();
		await page.waitForURL(/year=\d{4}/);
		assert.equal(await page.locator('.grafiek .gekozen').count(), 1);
	});
});

test('the feed is one', async () => {
	await open('/?q=water', async (page) => {
		const href = await page.locator('link[type="application/atom+xml"]').getAttribute('href');
		const feed = await (await fetch(site + href)).text();
		const count = await page.evaluate((text) => new DOMParser().parseFromString(text, 'application/xml')
			.querySelectorAll('entry').length, feed);
		assert.ok(count > 0);
	});
});

const PLACES = ['/', '/?q=school', '/?q=school&sort=date&year=2022', '/?q=zzzqqq', '/?q=(', QUESTION + '?q=inburgering',
	'/vraag/voorbeeld-010', '/statistiek', '/minister/bram-de-ridder', '/hulp', '/nergens'];

for (const [name, options] of Object.entries({ desktop: {}, dark: { colorScheme: 'dark' },
	phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } }))
	test(`everybody can use it: ${name}`, async () => {
		await open('/hulp', async (page) => {
			for (const place of PLACES) {
				await page.goto(site + place);
				await accessible(page, `${name} ${place}`);
				const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
				assert.ok(wide <= 0, `${place} is ${wide} pixels too wide`);
			}
		}, options);
	});
