// The bytes of a packet, and what each of them means: pointing at a field
// marks its bytes, and the other way round.

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

// Sixteen bytes a line are wider than a telephone: there they are eight,
// but in a dump that is in sight already, under which nothing is to move.
const PHONE = matchMedia('(max-width: 40rem)');

// A packet is joined with its bytes when it is first opened.
function joined(packet) {
    if (packet.open && !packet.dataset.ready) {
        packet.dataset.ready = 'yes';
        const there = packet.querySelector('.dump');
        const inSight = there
            && there.getBoundingClientRect().top < innerHeight;
        const width = PHONE.matches && !inSight ? 8 : 16;
        if (!there || width < 16) {
            there?.remove();
            const number = packet.id.split('-').pop();
            packet.querySelector('summary').after(
                dump(packet.closest('figure'), number, width),
            );
        }
        join(packet, width);
    }
}
