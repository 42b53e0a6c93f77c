// SPDX-License-Identifier: GPL-3.0-or-later
// Servers and a browser for the tests, and what every page is held to.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function serve(db) {
	const child = spawn(process.env.VRAAGBAAK, ['serve', '--db', db, '--listen', '127.0.0.1:0'],
		{ stdio: ['ignore', 'pipe', 'inherit'] });
	const [line] = await once(child.stdout, 'data');
	const origin = String(line).match(/http:\S+(?=\/)/)[0];
	return { origin, stop: async () => {
		child.kill('SIGTERM');
		if (child.exitCode === null)
			await once(child, 'exit');
		assert.equal(child.exitCode, 0);
	} };
}

// In a browser that talks to nobody else.
export function launch() {
	return chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox',
		'--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
		'--disable-component-update', '--disable-sync'] });
}

// A server of the index that the variable names, and a browser, for all tests of a file.
export function stage(variable) {
	const it = {};
	before(async () => {
		it.server = await serve(process.env[variable]);
		it.site = it.server.origin;
		it.browser = await launch();
	});
	after(async () => {
		await it.browser?.close();
		await it.server.stop();
	});

	// A page of its own; whatever the browser complains of fails the test.
	it.open = async (path, work, options = {}) => {
		const context = await it.browser.newContext(options);
		const page = await context.newPage();
		const complaints = [];
		page.on('console', (message) => {
			if (message.type() === 'error' && !/status of (400|404)/.test(message.text()))
				complaints.push(message.text());
		});
		page.on('pageerror', (error) => complaints.push(String(error)));
		page.on('dialog', (dialog) => { complaints.push('dialog: ' + dialog.message()); dialog.dismiss(); });
		page.setDefaultTimeout(20_000);
		try {
			await page.goto(it.site + path);
			await work(page);
			assert.deepEqual(complaints, []);
		} finally {
			await context.close();
		}
	};
	return it;
}

// What axe-core has to say, by all its rules or those given, and whether the page is wider than its window.
export async function accessible(page, what, rules) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate((only) => globalThis.axe.run(
		{ resultTypes: ['violations'], ...only ? { runOnly: only } : {} }), rules);
	assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120)).slice(0, 3)]), [], what);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	assert.ok(wide <= 0, `${what} is ${wide} pixels too wide`);
}

export const titles = (page) => page.locator('.vondst h3 a').allTextContents();

// "1.234 vragen" as a number
export const total = async (page) => Number((await page.locator('.aantal').textContent()).match(/[\d.]+/)[0].replaceAll('.', ''));
