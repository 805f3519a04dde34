// Wire figures: pointing at a field marks its bytes, and the other way round;
// a packet that is chosen shows its bytes beside the figure; a run can be
// stepped through. Without this script everything stands there at once: the
// packets, their fields, and the bytes of those that the page opens.
'use strict';

(function wire() {
    const make = (name, text, attributes = {}) => {
        const made = document.createElement(name);
        made.textContent = text;
        Object.entries(attributes).forEach(pair => made.setAttribute(...pair));
        return made;
    };

    // A field begins with its bytes: `6–7, bits 3–15`.
    function range(row) {
        const [, first, last] = /^(\d+)(?:–(\d+))?/.exec(row.textContent);
        return [Number(first), Number(last ?? first)];
    }

    // The bytes of a packet, out of the file that the page offers: behind 24
    // bytes of head, each packet has a head of its own with its length.
    function read(figure, number) {
        const link = figure.querySelector('a[download]').href;
        const file = Uint8Array.from(
            atob(link.split('base64,')[1]),
            char => char.charCodeAt(0),
        );
        const view = new DataView(file.buffer);
        const length = at => 16 + view.getUint32(at + 8, true);
        let at = 24;
        for (let n = number; n > 1; n -= 1) {
            at += length(at);
        }
        return file.slice(at + 16, at + length(at));
    }

    // The dump of a packet, so many bytes a line.
    function dump(figure, number, width) {
        const bytes = Array.from(read(figure, number));
        const lines = [];
        for (let at = 0; at < bytes.length; at += width) {
            const line = bytes.slice(at, at + width);
            const hex = line.map(byte => byte.toString(16).padStart(2, '0'));
            const ascii = line.map(byte => (byte >= 0x20 && byte < 0x7f
                ? String.fromCharCode(byte) : '.'));
            const offset = at.toString(16).padStart(4, '0');
            const columns = hex.join(' ').padEnd(3 * width - 1);
            lines.push(`${offset}  ${columns}  ${ascii.join('')}`);
        }
        return make('pre', lines.join('\n'), {
            class: 'dump',
            tabindex: 0,
            role: 'group',
            'aria-label': `Bytes of packet ${number}`,
        });
    }

    // Cuts a dump, which is one text, into the bytes of each field: in a
    // span with `data-at`, the place of its first byte. Fields that share a
    // byte share a span.
    function cut(dump, width, starts) {
        const lines = dump.textContent.split('\n');
        const text = 7 + 3 * width;
        dump.textContent = '';
        lines.forEach((line, index) => {
            const first = width * index;
            const count = line.slice(6, text - 2).trim().split(' ').length;
            const parts = [];
            for (let at = first; at < first + count; at += 1) {
                if (at === first || starts.has(at)) {
                    parts.push([at, at]);
                }
                parts[parts.length - 1][1] = at;
            }
            const add = (before, from, to, at) => {
                const span = make('span', line.slice(from, to));
                span.dataset.at = at;
                dump.append(before, span);
            };
            let before = line.slice(0, 6);
            for (const [at, last] of parts) {
                add(before, 6 + 3 * (at - first), 8 + 3 * (last - first), at);
                before = ' ';
            }
            before = ' '.repeat(text - (5 + 3 * count));
            for (const [at, last] of parts) {
                add(before, text + at - first, text + 1 + last - first, at);
                before = '';
            }
            dump.append(index + 1 < lines.length ? '\n' : '');
        });
    }

    // Joins the fields of a packet and its dump.
    function join(packet, width) {
        const rows = Array.from(packet.querySelectorAll('li'));
        const pre = packet.querySelector('.dump');
        cut(pre, width, new Set(rows.map(row => range(row)[0])));
        const spans = Array.from(pre.querySelectorAll('span'));
        const within = (row, span) => {
            const [first, last] = range(row);
            return span.dataset.at >= first && span.dataset.at <= last;
        };
        for (const row of rows.filter(row => row.querySelector('i'))) {
            spans.filter(span => within(row, span))
                .forEach(span => span.classList.add('varies'));
        }
        const mark = (marked, bytes) => {
            rows.forEach(row =>
                row.classList.toggle('marked', marked.includes(row)));
            spans.forEach(span =>
                span.classList.toggle('marked', bytes.includes(span)));
            // A long dump scrolls to what is marked in it.
            const at = bytes[0]?.offsetTop ?? pre.scrollTop;
            if (at < pre.scrollTop || at > pre.scrollTop + pre.clientHeight) {
                pre.scrollTop = at - pre.clientHeight / 2;
            }
        };
        const point = target => {
            const span = target?.closest?.('.dump span');
            const marked = rows.filter(row =>
                span ? within(row, span) : row.contains(target ?? null));
            mark(marked, spans.filter(span =>
                marked.some(row => within(row, span))));
        };
        packet.onpointerover = event => point(event.target);
        packet.onpointerleave = () => point(document.activeElement);
        rove(rows, point);
    }

    // Some packets have thirty fields, so all of them are one stop of
    // the Tab key; the arrow keys go from row to row.
    function rove(rows, point) {
        rows.forEach((row, index) => {
            row.tabIndex = index === 0 ? 0 : -1;
            row.addEventListener('focus', () => {
                rows.forEach(other => {
                    other.tabIndex = other === row ? 0 : -1;
                });
                point(row);
            });
            row.addEventListener('blur', () => point(null));
            row.addEventListener('keydown', event => {
                const next = {
                    ArrowDown: index + 1,
                    ArrowUp: index - 1,
                    Home: 0,
                    End: rows.length - 1,
                }[event.key];
                if (rows[next]) {
                    event.preventDefault();
                    event.stopPropagation();
                    rows[next].focus();
                }
            });
        });
    }

    for (const packet of document.querySelectorAll('.packet')) {
        const once = () => {
            if (packet.open && !packet.dataset.ready) {
                packet.dataset.ready = 'yes';
                if (!packet.querySelector('.dump')) {
                    const number = packet.id.split('-').pop();
                    packet.querySelector('summary').after(
                        dump(packet.closest('figure'), number, 16),
                    );
                }
                join(packet, 16);
            }
        };
        packet.addEventListener('toggle', once);
        once();
    }

    const WIDTH = 8;
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    const wide = matchMedia('(min-width: 80rem)');
    const players = new Map();

    // A line of a listing on this page, as a range of its text.
    function found(listing, number) {
        const blocks = `[data-listing="${listing}"] [data-lines]`;
        for (const block of document.querySelectorAll(blocks)) {
            const [first, last] = block.dataset.lines.split('-').map(Number);
            if (number < first || number > last) {
                continue;
            }
            const code = block.querySelector('code') ?? block;
            const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
            const range = document.createRange();
            let line = first;
            for (let text = texts.nextNode(); text; text = texts.nextNode()) {
                for (let at = 0; at <= text.length; at += 1) {
                    if (line === Number(number) && range.collapsed) {
                        range.setStart(text, at);
                        range.setEnd(code, code.childNodes.length);
                        line += 0.5;
                    }
                    if (text.data[at] === '\n') {
                        if (line === Number(number) + 0.5) {
                            range.setEnd(text, at);
                            return range;
                        }
                        line += 1;
                    }
                }
            }
            return range.collapsed ? null : range;
        }
        return null;
    }

    function player(figure) {
        const panel = figure.querySelector('.panel');
        const box = figure.querySelector('.inspector');
        const said = figure.querySelector('.said');
        const count = figure.querySelector('.count');
        const { first, back, step, last, play } = Object.fromEntries(
            Array.from(panel.querySelectorAll('button'), b => [b.name, b]),
        );
        const rows = Array.from(figure.querySelectorAll('.lanes [data-step]'));
        const number = row => Number(row.dataset.step);
        const packet = row =>
            row.querySelector('a')?.getAttribute('href').split('-').pop();
        const end = Math.max(...rows.map(number));
        let [now, chosen, from, timer] = [end, null, null, null];

        // What follows an arrow, its states, shows when it shows.
        for (const state of figure.querySelectorAll('.state')) {
            const before = state.previousElementSibling;
            state.dataset.after = before?.dataset.step
                ?? before?.dataset.after ?? 0;
        }
        // A line of code shows from its first call on.
        for (const stop of figure.querySelectorAll('.stop')) {
            const call = stop.querySelector('[data-step]');
            stop.dataset.after = call.dataset.step;
        }

        // Scrolls no more than it must, and not below what covers the page.
        function see(row) {
            row.closest('details')?.setAttribute('open', '');
            const { top, bottom } = row.getBoundingClientRect();
            const limit = wide.matches
                ? innerHeight : panel.getBoundingClientRect().top;
            const down = Math.max(bottom + 16 - limit, 0);
            const by = down || Math.min(top - 72, 0);
            const behavior = still.matches ? 'auto' : 'smooth';
            scrollBy({ top: by, behavior });
        }

        function go(to) {
            now = Math.min(Math.max(to, 1), end);
            figure.classList.add('stepped');
            const here = rows.filter(row => number(row) === now);
            rows.forEach(row => {
                row.classList.toggle('later', number(row) > now);
                row.classList.toggle('now', number(row) === now);
            });
            figure.querySelectorAll('[data-after]').forEach(state =>
                state.classList.toggle('later', state.dataset.after > now));
            say(here);
            light(here[0].closest('.stop'));
            count.textContent = `${now} of ${end}`;
            here.forEach(see);
            const crossed = here.find(packet);
            if (chosen && crossed) {
                choose(packet(crossed), box.contains(document.activeElement));
            }
        }

        // What happens at a step, in words: the line of code, its call, and
        // the packets that crossed.
        function say(here) {
            const parts = here.map(row => {
                const text = packet(row)
                    ? document.getElementById(`${figure.id}-${packet(row)}`)
                        .firstElementChild
                    : row;
                const part = make('span', '', { class: 'part' });
                const line = row.closest('.stop')?.querySelector('.line');
                if (line) {
                    const code = make('span', '', { class: 'line' });
                    code.append(...line.cloneNode(true).childNodes);
                    part.append(code, ' ');
                }
                part.append(...text.cloneNode(true).childNodes);
                return part;
            });
            said.replaceChildren(...parts);
            const screens = figure.querySelector('.screens');
            if (screens) {
                screens.hidden = false;
                screens.querySelectorAll('pre').forEach(pre => {
                    const shown = pre.querySelectorAll('span:not(.later)');
                    const last = Array.from(shown).pop();
                    pre.scrollTop = last ? last.offsetTop - pre.clientHeight
                        + last.offsetHeight : 0;
                });
            }
        }

        // The same line where the page shows the listing.
        function light(stop) {
            globalThis.CSS?.highlights?.delete('line');
            const at = stop?.querySelector('[data-at]')?.dataset.at;
            const line = at && found(...at.split(':'));
            if (line && globalThis.Highlight) {
                CSS.highlights.set('line', new Highlight(line));
            }
        }

        function stop() {
            clearInterval(timer);
            timer = null;
            play.textContent = 'Play';
        }

        // From the end, where a page begins, it begins again.
        const next = () => go(now === end ? 1 : now + 1);
        const run = {
            step: next,
            back: () => go(now - 1),
            first: () => go(1),
            last: () => go(end),
        };
        for (const button of [step, back, first, last]) {
            button.addEventListener('click', () => {
                stop();
                run[button.name]();
            });
        }
        play.addEventListener('click', () => {
            if (timer) {
                stop();
                return;
            }
            play.textContent = 'Pause';
            next();
            timer = setInterval(() => (now === end ? stop() : next()), 1500);
        });
        figure.addEventListener('keydown', event => {
            const taken = event.target.closest('pre, .packets, button');
            const key = event.key === ' ' ? 'Space' : event.key;
            const name = {
                ArrowRight: 'step', ArrowLeft: 'back',
                Home: 'first', End: 'last', Space: 'step',
            }[key];
            if (event.key === 'Escape' && chosen) {
                close();
            } else if (name && !event.altKey && !event.ctrlKey
                && !event.metaKey && !event.shiftKey
                && !(taken && (key === 'Space' || !taken.closest('.player')))) {
                event.preventDefault();
                stop();
                run[name]();
            }
        });

        // The bytes of a packet, beside the figure or below it.
        function choose(packetNumber, focus) {
            chosen = packetNumber;
            const text = document.getElementById(`${figure.id}-${chosen}`);
            const fields = text.querySelectorAll(':scope > p, :scope > ul');
            const title = make('p', `Packet ${chosen}`, { class: 'title' });
            const shut = make('button', 'Close', { type: 'button' });
            shut.addEventListener('click', close);
            title.append(shut);
            box.replaceChildren(
                title,
                dump(figure, chosen, WIDTH),
                ...Array.from(fields, field => field.cloneNode(true)),
            );
            box.querySelectorAll('.marked').forEach(marked =>
                marked.classList.remove('marked'));
            box.hidden = false;
            box.setAttribute('aria-label', `Packet ${chosen}`);
            join(box, WIDTH);
            rows.forEach(row => row.classList.toggle(
                'chosen', packet(row) === chosen));
            if (focus) {
                box.focus({ preventScroll: true });
            }
        }

        // The way back is where one was.
        function close() {
            const row = figure.querySelector('.chosen');
            row?.classList.remove('chosen');
            box.hidden = true;
            box.replaceChildren();
            chosen = null;
            if (from?.isConnected && !figure.contains(from)) {
                from.focus({ preventScroll: true });
                from.scrollIntoView({ block: 'center' });
            } else {
                row?.querySelector('a').focus({ preventScroll: true });
            }
            from = null;
        }

        for (const row of rows.filter(packet)) {
            row.addEventListener('click', event => {
                event.preventDefault();
                stop();
                from = null;
                choose(packet(row), true);
                see(row);
            });
        }
        return {
            open(row, opener) {
                from = opener;
                if (row.classList.contains('later')) {
                    go(number(row));
                }
                choose(packet(row), true);
                see(row);
            },
            close: () => chosen && close(),
        };
    }

    for (const figure of document.querySelectorAll('figure.recorded')) {
        players.set(figure, player(figure));
    }

    // A link to a packet opens it, and closing it leads back to the link.
    function follow(hash, opener) {
        const row = hash && document.getElementById(hash.slice(1));
        if (row?.matches?.('.recorded [data-step]')) {
            players.get(row.closest('figure')).open(row, opener);
        } else {
            players.forEach(player => player.close());
        }
    }
    // The browser forgets which link was followed, and does nothing at all
    // where the address is there already.
    let followed = null;
    document.addEventListener('click', event => {
        followed = event.target.closest?.('main a[href^="#"]') ?? null;
        if (followed?.hash === location.hash && !event.defaultPrevented) {
            follow(followed.hash, followed);
        }
    });
    addEventListener('hashchange', () => {
        follow(location.hash, followed);
        followed = null;
    });
    if (location.hash) {
        follow(location.hash, null);
    }
})();
