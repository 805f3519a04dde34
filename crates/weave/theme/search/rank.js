// Ranks the book's pages for what a reader types. With the other files beside
// it, but for `search.js`, it is one script, which knows nothing of the page
// that it runs in.
//
// Why not a library: what it would bring, an index of words, is the short
// part in `index.js`. The long part is this book's own: one result a page, the
// words of readers, the names in code, a typo, a whole line from a terminal.

// How much more a page is worth that has a name as it was typed.
const LITERAL = 3;
// So many of the first pages are looked at again.
const CLOSE = 8;

function searcher(book) {
    const stop = new Set(book.stop);
    const recognize = recognizer(book.errors);
    const index = indexed(book);
    const { list, mean, places, rare } = index;
    const read = reader(index, book, stop);

    // The same for the same words in another order.
    const key = words => words.toSorted().join(' ');
    const telling = text => raw(text).filter(word => !stop.has(word));
    const keys = text => [key(words(text)), key(telling(text).map(stem))];
    const called = book.pages.map(page => [page.title, ...page.words]
        .map(name => ({ keys: keys(name), words: words(name) }))
        .filter(name => name.words.length > 0));

    // How much each section has of each term (BM25), and of all of them.
    function score(terms) {
        const sections = new Map();
        terms.forEach((term, number) => {
            for (const [word, share] of term.means) {
                const weight = share * rare(word);
                for (const [place, count] of list(word)) {
                    const { length } = places[place];
                    const room = 0.6 + 0.4 * length / mean;
                    const part = weight * count * 2.2 / (count + 1.2 * room);
                    let scores = sections.get(place);
                    if (!scores) {
                        scores = new Array(terms.length).fill(0);
                        sections.set(place, scores);
                    }
                    scores[number] = Math.max(scores[number], part);
                }
            }
        });
        return sections;
    }

    // How well a page's names fit all that was typed.
    function named(number, shares, wanted, typed) {
        let best = 0;
        for (const [at, name] of called[number].entries()) {
            if (name.keys.some(key => key !== '' && typed.includes(key))) {
                return 2.5 + (at === 0 ? 0.3 : 0);
            }
            if (!name.words.some(word => shares.has(word))) {
                continue;
            }
            let [have, worth] = [0, 0];
            for (const word of name.words) {
                const weight = rare(word);
                have += weight * (shares.get(word) ?? 0);
                worth += weight;
            }
            const share = have / Math.max(wanted, have);
            best = Math.max(best, have / worth * share ** 0.7);
        }
        return best;
    }
    const weigh = term => Math.max(1, ...Array.from(
        term.means, ([word, share]) => share * rare(word),
    ));

    function rank(text) {
        const terms = read(text).filter((term, at, all) =>
            all.findIndex(other => other.word === term.word) === at);
        if (terms.length === 0) {
            return [];
        }
        const typed = [words(text), terms.map(term => term.word)].map(key);
        const bare = ` ${terms.map(term => term.word).join(' ')} `;
        const wanted = terms.reduce((sum, term) => sum + weigh(term), 0);
        const shares = new Map();
        for (const [word, share] of terms.flatMap(term => [...term.means])) {
            shares.set(word, Math.max(share, shares.get(word) ?? 0));
        }
        const pages = new Map();
        for (const [place, scores] of score(terms)) {
            const { page, order } = places[place];
            let found = pages.get(page);
            if (!found) {
                found = { page, terms: scores.map(() => 0), sections: [] };
                pages.set(page, found);
            }
            let sum = 0;
            scores.forEach((value, at) => {
                sum += value;
                // What a page says twice it says a little more.
                const [low, high] = [value, found.terms[at]].sort((a, b) =>
                    a - b);
                found.terms[at] = high + 0.15 * low;
            });
            const have = scores.reduce((sum, value, at) =>
                sum + (value > 0 ? weigh(terms[at]) : 0), 0);
            if (order !== null) {
                const score = sum * (have / wanted) ** 1.5;
                found.sections.push({ order, score });
            }
        }
        const ranked = Array.from(pages.values(), found => {
            const sum = found.terms.reduce((sum, value) => sum + value, 0);
            const have = found.terms.reduce((sum, value, at) =>
                sum + (value > 0 ? weigh(terms[at]) : 0), 0);
            found.sections.sort((a, b) => b.score - a.score);
            const best = found.sections[0]?.score ?? 0;
            const name = named(found.page, shares, wanted, typed);
            const share = have / wanted;
            found.plain = (sum * share ** 1.5 + 0.5 * best)
                * book.pages[found.page].weight;
            found.score = found.plain * (1 + 2.5 * name);
            return found;
        });
        const code = /^\S*\w(\.|::|_|-)\w[\w.:-]*/.exec(text.trim())?.[0];
        if (code) {
            ranked.filter(found => has(found.page, code.toLowerCase()))
                .forEach(found => {
                    found.score *= LITERAL;
                    found.plain *= LITERAL;
                });
        }
        ranked.sort((a, b) => b.score - a.score);
        if (terms.length > 1) {
            ranked.slice(0, CLOSE).forEach(found => together(found, bare));
            ranked.sort((a, b) => b.score - a.score);
        }
        return ranked;
    }

    // Whether a page has a piece of code as it was typed.
    const has = (page, code) => book.pages[page].sections.some(section =>
        section.text.some(text => text.toLowerCase().includes(code)));

    // What was typed, word behind word, in a heading or a text is worth more
    // than the same words far apart.
    function together(found, bare) {
        const { sections } = book.pages[found.page];
        const start = bare.trim().slice(0, 3);
        const says = text => {
            if (!text.toLowerCase().includes(start)) {
                return false;
            }
            const said = telling(text).map(stem);
            return ` ${said.join(' ')} `.includes(bare);
        };
        for (const hit of found.sections.slice(0, 3)) {
            const { title, text } = sections[hit.order];
            const times = says(title) ? 1.6 : text.some(says) ? 1.25 : 1;
            hit.score *= times;
            found.times = Math.max(found.times ?? 1, times);
        }
        found.score *= found.times ?? 1;
        found.sections.sort((a, b) => b.score - a.score);
    }

    // The pages for a text, best first, and the error that it is.
    function find(text) {
        const error = recognize(text);
        const line = isLine(text);
        const asked = line ? error?.title ?? bared(text) : text;
        const terms = read(asked);
        const ranked = rank(asked);
        if (error) {
            const path = error.url.split('#')[0];
            const page = book.pages.findIndex(({ url }) => url === path);
            const at = ranked.findIndex(found => found.page === page);
            const own = at < 0 ? { page, score: 0, plain: 0, sections: [] }
                : ranked.splice(at, 1)[0];
            ranked.unshift(own);
        }
        // What has a tenth of the best one's words is no answer.
        const floor = Math.max(0, ...ranked.map(found => found.plain)) / 10;
        const pages = ranked.filter((found, at) =>
            at === 0 || found.plain >= floor);
        return {
            error,
            isLine: line,
            total: pages.length,
            pages: pages.slice(0, 10).map((found, at) =>
                shown(book.pages[found.page], found, {
                    terms, rare, most: at < 3 ? 3 : 1,
                })),
        };
    }

    return { find };
}
