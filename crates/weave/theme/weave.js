// A button on each terminal copies its commands: no prompt, no output. One
// on each listing copies the program, whole, and one shows it so.
'use strict';

// The blocks of a page that are parts of one program, in the file's order,
// each with its first line and its last. On the page that has all of them.
function partsOf(figure) {
    const name = CSS.escape(figure.dataset.listing);
    const all = document.querySelectorAll(
        `figure[data-whole][data-listing="${name}"] > pre > code[data-lines]`,
    );
    const parts = Array.from(all, code => {
        const [first, last] = code.dataset.lines.split('-').map(Number);
        return { code, first, last };
    });
    return parts.sort((a, b) => a.first - b.first);
}

// Parts put together; what no part has is blank lines.
function joined(parts, textOf) {
    let [text, at] = ['', 1];
    for (const part of parts) {
        text += '\n'.repeat(part.first - at) + textOf(part.code);
        at = part.last;
    }
    return text;
}

(function copy() {
    if (!navigator.clipboard) {
        return;
    }
    const status = document.createElement('span');
    status.className = 'copy-status';
    status.setAttribute('role', 'status');
    document.body.append(status);

    function button(place, what, name, text) {
        const made = document.createElement('button');
        made.type = 'button';
        made.className = 'copy';
        made.textContent = what;
        made.setAttribute('aria-label', `${what}: ${name}`);
        made.addEventListener('click', async () => {
            let said = 'Copied';
            try {
                await navigator.clipboard.writeText(text());
            } catch {
                said = 'Not copied';
            }
            // Read aloud when the text changes; the button's label is not.
            status.textContent = said;
            made.textContent = said;
            setTimeout(() => {
                made.textContent = what;
                status.textContent = '';
            }, 2000);
        });
        place.append(made);
    }

    for (const terminal of document.querySelectorAll('.console .terminal')) {
        const commands = terminal.querySelectorAll('kbd.command');
        const title = terminal.querySelector('.terminal-title');
        if (commands.length > 0) {
            const s = commands.length === 1 ? '' : 's';
            button(title, `Copy command${s}`, title.textContent, () =>
                Array.from(commands, one => one.textContent).join('\n'));
        }
    }
    for (const listing of document.querySelectorAll('figure.listing')) {
        const parts = 'whole' in listing.dataset
            ? partsOf(listing)
            : Array.from(listing.querySelectorAll('code[data-lines]'),
                (code, at) => ({ code, first: 2 * at + 1, last: 2 * at + 1 }));
        const what = 'whole' in listing.dataset ? 'the whole of ' : '';
        button(tools(listing), 'Copy', what + listing.dataset.listing, () =>
            `${joined(parts, code => code.textContent)}\n`);
    }
})();

// Where the buttons of a listing stand.
function tools(listing) {
    const caption = listing.querySelector('figcaption');
    const made = document.createElement('span');
    made.className = 'tools';
    return caption.querySelector('.tools') ?? (caption.append(made), made);
}

// The lines that a page shows of a program, and the program around them.
(function whole() {
    for (const listing of document.querySelectorAll('.listing[data-whole]')) {
        const own = listing.querySelectorAll('code[data-lines]');
        const shown = Array.from(own, code => code.dataset.lines).join();
        if (shown === `1-${listing.dataset.whole}`) {
            continue;
        }
        const name = listing.dataset.listing;
        const made = document.createElement('button');
        made.type = 'button';
        made.className = 'show-whole';
        made.textContent = 'Whole';
        made.setAttribute('aria-label', `Whole program: ${name}`);
        made.setAttribute('aria-pressed', 'false');
        made.addEventListener('click', () => toggle(listing, made, name));
        tools(listing).prepend(made);
    }

    function toggle(listing, button, name) {
        const is = button.getAttribute('aria-pressed') === 'false';
        const place = () => listing.querySelector(
            is ? 'pre.whole .here' : 'pre:not(.whole)',
        ).getBoundingClientRect().top;
        const before = listing.querySelector(
            is ? 'pre:not(.whole)' : 'pre.whole .here',
        ).getBoundingClientRect().top;
        if (is) {
            listing.querySelector('figcaption').after(program(listing, name));
        }
        listing.classList.toggle('is-whole', is);
        button.setAttribute('aria-pressed', is);
        // The lines that were looked at stay where they were.
        scrollBy({ top: place() - before, behavior: 'instant' });
        if (!is) {
            listing.querySelector('pre.whole').remove();
        }
    }

    function program(listing, name) {
        const pre = document.createElement('pre');
        pre.className = 'whole';
        const code = document.createElement('code');
        code.tabIndex = 0;
        code.setAttribute('role', 'group');
        code.setAttribute('aria-label', `${name}, whole`);
        code.innerHTML = joined(partsOf(listing), part =>
            (listing.contains(part)
                ? `<span class="here">${part.innerHTML}</span>`
                : part.innerHTML));
        pre.append(code);
        return pre;
    }
})();
