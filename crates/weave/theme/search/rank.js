// Ranks the book's pages for what a reader types. With `words.js`,
// `errors.js` and `excerpt.js` it is one script, which knows nothing of the
// page that it runs in.
//
// Why not a library: what it would bring, an index of words, is the short
// part below. The long part is this book's own: one result a page, the words
// of readers, the names in code, a typo, a whole line from a terminal.

function searcher(book) {
    // What a word in a paragraph weighs in the index.
    const TEXT = 20;
    // So much of a word's weight is left to one that only begins like it, is
    // a typo away, or means the same.
    const LIKE = { prefix: 0.6, typo: 0.7, same: 0.75, part: 0.5 };
    // How much more a page is worth that has a name as it was typed.
    const LITERAL = 3;
    // So many of the first pages are looked at again.
    const CLOSE = 8;
    const STOP = new Set(book.stop);
    const recognize = recognizer(book.errors);

    // ---- The index: for each word, the sections and how much it is there --

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

    const phrase = text => ` ${words(text).join(' ')} `;
    // The same for the same words in another order.
    const key = words => words.toSorted().join(' ');
    const telling = text => raw(text).filter(word => !STOP.has(word));
    const keys = text => [key(words(text)), key(telling(text).map(stem))];
    const called = book.pages.map(page => [page.title, ...page.words]
        .map(name => ({ keys: keys(name), words: words(name) }))
        .filter(name => name.words.length > 0));
    const same = book.same.map(group => group.map(phrase));
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

    // ---- What a word may mean ----

    // One letter more, fewer, another, or two that have changed places.
    function near(a, b) {
        if (Math.abs(a.length - b.length) > 1) {
            return false;
        }
        let at = 0;
        while (at < a.length && a[at] === b[at]) {
            at += 1;
        }
        const [x, y] = [a.slice(at), b.slice(at)];
        return x.slice(1) === y.slice(1) || x.slice(1) === y
            || x === y.slice(1)
            || x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2);
    }

    // The book's words for one that was typed, and how much of it each is.
    function meant(word, typed, isLast) {
        const found = new Map();
        const offer = (other, share) => {
            if (index.has(other)) {
                found.set(other, Math.max(share, found.get(other) ?? 0));
            }
        };
        offer(word, 1);
        if (isLast && typed.length >= 3 && found.size === 0
            || isLast && typed.length >= 4) {
            for (const [form, other] of forms) {
                if (form.startsWith(typed) && other !== word) {
                    offer(other, LIKE.prefix);
                }
            }
        }
        if (found.size > 0) {
            return found;
        }
        for (let at = 2; at <= word.length - 2; at += 1) {
            const halves = [typed.slice(0, at), typed.slice(at)].map(stem);
            if (halves.every(half => half.length > 1 && index.has(half))) {
                halves.forEach(half => offer(half, LIKE.part));
            }
        }
        if (typed.includes('_')) {
            raw(split(typed)).filter(part => !STOP.has(part))
                .forEach(part => offer(stem(part), LIKE.part));
        }
        if (found.size === 0 && word.length >= 4) {
            for (const [form, other] of forms) {
                if (form.length >= 4 && near(typed, form)) {
                    offer(other, LIKE.typo);
                }
            }
            // The one that the book has most is what was meant.
            const most = Array.from(found.keys()).sort((a, b) =>
                list(b).size - list(a).size)[0];
            if (most) {
                offer(most, 1);
            }
        }
        return found;
    }

    // `keep-al` is on its way to `keepalive`.
    function half(text) {
        const joined = text.replace(/([a-z]{2,})-([a-z]{1,3})$/i, '$1$2');
        const last = raw(joined).at(-1);
        const begins = form => form.length > last.length
            && form.startsWith(last);
        return joined !== text && Array.from(forms.keys()).some(begins)
            ? joined : text;
    }

    // What was typed as a list of words, each with what it may mean.
    function read(text) {
        // Of a call, `s.recv(1024)`, its name.
        const call = /^([\w.:]+[\w])\(.*\)?;?$/.exec(text.trim());
        let typed = raw(call ? call[1] : half(text));
        const long = typed.filter(word =>
            !STOP.has(word) && !/^[a-z]$/.test(word));
        if (long.length > 0) {
            typed = long;
        }
        const ended = /\s$/.test(text);
        const terms = typed.map((word, at) => {
            const isLast = !ended && at === typed.length - 1;
            const means = meant(stem(word), word, isLast);
            // A word that was mistyped is the one that was meant.
            const whole = Array.from(means).filter(([, share]) => share === 1);
            return { word: whole[0]?.[0] ?? stem(word), means };
        });
        // `keep alive` may be written as one, and `time out`.
        terms.forEach((term, at) => {
            const next = terms[at + 1];
            const one = next && stem(typed[at] + typed[at + 1]);
            if (one && index.has(one)) {
                term.means.set(one, 1);
                next.means.set(one, 1);
            }
        });
        const all = ` ${terms.map(term => term.word).join(' ')} `;
        for (const group of same) {
            const here = group.filter(words => all.includes(words));
            for (const words of here) {
                const inside = words.trim().split(' ');
                const others = group.filter(other => other !== words)
                    .map(other => other.trim().split(' '))
                    .filter(other => other.length === 1);
                for (const term of terms) {
                    if (inside.includes(term.word)) {
                        others.flat().filter(word => index.has(word))
                            .forEach(word => term.means.set(word, Math.max(
                                LIKE.same, term.means.get(word) ?? 0,
                            )));
                    }
                }
            }
        }
        return terms;
    }

    // ---- Ranking ----

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
