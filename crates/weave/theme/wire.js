// Wire figures: pointing at a field marks its bytes, and the other way round.
// Without this script the fields stand there the same, and the bytes of the
// packets that the page opens.
'use strict';

(function wire() {
    // A field begins with its bytes: `6–7, bits 3–15`.
    function range(row) {
        const [, first, last] = /^(\d+)(?:–(\d+))?/.exec(row.textContent);
        return [Number(first), Number(last ?? first)];
    }

    // The bytes of a packet, out of the file that the page offers: behind 24
    // bytes of head, each packet has a head of its own with its length.
    function read(packet) {
        const figure = packet.closest('figure');
        const link = figure.querySelector('a[download]').href;
        const file = Uint8Array.from(
            atob(link.split('base64,')[1]),
            char => char.charCodeAt(0),
        );
        const view = new DataView(file.buffer);
        const length = at => 16 + view.getUint32(at + 8, true);
        let at = 24;
        for (let n = packet.id.split('-').pop(); n > 1; n -= 1) {
            at += length(at);
        }
        return file.slice(at + 16, at + length(at));
    }

    function dump(packet) {
        const bytes = Array.from(read(packet));
        const lines = [];
        for (let at = 0; at < bytes.length; at += 16) {
            const line = bytes.slice(at, at + 16);
            const hex = line.map(byte => byte.toString(16).padStart(2, '0'));
            const ascii = line.map(byte => (byte >= 0x20 && byte < 0x7f
                ? String.fromCharCode(byte) : '.'));
            const offset = at.toString(16).padStart(4, '0');
            const columns = hex.join(' ').padEnd(47);
            lines.push(`${offset}  ${columns}  ${ascii.join('')}`);
        }
        const pre = document.createElement('pre');
        pre.className = 'dump';
        pre.tabIndex = 0;
        pre.setAttribute('role', 'group');
        const number = packet.id.split('-').pop();
        pre.setAttribute('aria-label', `Bytes of packet ${number}`);
        pre.textContent = lines.join('\n');
        packet.querySelector('summary').after(pre);
        return pre;
    }

    // Cuts a dump, which is one text, into the bytes of each field: in a
    // span with `data-at`, the place of its first byte. Fields that share a
    // byte share a span.
    function cut(dump, starts) {
        const lines = dump.textContent.split('\n');
        dump.textContent = '';
        lines.forEach((line, index) => {
            const first = 16 * index;
            const count = line.slice(6, 53).trim().split(' ').length;
            const parts = [];
            for (let at = first; at < first + count; at += 1) {
                if (at === first || starts.has(at)) {
                    parts.push([at, at]);
                }
                parts[parts.length - 1][1] = at;
            }
            const add = (before, from, to, at) => {
                const span = document.createElement('span');
                span.dataset.at = at;
                span.textContent = line.slice(from, to);
                dump.append(before, span);
            };
            let before = line.slice(0, 6);
            for (const [at, last] of parts) {
                add(before, 6 + 3 * (at - first), 8 + 3 * (last - first), at);
                before = ' ';
            }
            before = ' '.repeat(55 - (5 + 3 * count));
            for (const [at, last] of parts) {
                add(before, 55 + at - first, 56 + last - first, at);
                before = '';
            }
            dump.append(index + 1 < lines.length ? '\n' : '');
        });
    }

    function prepare(packet) {
        const pre = packet.querySelector('.dump') ?? dump(packet);
        const rows = Array.from(packet.querySelectorAll('li'));
        const starts = new Set(rows.map(row => range(row)[0]));
        cut(pre, starts);
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
        };
        const point = target => {
            const span = target?.closest?.('.dump span');
            const marked = rows.filter(row =>
                span ? within(row, span) : row.contains(target ?? null));
            mark(marked, spans.filter(span =>
                marked.some(row => within(row, span))));
        };
        packet.addEventListener('pointerover', event =>
            point(event.target));
        packet.addEventListener('pointerleave', () =>
            point(document.activeElement));
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
                    rows[next].focus();
                }
            });
        });
    }

    for (const packet of document.querySelectorAll('.packet')) {
        const once = () => {
            if (packet.open && !packet.dataset.ready) {
                packet.dataset.ready = 'yes';
                prepare(packet);
            }
        };
        packet.addEventListener('toggle', once);
        once();
    }

    // A mouse may also take the short way, from an arrow to its packet.
    for (const figure of document.querySelectorAll('figure.wire[id]')) {
        figure.querySelectorAll('svg .number').forEach(number => {
            const id = `${figure.id}-${number.textContent}`;
            const packet = document.getElementById(id);
            const arrow = number.parentNode;
            arrow.classList.add('leads');
            arrow.addEventListener('click', () => {
                figure.querySelector('.packets').open = true;
                packet.open = true;
                packet.scrollIntoView({ block: 'nearest' });
                packet.querySelector('summary').focus();
            });
        });
    }
})();
