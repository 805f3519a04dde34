// Recorded figures and the bytes of packets: what steps through the ones and
// joins the others with their fields is loaded at the first use. Until then,
// and without it, everything stands there at once.
'use strict';

(function wire() {
    const script = document.documentElement.dataset.figures;
    const FIGURES = 'figure.recorded, .packet';
    if (!script) {
        // A book that was built without it.
        document.querySelectorAll('figure.recorded .panel')
            .forEach(panel => panel.remove());
        return;
    }
    if (!document.querySelector(FIGURES)) {
        return;
    }

    // A script, not fetch() or import(): a book that is opened from a disk has
    // no other way to read its own files.
    let loading;
    const ready = () => {
        loading ??= new Promise((resolve, reject) => {
            const element = document.createElement('script');
            element.src = script;
            element.onload = () => resolve(window.bookFigures);
            element.onerror = () => reject(new Error(script));
            document.head.append(element);
        });
        return loading;
    };
    const load = () => ready().then(go, () => {
        loading = null;
        waiting.length = 0;
    });

    // Whoever comes near a figure may use it. What is clicked or pressed
    // before all is there waits until it is.
    const waiting = [];
    const STEPPED = 'figure.recorded .panel button, '
        + 'figure.recorded .lanes [data-step]';
    const KEYS = ['ArrowRight', 'ArrowLeft', 'Home', 'End'];
    const steps = ({ key, target, altKey, ctrlKey, metaKey, shiftKey }) =>
        !altKey && !ctrlKey && !metaKey && !shiftKey
        && target.closest('figure.recorded') && (KEYS.includes(key)
            || key === ' ' && !target.closest('pre, .packets, button'));
    const EVENTS = ['pointerover', 'focusin', 'toggle', 'click', 'keydown'];
    const near = event => {
        if (!event.target.closest?.(FIGURES)) {
            return;
        }
        load();
        if (event.type === 'click' && event.target.closest(STEPPED)
            || event.type === 'keydown' && steps(event)) {
            event.preventDefault();
            waiting.push(event);
        }
    };
    const go = () => {
        EVENTS.forEach(name => removeEventListener(name, near, true));
        for (const event of waiting.splice(0)) {
            const again = new event.constructor(event.type, event);
            event.target.dispatchEvent(again);
        }
    };
    EVENTS.forEach(name => addEventListener(name, near, true));
    if (document.querySelector('.packet[open]')) {
        load();
    }

    // A link to a packet opens it, and closing it leads back to the link.
    function follow(hash, opener) {
        const row = hash && document.getElementById(hash.slice(1));
        if (row?.matches?.('.recorded [data-step]')) {
            load();
            ready().then(figures => figures.open(row, opener), () => {});
        } else {
            window.bookFigures?.close();
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
