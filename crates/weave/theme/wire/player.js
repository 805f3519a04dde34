// Steps through a recorded figure: its arrows, calls, states and screens show
// what has happened by then.

const still = matchMedia('(prefers-reduced-motion: reduce)');
const wide = matchMedia('(min-width: 80rem)');

// The number of the packet that a row of the figure is, if it is one.
function packetOf(row) {
    return row.querySelector('a')?.getAttribute('href').split('-').pop();
}

function player(figure) {
    const panel = figure.querySelector('.panel');
    const count = figure.querySelector('.count');
    const { first, back, step, last, play } = Object.fromEntries(
        Array.from(panel.querySelectorAll('button'), b => [b.name, b]),
    );
    const rows = Array.from(figure.querySelectorAll('.lanes [data-step]'));
    const number = row => Number(row.dataset.step);
    const end = Math.max(...rows.map(number));
    const bytes = inspector(figure, rows);
    let [now, timer] = [end, null];

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
        say(figure, here);
        light(here[0].closest('.stop'));
        count.textContent = `${now} of ${end}`;
        here.forEach(see);
        const crossed = here.find(packetOf);
        if (crossed) {
            bytes.turnTo(packetOf(crossed));
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
        if (event.key === 'Escape' && bytes.isOpen()) {
            bytes.close();
        } else if (name && !event.altKey && !event.ctrlKey
            && !event.metaKey && !event.shiftKey
            && !(taken && (key === 'Space' || !taken.closest('.player')))) {
            event.preventDefault();
            stop();
            run[name]();
        }
    });

    function open(row, opener) {
        if (row.classList.contains('later')) {
            go(number(row));
        }
        bytes.open(packetOf(row), opener);
        see(row);
    }

    for (const row of rows.filter(packetOf)) {
        row.addEventListener('click', event => {
            event.preventDefault();
            stop();
            open(row, null);
        });
    }
    return {
        open,
        close: () => bytes.isOpen() && bytes.close(),
    };
}
