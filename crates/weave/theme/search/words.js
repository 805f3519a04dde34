// The words of a text, and what they have in common.

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
    let base = word;
    if (base.endsWith('s') && !/(ss|us|is)$/.test(base)) {
        base = base.endsWith('ies') ? `${base.slice(0, -3)}y`
            : base.slice(0, /(s|x|z|sh|ch)es$/.test(base) ? -2 : -1);
    }
    const end = /.{3}(ing|ed|ion|ment|ly)$/.exec(base);
    if (end) {
        base = base.slice(0, -end[1].length);
    }
    const last = base.length - 1;
    if (base[last] === base[last - 1] && 'bdgklmnprt'.includes(base[last])) {
        base = base.slice(0, -1);
    }
    if (base.length > 3 && base.endsWith('e')) {
        return base.slice(0, -1);
    }
    return base.length > 3 && base.endsWith('y')
        ? `${base.slice(0, -1)}i` : base;
}

// Where a text has words, as `postings.rs` takes them: letters, digits,
// `_`, and the dots between the digits of an address.
const isDigit = code => code >= 48 && code <= 57;
const isWord = code => code >= 97 && code <= 122
    || code >= 65 && code <= 90 || isDigit(code) || code === 95
    || code >= 0xc0 && code <= 0x24f;
function each(text, take) {
    const end = text.length;
    let from = -1;
    for (let at = 0; at <= end; at += 1) {
        const code = at < end ? text.charCodeAt(at) : 0;
        const inside = isWord(code) || code === 46 && from >= 0
            && isDigit(text.charCodeAt(at - 1))
            && isDigit(text.charCodeAt(at + 1));
        if (inside && from < 0) {
            from = at;
        } else if (!inside && from >= 0) {
            take(from, at);
            from = -1;
        }
    }
}
const raw = text => {
    const found = [];
    const small = text.toLowerCase();
    each(small, (from, to) => found.push(small.slice(from, to)));
    return found;
};
const words = text => raw(text).map(stem);
const split = text => text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/_/g, ' ');
