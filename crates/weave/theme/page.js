// The frame of a page: what is remembered, contents, what scrolls.
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

// Tables: where a name may break, and of what a cell is where the rows are
// blocks.
(function tables() {
    // The length of a prefix stays with its address.
    const breakable = /(?<=::|_|\/)(?=.)(?!\d+$)/;
    for (const code of document.querySelectorAll(':is(td, th) code')) {
        const walk = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walk.nextNode()) {
            texts.push(walk.currentNode);
        }
        for (const text of texts) {
            const parts = text.data.split(breakable);
            const pieces = parts.flatMap((part, at) =>
                (at > 0 ? [document.createElement('wbr'), part] : [part]));
            text.replaceWith(...pieces);
        }
    }
    for (const table of document.querySelectorAll('main table')) {
        const heads = Array.from(
            table.querySelectorAll('thead th'),
            th => th.textContent.trim(),
        );
        if (heads.length < 3) {
            continue;
        }
        table.classList.add('stacks');
        // What is a block is no table to those who hear it, unless it says so.
        table.setAttribute('role', 'table');
        for (const row of table.querySelectorAll('tr')) {
            row.setAttribute('role', 'row');
            Array.from(row.cells).forEach((cell, at) => {
                const isHead = cell.tagName === 'TH';
                cell.setAttribute('role', isHead ? 'columnheader' : 'cell');
                if (!isHead && at > 0 && heads[at]) {
                    cell.dataset.of = heads[at];
                }
            });
        }
        for (const group of table.querySelectorAll('thead, tbody')) {
            group.setAttribute('role', 'rowgroup');
        }
    }
})();

// Only what scrolls sideways needs to be reached by the Tab key.
(function scrollers() {
    const all = document.querySelectorAll(
        'pre, pre > code, .table-wrapper',
    );
    const look = element => {
        const style = getComputedStyle(element);
        const scrolls = style.overflowX !== 'visible'
            && element.scrollWidth > element.clientWidth + 1;
        if (scrolls || element.matches('.dump, .screen pre')) {
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

// For those who always want the same in Python: in the widest windows it
// stands beside the Rust that it replaces. A style has put it there; how high,
// only a script can tell.
(function beside() {
    const main = document.querySelector('main');
    const wide = matchMedia('(min-width: 120rem)');
    const twins = document.querySelectorAll('main > details.twin');
    if (twins.length === 0) {
        return;
    }
    const rust = twin => {
        const name = twin.querySelector('figure').id.replace(/_/g, '-');
        let before = twin.previousElementSibling;
        while (before && !before.matches('figure.listing')) {
            before = before.previousElementSibling;
        }
        return document.getElementById(name.replace('twin-', 'listing-'))
            ?? before;
    };
    function place() {
        const apart = wide.matches
            && document.documentElement.classList.contains('python');
        let end = 0;
        for (const twin of twins) {
            const top = Math.max(rust(twin)?.offsetTop ?? 0, end);
            twin.style.top = apart ? `${top}px` : '';
            end = top + twin.offsetHeight + 24;
        }
        main.style.minHeight = apart ? `${end}px` : '';
    }
    new ResizeObserver(place).observe(main);
})();

// A name of an index that stands on another page by now.
(function moved() {
    const to = document.querySelector('main a.moved');
    if (to && location.hash.length > 1
        && !document.getElementById(decodeURI(location.hash.slice(1)))) {
        location.replace(to.href + location.hash);
    }
})();
