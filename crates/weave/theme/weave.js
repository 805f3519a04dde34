// What a page can do more with a script; it says everything without one.
'use strict';

// Where code is wider than the page, the arrow keys scroll it. mdBook would
// turn the page instead.
document.addEventListener('keydown', event => {
    const block = event.target.closest?.('[tabindex="0"]');
    const scrolls = block && block.scrollWidth > block.clientWidth;
    if (scrolls && /^Arrow(Left|Right)$/.test(event.key)) {
        event.stopImmediatePropagation();
    }
}, { capture: true });

// A button on each terminal copies its commands: no prompt, no output.

(function copyCommands() {
    if (!navigator.clipboard) {
        return;
    }
    for (const terminal of document.querySelectorAll('.console .terminal')) {
        const commands = Array.from(
            terminal.querySelectorAll('kbd.command'),
            command => command.textContent,
        );
        if (commands.length === 0) {
            continue;
        }
        const title = terminal.querySelector('.terminal-title');
        const what = commands.length === 1 ? 'command' : 'commands';
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'copy-commands';
        button.textContent = `Copy ${what}`;
        button.setAttribute(
            'aria-label',
            `Copy the ${what} of ${title.textContent}`,
        );
        button.addEventListener('click', async () => {
            let said = 'Copied';
            try {
                await navigator.clipboard.writeText(commands.join('\n'));
            } catch {
                said = 'Not copied';
            }
            status.textContent = said;
            button.textContent = said;
            setTimeout(() => {
                button.textContent = `Copy ${what}`;
                status.textContent = '';
            }, 2000);
        });
        // Read aloud when the text changes; the button's label is not.
        const status = document.createElement('span');
        status.className = 'copy-status';
        status.setAttribute('role', 'status');
        title.append(button);
        terminal.append(status);
    }
})();
