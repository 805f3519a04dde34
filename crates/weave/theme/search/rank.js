// Ranks the book's pages for what a reader types, and recognizes errors in
// what a reader pastes. It knows nothing of the page that it runs in.
//
// Why not a library: what it would bring, an index of words, is the short
// part below. The long part is this book's own: one result a page, the words
// of readers, the names in code, a typo, a whole line from a terminal.
'use strict';

// eslint-disable-next-line no-unused-vars
function searcher(book) {
    // Where a word stands says how much the page is about it.
    const FIELDS = {
        title: 9, words: 6, heading: 4, first: 2, names: 2, text: 1,
    };
    // Sources name everything and explain nothing.
    const SOURCES = 0.15;
    // So much of a word's weight is left to one that only begins like it, is
    // a typo away, or means the same.
    const LIKE = { prefix: 0.6, typo: 0.7, same: 0.75, part: 0.5 };
    // So many of the first pages are looked at again.
    const CLOSE = 12;
    const STOP = new Set(('a an and are as at be but by can do does for from '
        + 'how i if in into is it its me my of on or so that the then there '
        + 'this to was what when where which why with you your rust not '
        + 'without use using get should vs versus does').split(' '));

    // ---- Words ----

    // Without what English puts at a word's end: `timeouts` and `timeout`,
    // `resolving` and `resolve` are one. Names in code are left alone.
    const stems = new Map();
    const stem = word => {
        let found = stems.get(word);
        if (found === undefined) {
            found = /^[a-z]{4,}$/.test(word) ? cut(word) : word;
            stems.set(word, found);
        }
        return found;
    };
    function cut(word) {
        // The system, and not what has a size.
        if (word === 'windows') {
            return word;
        }
        const base = word
            .replace(/(ss|us|is)$|ies$|(?<=[sxz]|sh|ch)es$|s$/,
                (end, kept) => kept ?? (end === 'ies' ? 'y' : ''))
            .replace(/(?<=[a-z]{3})(ing|ed|ions?|ment|ly)$/, '');
        return base
            .replace(/([bdgklmnprt])\1$/, '$1')
            .replace(/(?<=[a-z]{3})e$/, '')
            .replace(/(?<=[a-z]{3})y$/, 'i');
    }

    const lower = text => text.toLowerCase().replace(/[’‘]/g, "'");
    // An IPv4 address is one word.
    const WORD = /\d+(?:\.\d+){3}|[a-z0-9_]+|[^\x00-\x7f\s]+/g;
    const raw = text => lower(text).match(WORD) ?? [];

    // A name in code counts whole, and by its parts: `set_nodelay`,
    // `TcpListener`.
    const split = text => text
        .replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/_/g, ' ');
    const words = text => raw(text).map(stem);

    // The words as they stand, since a typo is one in what was typed.
    const forms = new Map();

    // ---- The index: for each word, the sections and how much it is there --

    const index = new Map();
    const places = [];
    const add = (list, place, weight) => {
        for (const form of list) {
            const word = stem(form);
            forms.set(form, word);
            let at = index.get(word);
            if (!at) {
                index.set(word, at = new Map());
            }
            at.set(place, (at.get(place) ?? 0) + weight);
        }
    };
    const both = (text, place, weight) => {
        const whole = raw(text);
        add(whole, place, weight);
        if (/_|[a-z][A-Z]/.test(text)) {
            const known = new Set(whole);
            const parts = raw(split(text)).filter(word => !known.has(word));
            add(parts, place, weight * LIKE.part);
        }
    };
    book.pages.forEach((page, number) => {
        page.sections.forEach((section, order) => {
            const place = places.length;
            const first = order === 0;
            const scale = section.title === 'Sources' ? SOURCES : 1;
            let length = 0;
            both(section.title, place, first ? FIELDS.title : FIELDS.heading);
            section.text.forEach((text, at) => {
                const weight = first && at < 3 ? FIELDS.first : FIELDS.text;
                both(text, place, weight * scale);
                length += text.length;
            });
            section.names?.forEach(name => both(name, place, FIELDS.names));
            places.push({ page: number, order, length });
        });
        // What readers call it is said of the page, and by no section.
        add(new Set(page.words.flatMap(raw)), places.length, FIELDS.words);
        places.push({ page: number, order: null, length: 0 });
    });
    const mean = places.reduce((sum, p) => sum + p.length, 0)
        / (places.length - book.pages.length);

    const phrase = text => ` ${words(text).join(' ')} `;
    const called = book.pages.map(page =>
        [page.title, ...page.words].map(phrase));
    const same = book.same.map(group => group.map(phrase));
    const idf = new Map();
    const rare = word => {
        let found = idf.get(word);
        if (found === undefined) {
            const pages = new Set();
            for (const place of index.get(word)?.keys() ?? []) {
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
            words(split(typed)).forEach(part => offer(part, LIKE.part));
        }
        if (found.size === 0 && word.length >= 4) {
            for (const [form, other] of forms) {
                if (form.length >= 4 && near(typed, form)) {
                    offer(other, LIKE.typo);
                }
            }
        }
        return found;
    }

    // What was typed as a list of words, each with what it may mean.
    function read(text) {
        // Of a call, `s.recv(1024)`, its name.
        const call = /^([\w.:]+[\w])\(.*\)?;?$/.exec(text.trim());
        let typed = raw(call ? call[1] : text);
        const telling = typed.filter(word =>
            !STOP.has(word) && !/^[a-z]$/.test(word));
        if (telling.length > 0) {
            typed = telling;
        }
        const ended = /\s$/.test(text);
        const terms = typed.map((word, at) => {
            const isLast = !ended && at === typed.length - 1;
            return { word: stem(word), means: meant(stem(word), word, isLast) };
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
                for (const [place, count] of index.get(word)) {
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
    function named(number, terms, all) {
        let best = 0;
        for (const [at, name] of called[number].entries()) {
            const own = name.trim().split(' ');
            const worth = own.reduce((sum, word) => sum + rare(word), 0);
            if (all === name) {
                return 2 + (at === 0 ? 0.3 : 0);
            }
            let have = 0;
            for (const word of own) {
                const share = Math.max(0, ...terms.map(term =>
                    term.means.get(word) ?? 0));
                have += share * rare(word);
            }
            const wanted = terms.reduce((sum, term) =>
                sum + weigh(term), 0);
            const share = have / worth * have / Math.max(wanted, have);
            best = Math.max(best, share);
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
        const all = phrase(text);
        const bare = ` ${terms.map(term => term.word).join(' ')} `;
        const wanted = terms.reduce((sum, term) => sum + weigh(term), 0);
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
                const score = sum * (have / wanted) ** 2;
                found.sections.push({ order, score });
            }
        }
        const ranked = Array.from(pages.values(), found => {
            const sum = found.terms.reduce((sum, value) => sum + value, 0);
            const have = found.terms.reduce((sum, value, at) =>
                sum + (value > 0 ? weigh(terms[at]) : 0), 0);
            found.sections.sort((a, b) => b.score - a.score);
            const best = found.sections[0]?.score ?? 0;
            const name = Math.max(
                named(found.page, terms, all), named(found.page, terms, bare),
            );
            const share = have / wanted;
            found.plain = (sum * share ** 2 + 0.5 * best)
                * book.pages[found.page].weight;
            found.score = found.plain * (1 + 2 * name);
            return found;
        });
        ranked.sort((a, b) => b.score - a.score);
        if (terms.length > 1) {
            ranked.slice(0, CLOSE).forEach(found => together(found, bare));
            ranked.sort((a, b) => b.score - a.score);
        }
        return ranked;
    }

    // What was typed, word behind word, in a heading or a text is worth more
    // than the same words far apart.
    function together(found, bare) {
        const { sections } = book.pages[found.page];
        const has = text => {
            const telling = words(text).filter(word => !STOP.has(word));
            return ` ${telling.join(' ')} `.includes(bare);
        };
        for (const hit of found.sections.slice(0, 5)) {
            const { title, text } = sections[hit.order];
            const times = has(title) ? 1.6 : text.some(has) ? 1.25 : 1;
            hit.score *= times;
            found.times = Math.max(found.times ?? 1, times);
        }
        found.score *= found.times ?? 1;
        found.sections.sort((a, b) => b.score - a.score);
    }

    // ---- Errors ----

    const flat = text => ` ${raw(text).join(' ')} `;
    const known = book.errors.map(error => error.says.map(flat));
    const NUMBER =
        /(?:os error|errno|winerror|code:?|error:?|\(os)\s*(\d{1,5})/gi;

    // The error that a text tells of, if it is one that the book knows.
    function recognize(text) {
        const line = flat(text);
        const numbers = Array.from(text.matchAll(NUMBER), m => Number(m[1]));
        let best = null;
        let most = 0;
        book.errors.forEach((error, at) => {
            const said = known[at].filter(says => line.includes(says));
            // A text says more than the number of an unknown system.
            let sum = Math.max(0, ...said.map(says => says.length));
            if (error.numbers?.some(number => numbers.includes(number))) {
                sum += 12;
            }
            if (sum > most) {
                [best, most] = [error, sum];
            }
        });
        return best;
    }

    // Whether a text is a line from a terminal rather than a few words.
    const isLine = text => text.length > 60
        || /panicked at|\berror\b.*:|\[errno|os error|traceback|exception/i
            .test(text);

    // Of a line that nobody knows, what is most likely to say something.
    const NOISE = new RegExp('^(thread|main|panicked|called|result|unwrap|err|'
        + 'value|os|code|kind|message|error|exception|traceback|most|recent|'
        + 'call|last|file|line|src|rs|py|usr|lib|home|note|run|backtrace|'
        + 'rust_backtrace|display|environment|variable|\\d+)$');
    const telling = text => raw(text)
        .filter(word => !NOISE.test(word)).slice(0, 12).join(' ');

    // ---- What is shown ----

    // The piece of a section that has most of what was typed.
    function excerpt(section, terms) {
        let [best, most] = [section.text[0] ?? '', -1];
        for (const text of section.text) {
            const here = new Set(words(text).concat(words(split(text))));
            let sum = 0;
            for (const term of terms) {
                sum += Math.max(0, ...Array.from(term.means, ([word, share]) =>
                    (here.has(word) ? share * rare(word) : 0)));
            }
            if (sum > most) {
                [best, most] = [text, sum];
            }
        }
        return best;
    }

    // A text in pieces: every other one is what was typed.
    function marked(text, terms) {
        const all = new Set(terms.flatMap(term => [...term.means.keys()]));
        const pieces = [''];
        let end = 0;
        for (const match of lower(text).matchAll(WORD)) {
            const isOne = all.has(stem(match[0]));
            if (isOne) {
                pieces[pieces.length - 1] += text.slice(end, match.index);
                end = match.index + match[0].length;
                pieces.push(text.slice(match.index, end), '');
            }
        }
        pieces[pieces.length - 1] += text.slice(end);
        return pieces;
    }

    // As much of a text as is read at a glance, around the first word that
    // was typed.
    function glance(text, terms, length) {
        if (text.length <= length) {
            return text;
        }
        const [before] = marked(text, terms);
        const first = before.length < text.length ? before.length : 0;
        let from = Math.max(0, Math.min(first - 60, text.length - length));
        from = from === 0 ? 0 : text.indexOf(' ', from) + 1;
        let to = text.lastIndexOf(' ', from + length);
        to = from + length >= text.length || to <= from ? text.length : to;
        return `${from > 0 ? '… ' : ''}${text.slice(from, to)}`
            + `${to < text.length ? ' …' : ''}`;
    }

    function shown(found, terms, most) {
        const page = book.pages[found.page];
        const best = found.sections[0]?.score;
        const hits = found.sections.slice(0, most)
            .filter(({ score }) => score >= 0.5 * best);
        if (hits.length === 0) {
            hits.push({ order: 0 });
        }
        return {
            url: page.url,
            title: page.title,
            chapter: page.chapter,
            score: found.score,
            hits: hits.map(({ order }) => {
                const section = page.sections[order];
                const text = glance(excerpt(section, terms), terms, 170);
                const id = order > 0 && section.id ? `#${section.id}` : '';
                return {
                    url: page.url + id,
                    title: order > 0 ? section.title : null,
                    text: marked(text, terms),
                };
            }),
        };
    }

    // The pages for a text, best first, and the error that it is.
    function find(text) {
        const error = recognize(text);
        const line = isLine(text);
        const asked = line ? error?.title ?? telling(text) : text;
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
        // What has a sixth of the best one's words is no answer.
        const floor = Math.max(0, ...ranked.map(found => found.plain)) / 6;
        const pages = ranked.filter((found, at) =>
            at === 0 || found.plain >= floor);
        return {
            error,
            isLine: line,
            total: pages.length,
            pages: pages.slice(0, 10).map((found, at) =>
                shown(found, terms, at < 3 ? 3 : 1)),
        };
    }

    return { find };
}
