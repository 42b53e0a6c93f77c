// SPDX-License-Identifier: GPL-3.0-or-later
// Hundreds of strings (a thousand in `make check-all`) that try to become code, in every field of documents and as queries.  Pages are run in frames
// that have no Content-Security-Policy, so that escaping alone must hold; some are visited with it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { launch, serve } from './kit.mjs';
import { hostile } from './strings.mjs';

const STRINGS = hostile(process.env.VRAAGBAAK_TESTS === 'all' ? 1000 : 120), FRAMES = 20;
const folder = process.env.VRAAGBAAK_DB.replace(/[^/]*$/, '');
let server, browser, hits;

// Each string is in all fields of one document, in a few shapes.  The reader refuses NUL.
function document(string, i) {
	const s = string.replaceAll('\0', '');
	return { id: `x${i}-${s}`.slice(0, 200), parliament: 'vlaams', number: `${i}${s.slice(0, 20)}`, title: `Water ${s}`, date: `20${10 + i % 15}-03-04`,
		date_answered: `20${10 + i % 15}-04-05`, asker: `Jan ${s}`, party: s, minister: `Piet ${s}`, role: `Minister van ${s}`, session: s,
		themes: [`thema ${s}`, s], url: i % 2 ? s : 'https://x/' + s, question: `1. Wat is water ${s}? 2. ${s}`, answer: `1. Water ${s}. 2. ${s}` };
}

before(async () => {
	const db = folder + 'hostile.db', file = folder + 'hostile.jsonl';
	rmSync(db, { recursive: true, force: true });
	writeFileSync(file, STRINGS.map((s, i) => JSON.stringify(document(s, i))).join('\n') + '\n');
	const report = JSON.parse(execFileSync(process.env.VRAAGBAAK, ['index', '--json', '--db', db, file], { maxBuffer: 1 << 26 }));
	assert.ok(report.added >= STRINGS.length * 0.98, JSON.stringify(report).slice(0, 500));
	server = await serve(db);
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await server.stop();
});

async function get(path) {
	const response = await fetch(server.origin + path);
	return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

async function* batches(list) {
	for (let i = 0; i < list.length; i += FRAMES)
		yield list.slice(i, i + FRAMES);
}

// A page in which whatever runs is noticed.
async function trap() {
	const page = await (await browser.newContext()).newPage();
	hits = [];
	await page.exposeFunction('hit', () => hits.push('hit()'));
	page.on('dialog', (dialog) => { hits.push('dialog ' + dialog.message()); dialog.dismiss(); });
	await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
	await page.goto('http://trap/');
	page.on('request', (request) => request.url().startsWith('about:') || hits.push('request ' + request.url()));
	return page;
}

// Runs in the browser: each text as a page of its own; what is there that this program does not write.
function look(texts) {
	const TAGS = new Set(('html head meta title link script body a header p form label div input button main section article h1 h2 h3 ul ol li ' +
		'nav details summary span b i mark time footer dl dt dd table caption thead tbody tr th td figure figcaption svg g rect text line code kbd sup h4').split(' '));
	const ATTRIBUTES = new Set(('lang charset name content rel href type title src defer class id for action method role value maxlength autocomplete spellcheck ' +
		'placeholder tabindex aria-label aria-current aria-hidden start datetime open viewbox x y x1 x2 y1 y2 width height rx preserveaspectratio scope hidden data-van data-adres property ' +
		'aria-autocomplete aria-controls aria-expanded').split(' '));

	return Promise.all(texts.map((text) => new Promise((resolve) => {
		const frame = document.createElement('iframe');
		frame.onload = () => {
			const found = [];
			const inside = frame.contentDocument;
			for (const element of inside.querySelectorAll('*')) {
				const tag = element.tagName.toLowerCase();
				if (!TAGS.has(tag))
					found.push('element ' + tag);
				for (const { name, value } of element.attributes) {
					if (!ATTRIBUTES.has(name.toLowerCase()) || name.startsWith('on'))
						found.push(`attribute ${tag} ${name}`);
					if (['href', 'src', 'action'].includes(name) && !/^(\/(?!\/)|#|https?:\/\/)/.test(value))
						found.push(`address ${value}`);
				}
			}
			for (const script of inside.scripts) {
				if (script.type !== 'application/ld+json')
					found.push('script');
				else
					JSON.parse(script.textContent);
			}
			if (inside.querySelectorAll('title').length - inside.querySelectorAll('svg title').length !== 1)
				found.push('titles');
			frame.remove();
			resolve(found);
		};
		frame.srcdoc = text;
		document.body.append(frame);
	})));
}

// The page without the two files that it loads.
function withoutFiles(text) {
	for (const file of [/<script src="\/pagina\.js\?v=[0-9a-f]{8}" defer><\/script>/, /<link rel="stylesheet" href="\/stijl\.css\?v=[0-9a-f]{8}">/]) {
		assert.equal(text.split(file).length, 2);
		text = text.replace(file, '');
	}
	return text;
}

async function harmless(paths, statuses) {
	const page = await trap();
	for await (const some of batches(paths)) {
		const got = await Promise.all(some.map(get));
		for (const [i, { status, type }] of got.entries()) {
			assert.ok(statuses.includes(status), `${status} ${some[i]}`);
			assert.equal(type, 'text/html; charset=utf-8', some[i]);
		}
		const found = await page.evaluate(look, got.map((one) => withoutFiles(one.text)));
		for (const [i, what] of found.entries())
			assert.deepEqual(what, [], some[i]);
		assert.deepEqual(hits, [], some.join(' '));
	}
	await page.context().close();
}

const q = encodeURIComponent;
const wellFormed = (s) => s.toWellFormed ? s.toWellFormed() : s;

test('queries, on the page of results and of figures', () => harmless(STRINGS.flatMap((s, i) =>
	[(i % 4 ? '/?q=' : i % 8 ? '/statistiek?q=' : '/waarden/asker?q=') + q(wellFormed(s))]), [200, 400, 414]));

test('queries, in every other place of an address', () => harmless(STRINGS.map((s, i) => {
	const t = q(wellFormed(s));
	return [`/vraag/${t}`, `/?minister=${t}`, `/?q=water&theme=${t}&sort=date`, `/minister/${t}`, `/?sort=${t}`, `/?page=${t}&q=water`, `/${t}`, `/?q=water&year=${t}`,
		`/statistiek?party=${t}`, `/thema/${t}`, `/?${t}=${t}`, `/citaat/${t}`, `/waarden/${t}`, `/waarden/theme?asker=${t}`][i % 14];
}), [200, 400, 404, 414]));

test('documents, among the results', () => harmless(Array.from({ length: STRINGS.length / 10 }, (_, i) => `/?q=water&sort=date&page=${i + 1}`), [200]));

test('documents, each on its own page', async () => {
	const lines = (await get('/api/v1/export')).text.trim().split('\n').map((line) => JSON.parse(line));
	assert.ok(lines.length >= STRINGS.length * 0.98);
	await harmless(lines.map(({ id }) => `/vraag/${q(id)}?q=water`), [200]);
});

test('documents, in figures and on pages of people and themes', async () => {
	const { text } = await get('/?q=water');
	const links = [...new Set((text + (await get('/statistiek')).text + (await get('/?q=water&page=2')).text).match(/href="\/(?:minister|vraagsteller|thema)\/[^"]+/g))].slice(0, 60);
	assert.ok(links.length > 10);
	const values = ['asker', 'minister', 'theme', 'party', 'session'].map((facet) => '/waarden/' + facet);
	await harmless(['/', '/statistiek', ...values, ...links.map((link) => link.slice(6))], [200]);
});

test('visited with the policy: nothing runs, and nothing is reported', async () => {
	const page = await (await browser.newContext()).newPage();
	const complaints = [];
	page.on('console', (message) => message.type() === 'error' && !/status of 4/.test(message.text()) && complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(String(error)));
	page.on('dialog', (dialog) => { complaints.push('dialog'); dialog.dismiss(); });
	for (let i = 0; i < STRINGS.length; i += 25)
		await page.goto(server.origin + (i % 2 ? `/?q=${q(wellFormed(STRINGS[i]))}` : `/?q=water&sort=date&page=${1 + i / 10}`));
	assert.deepEqual(complaints, []);
	await page.context().close();
});

test('feeds are XML of the same elements', async () => {
	const page = await trap();
	const parse = (texts) => texts.map((text) => [...new DOMParser().parseFromString(text, 'application/xml').querySelectorAll('*')]
		.map((e) => e.localName).filter((name) => !['feed', 'id', 'title', 'updated', 'published', 'author', 'name', 'link', 'entry', 'category', 'summary'].includes(name)));
	for await (const some of batches(['/feed', ...STRINGS.filter((_, i) => i % 5 === 0).map((s) => `/feed?q=${q(wellFormed(s))}`), ...STRINGS.slice(0, 100).map((s) => `/feed?theme=${q(wellFormed(s))}`)])) {
		const got = (await Promise.all(some.map(get))).filter(({ status }) => status === 200);
		for (const strange of await page.evaluate(parse, got.map(({ text }) => text)))
			assert.deepEqual(strange, []);
	}
	for (const path of ['/sitemap.xml', '/opensearch.xml'])
		assert.equal(await page.evaluate((text) => new DOMParser().parseFromString(text, 'application/xml').querySelector('parsererror'), (await get(path)).text), null);
	await page.context().close();
});

// RFC 4180
function cells(text) {
	const rows = [[]];
	for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
		rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
		if (end === '')
			break;
		if (end !== ',')
			rows.push([]);
	}
	return rows.filter((row) => row.length > 1);
}

test('CSV has no formulas and as many cells in each row', async () => {
	const { text, type } = await get('/api/v1/export?format=csv');
	assert.equal(type, 'text/csv; charset=utf-8');
	const rows = cells(text);
	assert.ok(rows.length > STRINGS.length * 0.98);
	for (const row of rows) {
		assert.equal(row.length, rows[0].length, row.join('|').slice(0, 300));
		for (const cell of row)
			assert.ok(!/^[=+@\t\r-]/.test(cell) || /^-?\d+([.,]\d+)?$/.test(cell), cell);
	}
});

test('JSON is JSON, for queries and documents', async () => {
	for await (const some of batches(STRINGS.map((s, i) => ['search', 'facets', 'suggest'][i % 3] + `?q=${q(wellFormed(s))}`)))
		for (const { text, type } of await Promise.all(some.map((path) => get('/api/v1/' + path)))) {
			JSON.parse(text);
			assert.match(type, /^application\/(problem\+)?json; charset=utf-8$/);
		}
});

test('headers stay what they are', async () => {
	const known = new Set(['date', 'content-type', 'content-length', 'etag', 'cache-control', 'content-security-policy', 'x-content-type-options', 'referrer-policy',
		'x-frame-options', 'cross-origin-opener-policy', 'cross-origin-resource-policy', 'access-control-allow-origin', 'access-control-expose-headers',
		'content-disposition', 'connection', 'keep-alive', 'transfer-encoding']);
	for (const [i, s] of STRINGS.filter((_, k) => k % 4 === 1).entries()) {
		const t = q(wellFormed(s));
		const path = [`/?q=${t}`, `/citaat/${t}?format=ris`, `/api/v1/export?q=${t}&format=csv`, `/api/v1/search?facets=${t}`][i % 4];
		const request = http.get(server.origin + path, { headers: { 'X-Forwarded-Proto': s.replaceAll(/[^\x20-\x7e]/g, '') } });
		const [response] = await once(request, 'response');
		response.resume();
		await once(response, 'end'); // only so many exports at a time
		for (const name of Object.keys(response.headers))
			assert.ok(known.has(name), name);
		assert.doesNotMatch(response.headers['content-disposition'] ?? '', /[^ -~]|filename=(?!"vragen\.csv"|"vragen\.jsonl"|"vraag\.ris")/);
	}
	for (const host of ['hier"><script>', 'hier y', "hier'", 'hier<', 'hier/../y', 'hier@y', '\u00e9']) { // as it may stand in links
		const socket = net.connect(Number(new URL(server.origin).port), '127.0.0.1');
		socket.end(`GET /feed HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
		let text = '';
		for await (const part of socket)
			text += part;
		assert.ok(!text.includes('//' + host), host);
	}
});
