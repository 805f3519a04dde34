// The search box: a few words, or an error as it stands in a terminal. What
// finds is loaded when it is first needed; `rank.js` says how.
'use strict';

(function search() {
    const dialog = document.getElementById('search');
    const button = document.getElementById('search-button');
    if (!dialog?.dataset.index) {
        // A book that was built without an index.
        button?.remove();
        return;
    }
    const text = document.getElementById('search-text');
    const status = document.getElementById('search-status');
    const results = document.getElementById('search-results');
    const { index, root } = dialog.dataset;

    // A script, not fetch(): a book that is opened from a disk has no other
    // way to read its own files.
    let loading;
    const ready = () => {
        loading ??= new Promise((resolve, reject) => {
            const script = document.createElement('script');
            script.src = index;
            script.onload = () => resolve(window.bookSearch);
            script.onerror = () => reject(new Error(index));
            document.head.append(script);
        });
        return loading;
    };
    const look = () => ready().then(show, () => {
        loading = null;
        status.textContent = 'The index could not be read.';
    });

    const open = () => {
        if (!dialog.open) {
            dialog.showModal();
            text.select();
            look();
        }
    };
    button.addEventListener('click', open);
    document.addEventListener('keydown', event => {
        if (event.key.toLowerCase() === 'k'
            && (event.ctrlKey || event.metaKey)
            && !event.altKey && !event.shiftKey) {
            event.preventDefault();
            open();
        }
    });
    dialog.addEventListener('click', event => {
        if (event.target === dialog) {
            dialog.close();
        }
    });

    // Enter goes to the first result, the arrows from one to the next.
    text.form.addEventListener('submit', event => {
        if (event.submitter === null || document.activeElement === text) {
            event.preventDefault();
            results.querySelector('a')?.click();
        }
    });
    dialog.addEventListener('keydown', event => {
        // Some browsers would only empty the field.
        if (event.key === 'Escape') {
            event.preventDefault();
            dialog.close();
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
            const stops = [text, ...results.querySelectorAll('a')];
            const at = stops.indexOf(document.activeElement);
            event.preventDefault();
            stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
        }
    });
    results.addEventListener('click', event => {
        if (event.target.closest('a')) {
            dialog.close();
        }
    });
    text.addEventListener('input', look);
    // A field of one line would join the last word of a line to the first of
    // the next.
    text.addEventListener('paste', event => {
        const pasted = event.clipboardData.getData('text/plain');
        if (/\n/.test(pasted)) {
            event.preventDefault();
            const line = pasted.trim().replace(/\s+/g, ' ');
            text.setRangeText(
                line, text.selectionStart, text.selectionEnd, 'end',
            );
            look();
        }
    });

    function show(search) {
        const asked = text.value;
        const few = asked.trim() === '' || /^[a-z]$/i.test(asked.trim());
        const found = few ? null : search.find(asked);
        status.textContent = found ? said(found) : '';
        results.replaceChildren(...found ? [
            ...found.error ? [card(found.error)] : [],
            ...found.pages.map(group),
        ] : []);
    }

    function said({ error, isLine, pages, total }) {
        if (error) {
            return `An error: ${error.title}.`;
        }
        if (pages.length === 0) {
            return 'Nothing found.';
        }
        const s = total === 1 ? '' : 's';
        const cut = total > pages.length ? `, ${pages.length} shown` : '';
        return isLine
            ? 'The book does not have this error. The nearest pages:'
            : `${total} page${s}${cut}.`;
    }

    function element(name, contents, properties = {}) {
        const made = Object.assign(document.createElement(name), properties);
        made.append(...contents);
        return made;
    }
    const link = (url, contents) =>
        element('a', contents, { href: root + url });

    // What an error means, and where it is explained and seen.
    function card(error) {
        const names = error.names?.join(' · ');
        const ways = [
            [error.url, `Explained in ${error.page}`],
            [error.packets, 'Its packets'],
            [error.run, 'A run that shows it'],
        ];
        return element('li', [
            element('b', [error.title]),
            ...names ? [element('small', [names])] : [],
            ...error.means ? [element('p', [error.means])] : [],
            element('p', ways.filter(([url]) => url)
                .map(([url, name]) => link(url, [name])), {
                className: 'ways',
            }),
        ], { className: 'error' });
    }

    // The hits of a page, each under its name and its section's.
    function group(page) {
        const hits = page.hits.map(({ url, title, text }) => link(url, [
            element('b', [
                page.title, ...title ? [` › ${title}`] : [],
            ]),
            element('p', text.map((part, at) =>
                (at % 2 === 0 ? part : element('mark', [part])))),
        ]));
        const chapter = page.chapter
            ? [element('small', [page.chapter])] : [];
        return element('li', [...chapter, ...hits]);
    }
})();
