// Makes the page better; everything works without it.
'use strict';
(() => {
	const box = document.getElementById('q');
	const hits = () => [...document.querySelectorAll('.vondst h3 a')];

	// ---- keys: / to the box, j and k through the hits ----
	document.addEventListener('keydown', (event) => {
		const typing = event.target.closest('input, textarea, select, [contenteditable]');
		if (typing || event.ctrlKey || event.metaKey || event.altKey)
			return;
		if (event.key === '/') {
			event.preventDefault();
			box.focus();
			box.select();
		} else if (event.key === 'j' || event.key === 'k') {
			const list = hits();
			const at = list.indexOf(document.activeElement);
			const next = event.key === 'j' ? Math.min(at + 1, list.length - 1) : Math.max(at - 1, 0);
			if (list[next])
				list[next].focus();
		}
	});

	// ---- suggestions ----
	const list = document.createElement('ul');
	const status = document.createElement('p');
	const kinds = {minister: 'minister', office: 'ambt', asker: 'vraagsteller', party: 'partij', theme: 'thema', title: 'titel', word: 'woord'};
	let chosen = -1, asked = 0, timer = 0, pending = null;
	list.className = 'voorstel';
	list.id = 'voorstellen';
	list.setAttribute('role', 'listbox');
	list.setAttribute('aria-label', 'Voorstellen');
	list.hidden = true;
	status.className = 'stil';
	status.setAttribute('role', 'status');
	box.form.append(list, status);
	for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-controls', list.id], ['aria-expanded', 'false']])
		box.setAttribute(name, value);

	const close = () => {
		clearTimeout(timer);
		list.hidden = true;
		chosen = -1;
		box.setAttribute('aria-expanded', 'false');
		box.removeAttribute('aria-activedescendant');
	};
	const take = (item) => {
		if (item.dataset.id) { // a title opens its question
			location.href = box.form.getAttribute('action') + 'vraag/' + encodeURIComponent(item.dataset.id);
			return;
		}
		box.value = item.dataset.query;
		close();
		box.form.requestSubmit();
	};
	const show = (found) => {
		list.replaceChildren(...found.map((one, i) => {
			const item = document.createElement('li');
			const text = document.createElement('span');
			const kind = document.createElement('small');
			text.textContent = one.text;
			kind.textContent = kinds[one.kind] + (one.questions ? ' · ' + one.questions : '');
			item.append(text, kind);
			item.id = 'voorstel-' + i;
			item.dataset.query = one.query;
			if (one.id)
				item.dataset.id = one.id;
			item.setAttribute('role', 'option');
			item.setAttribute('aria-selected', 'false');
			item.addEventListener('mousedown', (event) => { event.preventDefault(); take(item); });
			return item;
		}));
		chosen = -1;
		list.hidden = !found.length;
		box.setAttribute('aria-expanded', String(found.length > 0));
		status.textContent = found.length ? found.length + ' voorstellen, kies met de pijltjes' : '';
	};
	const ask = async () => {
		const typed = box.value, mine = ++asked;
		if (typed.trim().length < 2)
			return close();
		if (pending)
			pending.abort();
		pending = new AbortController();
		try {
			const answer = await fetch(box.form.getAttribute('action') + 'api/v1/suggest?limit=8&q=' + encodeURIComponent(typed), {signal: pending.signal});
			if (answer.ok && mine === asked && document.activeElement === box)
				show((await answer.json()).suggestions);
		} catch (error) { /* suggestions are an extra */ }
	};
	box.addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(ask, 120);
	});
	box.addEventListener('blur', close);
	box.form.addEventListener('submit', () => { asked++; close(); });
	box.addEventListener('keydown', (event) => {
		const items = [...list.children];
		if (list.hidden || !items.length)
			return;
		if (event.key === 'Escape') {
			event.preventDefault();
			close();
		} else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
			event.preventDefault();
			chosen = (chosen + (event.key === 'ArrowDown' ? 1 : -1) + items.length + (chosen < 0 && event.key === 'ArrowUp' ? 1 : 0)) % items.length;
			items.forEach((item, i) => item.setAttribute('aria-selected', String(i === chosen)));
			box.setAttribute('aria-activedescendant', items[chosen].id);
		} else if (event.key === 'Enter' && chosen >= 0) {
			event.preventDefault();
			take(items[chosen]);
		}
	});

	// ---- search within a long list ----
	const plain = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
	const sieve = (lists, before) => {
		const items = lists.flatMap((one) => [...one.children]);
		if (items.length < 12)
			return;
		const input = document.createElement('input');
		input.className = 'zeef';
		input.type = 'search';
		input.placeholder = 'zoek in deze lijst';
		input.setAttribute('aria-label', 'Zoek in deze lijst');
		before.before(input);
		input.addEventListener('input', () => {
			for (const item of items)
				item.hidden = !plain(item.textContent).includes(plain(input.value.trim()));
			for (const one of lists)
				one.parentElement.hidden = one.parentElement.matches('.namen') && [...one.children].every((item) => item.hidden);
		});
	};
	for (const one of document.querySelectorAll('.facetten details ul, .waarden ul'))
		sieve([one], one);
	const names = [...document.querySelectorAll('.namen ul')];
	if (names.length)
		sieve(names, document.querySelector('.letters') || names[0].parentElement);

	// ---- copy a citation, share a question ----
	for (const button of document.querySelectorAll('.kopieer')) {
		const address = button.dataset.adres;
		button.hidden = !navigator.clipboard && !(address && navigator.share);
		button.addEventListener('click', async () => {
			if (address && navigator.share)
				return navigator.share({title: document.title, url: address}).catch(() => {});
			await navigator.clipboard.writeText(address || document.getElementById(button.dataset.van).textContent);
			button.textContent = 'Gekopieerd';
		});
	}
})();
