// What is shown of a page that was found.

// The piece of a section that has most of what was typed.
function excerpt(section, terms, rare) {
    let [best, most] = [section.text[0] ?? '', -1];
    for (const text of section.text) {
        const here = new Set(words(text));
        if (/_|[a-z][A-Z]/.test(text)) {
            words(split(text)).forEach(word => here.add(word));
        }
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
    each(text, (from, to) => {
        if (all.has(stem(text.slice(from, to).toLowerCase()))) {
            pieces[pieces.length - 1] += text.slice(end, from);
            pieces.push(text.slice(from, to), '');
            end = to;
        }
    });
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

// A page with its best sections, `most` of them.
function shown(page, found, { terms, most, rare }) {
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
            const text = glance(excerpt(section, terms, rare), terms, 170);
            const id = order > 0 && section.id ? `#${section.id}` : '';
            return {
                url: page.url + id,
                title: order > 0 ? section.title : null,
                text: marked(text, terms),
            };
        }),
    };
}
