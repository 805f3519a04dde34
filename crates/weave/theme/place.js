// Where a reader is, and where they stopped. All of it stays on this device.
'use strict';

// What this device keeps, by names of pages.
const kept = (() => {
    const key = 'networking-in-rust-kept';
    const read = () => {
        try {
            return JSON.parse(localStorage.getItem(key)) ?? {};
        } catch {
            return {};
        }
    };
    return {
        of: page => read()[page] ?? {},
        put(page, what) {
            try {
                const all = read();
                all[page] = { ...all[page], ...what };
                localStorage.setItem(key, JSON.stringify(all));
            } catch {
                // A browser that remembers nothing.
            }
        },
        forget() {
            try {
                localStorage.removeItem(key);
            } catch {
                // Then there is nothing to forget.
            }
        },
    };
})();

// A prediction, or an answer to a question of *Check yourself*: the reader
// writes it or chooses it, the record or the folded answer says the rest.
(function answers() {
    const page = document.querySelector('.place')?.dataset.page;
    if (!page) {
        return;
    }
    const make = (name, parts = {}, ...inside) => {
        const made = Object.assign(document.createElement(name), parts);
        made.append(...inside);
        return made;
    };
    const all = [];

    // What was predicted, below the record that answers.
    function tell(echo, text, answer) {
        echo.remove();
        if (text && answer?.matches('figure')) {
            echo.textContent = `You predicted: “${text}”`;
            answer.after(echo);
        }
    }

    // A question with several answers: one is chosen, and the right one,
    // which is folded, shows itself.
    function choose(number, quote, fold, answer) {
        const key = `prediction-${number}`;
        const echo = make('p', { className: 'predicted' });
        const list = quote.querySelector('ul');
        list.setAttribute('aria-label', 'Your prediction');
        const buttons = Array.from(list.children, item => {
            const button = make('button', {
                type: 'button', className: 'choice',
            }, ...item.childNodes);
            button.addEventListener('click', () => {
                kept.put(page, { [key]: button.textContent.trim() });
                show();
                fold.open = true;
            });
            item.append(button);
            return button;
        });

        function show() {
            const text = kept.of(page)[key];
            for (const button of buttons) {
                const is = button.textContent.trim() === text;
                button.setAttribute('aria-pressed', String(is));
            }
            tell(echo, text, answer);
        }

        all.push(show);
        show();
    }

    // One question: where the field stands, and what answers it.
    function ask(number, place, said, answer) {
        const key = `${said}-${number}`;
        const field = make('div', { className: 'answer' });
        const echo = make('p', { className: 'predicted' });
        place(field);

        function show() {
            const text = kept.of(page)[key];
            field.replaceChildren(text ? keptText(text) : form());
            tell(echo, text, answer);
        }

        function form() {
            const id = `answer-${key}`;
            const label = make('label', {
                htmlFor: id, textContent: `Your ${said}`,
            });
            const input = make('input', {
                id, type: 'text', maxLength: 200, autocomplete: 'off',
            });
            const keep = make('button', { textContent: 'Keep' });
            const made = make('form', {}, label, input, keep);
            made.addEventListener('submit', event => {
                event.preventDefault();
                if (input.value.trim()) {
                    set(input.value.trim());
                }
            });
            return made;
        }

        function keptText(text) {
            const change = make('button', {
                type: 'button', textContent: 'Change',
            });
            change.addEventListener('click', () => {
                kept.put(page, { [key]: undefined });
                show();
                field.querySelector('input').focus();
            });
            const line = make('p', {}, `Your ${said}: “${text}” `);
            if (answer?.id) {
                const link = make('a', { textContent: 'The record answers.' });
                link.href = `#${answer.id}`;
                line.append(link, ' ');
            }
            line.append(change);
            return line;
        }

        function set(text) {
            kept.put(page, { [key]: text });
            show();
            if (answer?.matches('details')) {
                answer.open = true;
            }
            field.querySelector('button').focus();
        }

        all.push(show);
        show();
    }

    const after = (element, selector) =>
        Array.from(document.querySelectorAll(selector)).find(other =>
            element.compareDocumentPosition(other)
                & Node.DOCUMENT_POSITION_FOLLOWING);

    document.querySelectorAll('.predict').forEach((mark, at) => {
        const quote = mark.closest('blockquote');
        if (quote) {
            const answer = after(quote, 'figure.console, figure.wire');
            const fold = quote.querySelector('[data-right]');
            quote.classList.add('asked');
            if (fold) {
                choose(at + 1, quote, fold, answer);
                return;
            }
            ask(at + 1, field => quote.append(field), 'prediction', answer);
        }
    });
    document.querySelectorAll('main > p > strong:first-child').forEach(mark => {
        const fold = mark.parentElement.nextElementSibling;
        const number = /^(\d+)\.$/.exec(mark.textContent)?.[1];
        if (number && fold?.matches('details')) {
            ask(number, field => fold.before(field), 'answer', fold);
        }
    });
    document.addEventListener('forgotten', () => all.forEach(show => show()));
})();

// A fragment that leads into something folded unfolds it.
(function unfold() {
    const open = () => {
        const id = decodeURIComponent(location.hash.slice(1));
        let fold = id && document.getElementById(id)?.closest('details');
        while (fold) {
            fold.open = true;
            fold = fold.parentElement.closest('details');
        }
    };
    addEventListener('hashchange', open);
    open();
})();

(function bar() {
    const bar = document.querySelector('.bar');
    const title = document.querySelector('main h1');
    if (!bar || !title || document.body.matches('.alone')) {
        return;
    }
    const root = document.documentElement;
    const now = document.createElement('span');
    now.className = 'now';
    // The same words stand on the page.
    now.setAttribute('aria-hidden', 'true');
    bar.querySelector('.home').after(now);

    const headings = Array.from(document.querySelectorAll('main h2[id]'));
    const links = new Map(Array.from(
        document.querySelectorAll('#contents .headings a'),
        link => [link.hash.slice(1), link],
    ));
    const place = document.querySelector('.place');
    const page = place?.dataset.page;
    let [last, current] = [scrollY, null];

    function look() {
        const at = scrollY;
        if (Math.abs(at - last) > 6) {
            root.classList.toggle('bar-away', at > last && at > 120);
            last = at;
        }
        const above = heading =>
            heading.getBoundingClientRect().top < innerHeight / 3;
        const heading = headings.findLast(above) ?? null;
        const scrolled = title.getBoundingClientRect().bottom < 0;
        root.classList.toggle('scrolled', scrolled);
        const words = [title, heading].filter(Boolean)
            .map(element => element.textContent.trim());
        now.textContent = scrolled ? words.join(' › ') : '';
        if (heading !== current) {
            links.get(current?.id)?.removeAttribute('aria-current');
            links.get(heading?.id)?.setAttribute('aria-current', 'location');
            current = heading;
        }
        if (page && scrolled) {
            kept.put(page, { at: heading?.id ?? '' });
        }
        if (page && !kept.of(page).read && atEnd()) {
            kept.put(page, { read: true });
            mark();
        }
    }

    const atEnd = () => document.querySelector('footer')
        .getBoundingClientRect().top < innerHeight;

    // What was read, in the contents beside.
    function mark() {
        const top = document.querySelector('.home').href.replace(/[^/]*$/, '');
        for (const link of document.querySelectorAll('#contents li > a')) {
            const name = link.href.split('#')[0].slice(top.length);
            const read = !link.closest('.headings') && kept.of(name).read;
            link.classList.toggle('was-read', Boolean(read));
        }
    }

    // Where one stopped on this page, if it was not read to its end.
    function offer() {
        const was = page ? kept.of(page) : {};
        const target = was.at && !was.read && !location.hash
            && document.getElementById(was.at);
        if (target) {
            const link = document.createElement('a');
            link.href = `#${was.at}`;
            link.textContent = `go on at “${target.textContent.trim()}”`;
            place.append(' · ', link);
        }
    }

    document.getElementById('forget')?.addEventListener('click', () => {
        kept.forget();
        mark();
        document.getElementById('forgotten').textContent = 'Forgotten.';
        document.dispatchEvent(new Event('forgotten'));
    });

    let waits = false;
    addEventListener('scroll', () => {
        if (!waits) {
            waits = true;
            requestAnimationFrame(() => {
                waits = false;
                look();
            });
        }
    }, { passive: true });
    offer();
    mark();
    look();
})();
