// Brings every figure of the page to life, and hands out how one is opened.

for (const packet of document.querySelectorAll('.packet')) {
    packet.addEventListener('toggle', () => joined(packet));
    joined(packet);
}

const players = new Map(Array.from(
    document.querySelectorAll('figure.recorded'),
    figure => [figure, player(figure)],
));

window.bookFigures = {
    // Opens a packet's bytes, for a link that leads to the packet.
    open(row, opener) {
        players.get(row.closest('figure')).open(row, opener);
    },
    close() {
        players.forEach(each => each.close());
    },
};
