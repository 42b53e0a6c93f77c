// SPDX-License-Identifier: GPL-3.0-or-later
// Strings that try to become code: of HTML, attributes, addresses, SVG, CSV and headers, and generated mixtures.
// What of them runs calls hit(), or alert().

const HTML = ['<script>hit()</script>', '"><script>hit()</script>', "'><script>hit()</script>", '</title><script>hit()</script>',
	'</textarea><script>hit()</script>', '</script><script>hit()//', '<img src=x onerror=hit()>', '<svg/onload=hit()>',
	'<iframe srcdoc="<script>parent.hit()</script>">', '<body onload=hit()>', '<details open ontoggle=hit()>', '<input autofocus onfocus=hit()>',
	'<style>@import "//x"</style>', '<base href="//x/">', '<meta http-equiv=refresh content="0;url=javascript:hit()">', '<object data="javascript:hit()">',
	'<template><script>hit()</script></template>', '<noscript><p title="</noscript><img src=x onerror=hit()>">', '<!--><script>hit()</script>-->',
	'--><script>hit()</script>', ']]><script>hit()</script>', '<![CDATA[<script>hit()</script>]]>', '<?xml version="1.0"?><script>hit()</script>',
	'<math><mtext><img src=x onerror=hit()></mtext></math>', '<a href="javascript:hit()">x</a>', '<form action="javascript:hit()"><button>', '&lt;script&gt;hit()&lt;/script&gt;',
	'&#60;script&#62;hit()&#60;/script&#62;', '&#x3c;script&#x3e;hit()', '%3Cscript%3Ehit()%3C/script%3E', '\\u003cscript\\u003ehit()', '<scr\u0000ipt>hit()</scr\u0000ipt>',
	'<b id=q>', '<mark>', '</mark><b>', '</main>', '</html>', '<plaintext>', '<xmp>', '<frameset>'];
const ATTRIBUTE = ['" onmouseover="hit()', "' onmouseover='hit()", '" autofocus onfocus="hit()', '` onload=hit() `', '" style="position:fixed', '"onload="hit()"',
	'x" accesskey="x" onclick="hit()', '"/onpointerenter=hit()//', '" href="javascript:hit()', '" data-query="x'];
const ADDRESS = ['javascript:hit()', 'JaVaScRiPt:hit()', 'java\tscript:hit()', 'data:text/html,<script>hit()</script>', 'vbscript:hit()', '//example.org/', 'https://x/"onclick="hit()',
	'\\\\example.org', '/\\example.org', 'http://[::1', '?q=x#<script>hit()</script>', '../../etc/passwd', '%2e%2e%2f', '#vraag-1"><script>hit()</script>'];
const SVG = ['</svg><script>hit()</script>', '<svg><script>hit()</script></svg>', '</title><script>hit()</script><title>', '</text><script>hit()</script>', '<animate onbegin=hit() attributeName=x>',
	'<foreignObject><img src=x onerror=hit()></foreignObject>', '<use href="data:image/svg+xml,<svg onload=hit()>"/>', '<set attributeName=href to=javascript:hit()>'];
const CSV = ['=HYPERLINK("http://x","x")', '=cmd|\' /C calc\'!A0', '+1+1', '-2+3', '@SUM(1)', '\t=1+1', '\r=1+1', '"', '""', '",=1+1,"', 'a;b', '\n=1+1', ' | '];
const HEADER = ['x\r\nSet-Cookie: a=b', 'x\nLocation: //x', '\r\n\r\n<script>hit()</script>', '%0d%0aX-Evil: 1', '\u2028X-Evil: 1', 'x\u0000y', '"; filename="x.html', 'x\u0085X-Evil: 1'];
const OTHER = ['\u202e<b>', '\u2066<b>', '\ufeff<b>', '\u2028</script>', '${hit()}', '{{hit()}}', '<%= hit() %>', '#{hit()}', '\ud83d\ude00<b>', '\u{e0001}<b>', "'; DROP TABLE x; --", '\uff1cscript\uff1ehit()'];
const KNOWN = [...HTML, ...ATTRIBUTE, ...ADDRESS, ...SVG, ...CSV, ...HEADER, ...OTHER];

// A small generator (mulberry32): the same strings in every run.
function random(seed) {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

export function hostile(count) {
	const rng = random(20260404), strings = [...KNOWN];
	const pieces = [...KNOWN, '<', '>', '"', "'", '&', '/', '=', '(', ')', ' ', '\n', '\\', '%', ';', 'on', 'script', 'water', '\u00e9'];
	while (strings.length < count) {
		let s = '';
		for (let n = 1 + Math.floor(rng() * 5); n; n--)
			s += pieces[Math.floor(rng() * pieces.length)];
		strings.push(s);
	}
	return strings;
}
