// A button on each terminal copies its commands: no prompt, no output. One
// on each listing copies its code.
'use strict';

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
        const code = listing.querySelector('pre > code');
        const caption = listing.querySelector('figcaption');
        button(caption, 'Copy code', code.getAttribute('aria-label'), () =>
            `${code.textContent}\n`);
    }
})();
