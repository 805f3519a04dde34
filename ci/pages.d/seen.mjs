// What a page is asked in the browser, each a function that needs nothing but
// the document: what is wrong there, and what is summed up over all pages.

// The lines of code that are seen up to the first paragraph of twelve words
// or more that names one of their identifiers; null without code.
export function linesBeforeWords() {
    const parts = document.querySelectorAll('main .listing > pre, main p');
    const names = new Set();
    let lines = 0;
    for (const part of parts) {
        if (part.closest('details:not([open])')) {
            continue;
        }
        const text = part.textContent;
        if (part.matches('pre')) {
            lines += text.split('\n').length;
            text.match(/[A-Za-z_]\w+/g)?.forEach(name => names.add(name));
            continue;
        }
        const codes = Array.from(part.querySelectorAll('code'));
        const named = codes.flatMap(
            code => code.textContent.match(/[A-Za-z_]\w+/g) ?? [],
        );
        if (text.trim().split(/\s+/).length >= 12
            && named.some(name => names.has(name))) {
            return { wrong: [], sum: lines };
        }
    }
    return { wrong: [], sum: lines > 0 ? lines : null };
}

export function linesInTwoBlocks(same) {
    const seen = new Map();
    const wrong = [];
    const blocks = document.querySelectorAll('main .listing');
    blocks.forEach((block, number) => {
        if (block.dataset.since) {
            return;
        }
        for (const pre of block.querySelectorAll(':scope > pre')) {
            const lines = pre.textContent.split('\n')
                .map(line => line.trim()).filter(line => line !== '');
            for (let at = 0; at + same <= lines.length; at += 1) {
                const key = lines.slice(at, at + same).join('\n');
                const first = seen.get(key) ?? number;
                if (first !== number) {
                    wrong.push(key);
                }
                seen.set(key, first);
            }
        }
    });
    return { wrong };
}

// Blocks that scroll though none of their lines is longer than 80 columns.
export function wideCode() {
    const all = document.querySelectorAll('.listing pre > code');
    const wrong = Array.from(all)
        .filter(code => code.scrollWidth > code.clientWidth + 1)
        .filter(code => code.textContent.split('\n')
            .every(line => line.length <= 80))
        .map(code => code.getAttribute('aria-label'));
    return { wrong };
}

// Choices whose right one is not what the answer begins with.
export function answers() {
    const all = Array.from(document.querySelectorAll('details[data-right]'));
    const asked = all.map(details => {
        const quote = details.closest('blockquote');
        const items = quote.querySelectorAll('li > .choice');
        const right = items[details.dataset.right - 1];
        const answer = details.querySelector('strong');
        return [right?.textContent.trim(), answer.textContent];
    });
    const wrong = asked.filter(([right, answer]) => right !== answer);
    return { wrong, sum: asked.length > 0 ? 1 : 0 };
}

// Links to packets of this page that it does not have. What leads to another
// page, weave has followed.
export function brokenArrows() {
    const all = document.querySelectorAll('main a[href*="-packet-"]');
    const wrong = Array.from(all)
        .filter(link => link.pathname === location.pathname)
        .map(link => link.hash)
        .filter(hash => !document.querySelector(`${hash}[data-step]`));
    return { wrong, sum: all.length };
}

// The terms that lead to the glossary: each once, from prose, with a title.
export function termLinks(glossary) {
    const all = Array.from(document.querySelectorAll('a.term'));
    const ends = all.map(link => link.href);
    const inside = 'h1, h2, h3, pre, figure, table';
    const wrong = all.filter((link, at) =>
        ends.indexOf(link.href) !== at
        || !link.pathname.endsWith(`/${glossary}`)
        || !link.title.includes(': ')
        || link.closest(inside) !== null
        || location.pathname.endsWith(`/${glossary}`));
    return {
        wrong: wrong.map(link => link.outerHTML),
        sum: all.map(link => link.hash.slice(1)),
    };
}

// Whether a first reading may leave the page out.
export function deepPage() {
    const first = document.querySelector('main h1 + p > em:only-child');
    const sum = first?.textContent.startsWith('Depth: ') ?? false;
    return { wrong: [], sum };
}

export function smallText() {
    const all = document.querySelectorAll('main figure svg text');
    const sizes = Array.from(all)
        .filter(text => text.getClientRects().length > 0)
        .map(text => {
            const { a, b } = text.getScreenCTM();
            const { fontSize } = getComputedStyle(text);
            return [Math.hypot(a, b) * parseFloat(fontSize), text.textContent];
        });
    return {
        wrong: sizes.filter(([size]) => size < 10.95),
        sum: sizes.length,
    };
}

// Texts of a figure that stand on one another.
export function textOnText() {
    const wrong = [];
    for (const svg of document.querySelectorAll('main figure svg')) {
        const texts = Array.from(svg.querySelectorAll('text'), text =>
            [text.getBoundingClientRect(), text.textContent]);
        texts.forEach(([one, said], at) => {
            for (const [other, too] of texts.slice(at + 1)) {
                const across = Math.min(one.right, other.right)
                    - Math.max(one.left, other.left);
                const down = Math.min(one.bottom, other.bottom)
                    - Math.max(one.top, other.top);
                if (across > 2 && down > 4) {
                    wrong.push(`${said} on ${too}`);
                }
            }
        });
    }
    return { wrong };
}

// Names in code that stand on two lines, other than behind `::`, `_` and `/`.
// Folded or not, all is looked at.
export function brokenNames() {
    const folds = document.querySelectorAll('main details:not([open])');
    folds.forEach(fold => {
        fold.open = true;
    });
    const wrong = [];
    let sum = 0;
    const codes = document.querySelectorAll('main :not(pre, dt) > code');
    for (const code of codes) {
        if (code.closest('pre') || code.getClientRects().length < 2) {
            sum += code.textContent.includes('-') ? 1 : 0;
            continue;
        }
        const walk = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
        const letters = [];
        while (walk.nextNode()) {
            const { data } = walk.currentNode;
            for (let at = 0; at < data.length; at += 1) {
                const range = document.createRange();
                range.setStart(walk.currentNode, at);
                range.setEnd(walk.currentNode, at + 1);
                letters.push([data[at], range.getBoundingClientRect()]);
            }
        }
        const text = letters.map(([letter]) => letter).join('');
        // A part that is longer than a line has to break.
        const part = at => /[^:_/]*$/.exec(text.slice(0, at))[0]
            + /^[^:_/]*/.exec(text.slice(at))[0];
        letters.forEach(([letter, box], at) => {
            const before = letters[at - 1]?.[1];
            if (before && box.width > 0 && before.width > 0
                && box.top >= before.bottom - 2
                && /[\w-]/.test(letter)
                && /[a-z0-9-]$/i.test(text.slice(0, at))
                && part(at).length <= 40) {
                wrong.push(`${text.slice(0, at)}|${text.slice(at)}`);
            }
        });
    }
    folds.forEach(fold => {
        fold.open = false;
    });
    return { wrong, sum };
}

// Text of a figure that its edge cuts off.
export function cutText() {
    const all = document.querySelectorAll('main figure svg text');
    const wrong = Array.from(all).filter(text => {
        const [inner, outer] = [text, text.ownerSVGElement]
            .map(element => element.getBoundingClientRect());
        return inner.width > 0 && (inner.left < outer.left - 1
            || inner.right > outer.right + 1);
    }).map(text => text.textContent);
    return { wrong };
}

// Lines of a figure that are a unit, whose number stands in the line before.
export function loneUnits() {
    const all = document.querySelectorAll('main figure svg text');
    const wrong = Array.from(all, text => text.textContent.trim())
        .filter(text => /^(bytes?|answers?)\b\W*$/.test(text));
    return { wrong };
}

// Names of fifteen letters at most that break in the first of three columns.
export function brokenFirsts() {
    const all = document.querySelectorAll(
        'main td:first-child:nth-last-child(3) > code:only-child',
    );
    const wrong = Array.from(all)
        .filter(code => code.textContent.length <= 15)
        .filter(code => code.getBoundingClientRect().height
            > 1.6 * parseFloat(getComputedStyle(code).lineHeight))
        .map(code => code.textContent);
    return { wrong, sum: all.length };
}

export function wideBoxes() {
    const all = document.querySelectorAll(
        '.terminal pre, .stacks, .sequence, .drawing, .header',
    );
    const wrong = Array.from(all)
        .filter(box => box.scrollWidth > box.parentElement.clientWidth + 1)
        .map(box => box.textContent.slice(0, 60));
    return { wrong };
}

// What is folded and has no height on paper, and the bar, which has no use.
export function hiddenInPrint() {
    const folds = document.querySelectorAll('main details:not([open])');
    const bar = document.querySelector('.bar');
    const hidden = Array.from(folds).filter(details =>
        details.lastElementChild.getBoundingClientRect().height === 0);
    const wrong = hidden.map(details => details.outerHTML.slice(0, 80));
    if (bar.getClientRects().length > 0) {
        wrong.push('the bar is printed');
    }
    return { wrong };
}

// Of each program that a page has whole: what its buttons copy and show.
export async function copiedAndShown() {
    const until = async (what, is) => {
        for (let frames = 0; !is(); frames += 1) {
            if (frames === 600) {
                throw new Error(`${what}: not within 600 frames`);
            }
            await new Promise(requestAnimationFrame);
        }
    };
    const shown = [];
    for (const listing of document.querySelectorAll(
        'figure.listing[id][data-whole]',
    )) {
        if (!listing.checkVisibility()) {
            continue;
        }
        const { href } = listing.querySelector('figcaption a');
        const copy = listing.querySelector('.copy');
        copy.click();
        await until(`${listing.id} copied`, () =>
            listing.textContent.includes('Copied'));
        const copied = await navigator.clipboard.readText();
        const button = listing.querySelector('.show-whole');
        const all = () => listing.querySelector('pre.whole code');
        let whole = null;
        if (button !== null) {
            button.click();
            await until(`${listing.id} shown`, () => all() !== null);
            whole = all().textContent;
            button.click();
        }
        shown.push({ href, copied, whole, folds: all() === null });
    }
    return shown;
}
