// What a step is besides an arrow: words below the figure, what the screens
// show by then, and the line of the listing.

// What happens at a step, in words: the line of code, its call, and
// the packets that crossed.
function say(figure, here) {
    const parts = here.map(row => {
        const text = packetOf(row)
            ? document.getElementById(`${figure.id}-${packetOf(row)}`)
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
    figure.querySelector('.said').replaceChildren(...parts);
    const screens = figure.querySelector('.screens');
    if (screens) {
        screens.hidden = false;
        screens.querySelectorAll('pre').forEach(pre => {
            // What scrolls can be reached by the keyboard.
            pre.tabIndex = 0;
            pre.setAttribute('role', 'group');
            const { textContent } = pre.previousElementSibling;
            pre.setAttribute('aria-label', `Screen: ${textContent}`);
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
