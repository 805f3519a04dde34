// Reloads a served page when the book has changed. A page that nobody looks
// at does not listen: a browser gives a site six connections for all tabs.
(() => {
    let events;
    const listen = () => {
        events?.close();
        if (document.hidden) {
            return;
        }
        events = new EventSource('/__reload?version=VERSION');
        events.addEventListener('reload', () => location.reload());
    };
    document.addEventListener('visibilitychange', listen);
    listen();
})();
