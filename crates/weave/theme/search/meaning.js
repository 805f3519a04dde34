// What a reader may mean by what was typed.

// So much of a word's weight is left to one that only begins like it, is a
// typo away, or means the same.
const LIKE = { prefix: 0.6, typo: 0.7, same: 0.75, part: 0.5 };

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

// Reads what was typed, by a book's index.
function reader({ forms, has, list }, book, stop) {
    const phrase = text => ` ${words(text).join(' ')} `;
    const same = book.same.map(group => group.map(phrase));

    // The book's words for one that was typed, and how much of it each is.
    function meant(word, typed, isLast) {
        const found = new Map();
        const offer = (other, share) => {
            if (has(other)) {
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
            if (halves.every(half => half.length > 1 && has(half))) {
                halves.forEach(half => offer(half, LIKE.part));
            }
        }
        if (typed.includes('_')) {
            raw(split(typed)).filter(part => !stop.has(part))
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
        // The number of a port of one's own says nothing.
        const plain = text.replace(/\b(port )\d{4,5}\b/i, '$1');
        let typed = raw(call ? call[1] : half(plain));
        const long = typed.filter(word =>
            !stop.has(word) && !/^[a-z]$/.test(word));
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
            if (one && has(one)) {
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
                        others.flat().filter(word => has(word))
                            .forEach(word => term.means.set(word, Math.max(
                                LIKE.same, term.means.get(word) ?? 0,
                            )));
                    }
                }
            }
        }
        return terms;
    }

    return read;
}
