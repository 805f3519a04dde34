// The bytes of the packet that was chosen, beside a figure or below it.

const WIDTH = 8;

function inspector(figure, rows) {
    const box = figure.querySelector('.inspector');
    let [chosen, from] = [null, null];

    function choose(number, focus) {
        chosen = number;
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
            'chosen', packetOf(row) === chosen));
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

    return {
        // Opens a packet's bytes; the way back leads to the opener, if that
        // is not in the figure.
        open(number, opener) {
            from = opener;
            choose(number, true);
        },
        // Shows another packet's, where one's are shown.
        turnTo(number) {
            if (chosen) {
                choose(number, box.contains(document.activeElement));
            }
        },
        isOpen: () => chosen !== null,
        close,
    };
}
