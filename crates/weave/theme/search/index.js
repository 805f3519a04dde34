// The index of the book's words: for each, the sections that have it, and how
// much of it is there.

// What a word in a paragraph weighs in the index.
const TEXT = 20;

function indexed(book) {
    const places = [];
    book.pages.forEach((page, number) => {
        page.sections.forEach((section, order) => {
            const length = section.text.reduce((sum, t) => sum + t.length, 0);
            places.push({ page: number, order, length });
        });
        // What readers call it is said of the page, and by no section.
        places.push({ page: number, order: null, length: 0 });
    });
    const mean = places.reduce((sum, place) => sum + place.length, 0)
        / (places.length - book.pages.length);

    // The words as they stand, since a typo is one in what was typed, and
    // for each stem those that have it.
    const forms = new Map(Object.keys(book.words).map(form =>
        [form, stem(form)]));
    const index = new Map();
    for (const [form, word] of forms) {
        const found = index.get(word);
        if (found) {
            found.push(form);
        } else {
            index.set(word, [form]);
        }
    }

    // The sections that have a word, each with a weight.
    const lists = new Map();
    const list = word => {
        let found = lists.get(word);
        if (!found) {
            found = new Map();
            for (const form of index.get(word) ?? []) {
                let place = 0;
                for (const step of book.words[form].split(' ')) {
                    const [far, weight] = step.split('.');
                    place += parseInt(far, 36);
                    const more = weight ? parseInt(weight, 36) / TEXT : 1;
                    found.set(place, (found.get(place) ?? 0) + more);
                }
            }
            lists.set(word, found);
        }
        return found;
    };

    const idf = new Map();
    const rare = word => {
        let found = idf.get(word);
        if (found === undefined) {
            const pages = new Set();
            for (const place of list(word).keys()) {
                pages.add(places[place].page);
            }
            const all = book.pages.length;
            found = Math.log(1 + (all - pages.size + 0.5) / (pages.size + 0.5));
            idf.set(word, found);
        }
        return found;
    };

    const has = word => index.has(word);
    return { forms, has, list, mean, places, rare };
}
