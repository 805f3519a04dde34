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
