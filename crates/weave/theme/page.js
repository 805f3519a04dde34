// The frame of a page: what is remembered, contents, search, what scrolls.
// Everything can be read without it.
'use strict';

(function settings() {
    const root = document.documentElement;
    const remember = (key, value) => {
        try {
            localStorage.setItem(`networking-in-rust-${key}`, value);
        } catch {
            // A browser that remembers nothing; this page still obeys.
        }
    };

    for (const choice of document.querySelectorAll('[name="theme"]')) {
        choice.checked = choice.value === root.dataset.theme;
        choice.addEventListener('change', () => {
            root.dataset.theme = choice.value;
            remember('theme', choice.value);
        });
    }

    const python = document.querySelector('[name="python"]');
    const twins = document.querySelectorAll('details.twin');
    const unfold = () => {
        root.classList.toggle('python', python.checked);
        twins.forEach(twin => {
            twin.open = python.checked;
        });
    };
    if (python) {
        python.checked = root.classList.contains('python');
        python.addEventListener('change', () => {
            unfold();
            remember('python', python.checked ? 'shown' : 'folded');
        });
        if (python.checked) {
            unfold();
        }
    }

    // Where there is room, the contents stand beside the page and the button
    // hides them. Elsewhere the browser opens them above the page.
    const button = document.getElementById('contents-button');
    const contents = document.getElementById('contents');
    const wide = matchMedia('(min-width: 64rem)');
    const say = () => {
        if (wide.matches) {
            const shown = !root.classList.contains('no-contents');
            button.setAttribute('aria-expanded', shown);
        } else {
            button.removeAttribute('aria-expanded');
        }
    };
    button?.addEventListener('click', event => {
        if (wide.matches) {
            event.preventDefault();
            const hidden = root.classList.toggle('no-contents');
            remember('contents', hidden ? 'hidden' : 'shown');
            say();
        }
    });
    wide.addEventListener('change', () => {
        contents?.hidePopover();
        say();
    });
    contents?.addEventListener('click', event => {
        if (event.target.closest('a') && !wide.matches) {
            contents.hidePopover();
        }
    });
    if (button) {
        say();
    }
    const here = contents?.querySelector('[aria-current="page"]');
    if (here && wide.matches) {
        const place = here.offsetTop - contents.clientHeight / 3;
        contents.scrollTop = Math.max(0, place);
    }
})();

// Only what scrolls sideways needs to be reached by the Tab key.
(function scrollers() {
    const all = document.querySelectorAll(
        'pre, pre > code, .table-wrapper, .wide',
    );
    const look = element => {
        const style = getComputedStyle(element);
        const scrolls = style.overflowX !== 'visible'
            && element.scrollWidth > element.clientWidth + 1;
        if (scrolls || element.matches('.dump')) {
            element.tabIndex = 0;
            if (!element.hasAttribute('role')) {
                element.setAttribute('role', 'group');
                element.setAttribute('aria-label', 'Scrolls sideways');
            }
        } else {
            element.removeAttribute('tabindex');
        }
    };
    const watch = new ResizeObserver(entries => {
        entries.forEach(entry => look(entry.target));
    });
    all.forEach(element => watch.observe(element));
})();

// Browsers that cannot print what is folded by a style alone.
(function print() {
    let opened = [];
    addEventListener('beforeprint', () => {
        opened = Array.from(document.querySelectorAll('details:not([open])'));
        opened.forEach(details => {
            details.open = true;
        });
    });
    addEventListener('afterprint', () => {
        opened.forEach(details => {
            details.open = false;
        });
    });
})();

(function search() {
    const dialog = document.getElementById('search');
    if (!dialog) {
        return;
    }
    const text = document.getElementById('search-text');
    const status = document.getElementById('search-status');
    const results = document.getElementById('search-results');
    const { engine, index, root } = dialog.dataset;

    // Scripts, not fetch(): a book that is opened from a disk has no other
    // way to read its own files.
    const load = url => new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.src = url;
        script.onload = resolve;
        script.onerror = () => reject(new Error(url));
        document.head.append(script);
    });
    let loading;
    const ready = () => {
        if (!loading) {
            // The index adds itself to this; by that name there is only the
            // dialog before.
            window.search = {};
            loading = Promise.all([load(engine), load(index)])
                .then(() => elasticlunr.Index.load(window.search.index));
        }
        return loading;
    };

    const open = () => {
        if (!dialog.open) {
            dialog.showModal();
            text.select();
            ready().then(find, () => {
                status.textContent = 'The index could not be read.';
            });
        }
    };
    document.getElementById('search-button').addEventListener('click', open);
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
        const first = results.querySelector('a');
        if (event.submitter === null || document.activeElement === text) {
            event.preventDefault();
            first?.click();
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
    results.addEventListener('click', () => dialog.close());
    text.addEventListener('input', () => ready().then(find));

    function find(found) {
        const words = text.value.trim().toLowerCase();
        results.replaceChildren();
        status.textContent = '';
        if (words === '' || /^[a-z]$/.test(words)) {
            return;
        }
        const { search_options, doc_urls } = window.search;
        let hits = found.search(words, search_options);
        if (hits.length === 0 && search_options.bool === 'AND') {
            hits = found.search(words, { ...search_options, bool: 'OR' });
        }
        if (hits.length === 0) {
            hits = literal(found.documentStore.docs, words);
        }
        // Lists of sources and indexes name everything and explain nothing.
        const lists = hit => hit.doc.title === 'Sources'
            || doc_urls[hit.ref].startsWith('appendix/');
        const weight = hit => hit.score * (lists(hit) ? 0.2 : 1);
        hits.sort((a, b) => weight(b) - weight(a));
        const shown = hits.slice(0, 20);
        status.textContent = hits.length === 0
            ? 'Nothing found.'
            : `${hits.length} found${hits.length > 20 ? ', 20 shown' : ''}.`;
        for (const hit of shown) {
            results.append(result(hit.doc, doc_urls[hit.ref], words));
        }
    }

    // The index leaves out what is frequent in English and what is no word:
    // `from`, `into`, `?`.
    function literal(docs, words) {
        return Object.entries(docs)
            .map(([ref, doc]) => {
                const title = doc.title.toLowerCase().includes(words);
                const count = doc.body.toLowerCase().split(words).length - 1;
                return { ref, doc, score: count + (title ? 100 : 0) };
            })
            .filter(hit => hit.score > 0);
    }

    function result(doc, url, words) {
        const item = document.createElement('li');
        const link = document.createElement('a');
        const [path, fragment] = url.split('#');
        link.href = root + path + (fragment ? `#${fragment}` : '');
        const title = document.createElement('b');
        title.textContent = doc.title;
        const where = document.createElement('small');
        const trail = doc.breadcrumbs.split(' » ');
        where.textContent = trail.filter((name, at) =>
            name !== doc.title && trail.indexOf(name) === at).join(' · ');
        const teaser = document.createElement('p');
        teaser.append(...marked(excerpt(doc.body, words), words));
        link.append(title, where, teaser);
        item.append(link);
        return item;
    }

    function excerpt(body, words) {
        const flat = body.replace(/\s+/g, ' ');
        const low = flat.toLowerCase();
        const places = words.split(/\s+/).map(word => low.indexOf(word));
        const at = Math.max(0, Math.min(
            ...places.map(place => (place < 0 ? Infinity : place)),
        ));
        const from = Number.isFinite(at) ? Math.max(0, at - 50) : 0;
        const start = from === 0 ? 0 : flat.indexOf(' ', from) + 1;
        const dots = start > 0 ? '… ' : '';
        return `${dots}${flat.slice(start, start + 150).trim()} …`;
    }

    function marked(text, words) {
        const plain = words.split(/\s+/)
            .map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        const parts = text.split(new RegExp(`(${plain.join('|')})`, 'i'));
        return parts.map((part, at) => {
            if (at % 2 === 0) {
                return part;
            }
            const mark = document.createElement('mark');
            mark.textContent = part;
            return mark;
        });
    }
})();
