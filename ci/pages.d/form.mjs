// How code stands on a page: the lines that matter first, each once, the
// whole program a click away. Each test is given a page.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

// So many lines of code may be seen before a paragraph speaks of them.
const SEEN = 20;
// So many lines in a row, blank ones and indentation aside, are no chance.
const SAME = 6;

export const form = {
    async 'a few lines of code, then a word about them'({ page, go, names }) {
        const late = [];
        let pages = 0;
        for (const name of names) {
            await go(name);
            const seen = await page.evaluate(linesBeforeWords);
            pages += seen === null ? 0 : 1;
            if (seen > SEEN) {
                late.push(`${name}: ${seen}`);
            }
        }
        assert.ok(pages > 30, `${pages} pages with code`);
        assert.ok(late.length * 10 <= pages,
            `${late.length} of ${pages} pages: ${late.join(', ')}`);
    },

    async 'no code stands twice on a page'({ page, go, names }) {
        for (const name of names) {
            await go(name);
            const twice = await page.evaluate(linesInTwoBlocks, SAME);
            assert.deepEqual(twice, [], name);
        }
    },

    async 'the whole program, shown and copied'({ page, go, names }) {
        let programs = 0;
        for (const name of names) {
            await go(name);
            for (const listing of await firsts(page)) {
                programs += 1;
                const file = listing.locator('figcaption a').first();
                const where = `${name}: ${await file.textContent()}`;
                const path = (await file.getAttribute('href'))
                    .match(/\/blob\/main\/([^#]*)/)[1];
                const text = await readFile(path, 'utf8');
                await listing.locator('.copy').click();
                await listing.getByText('Copied', { exact: true }).waitFor();
                const copied = await page.evaluate(
                    () => navigator.clipboard.readText(),
                );
                assert.equal(copied, text, where);
                const whole = listing.locator('.show-whole');
                if (await whole.count() === 0) {
                    continue;
                }
                await whole.click();
                const all = listing.locator('pre.whole code');
                assert.equal(`${await all.textContent()}\n`, text, where);
                await whole.click();
                assert.equal(await all.count(), 0, where);
            }
        }
        assert.ok(programs > 60, `${programs} programs`);
    },
};

// One block of each program that a page has whole.
async function firsts(page) {
    const all = await page.locator('figure.listing[id][data-whole]').all();
    const seen = [];
    for (const listing of all) {
        if (await listing.isVisible()) {
            seen.push(listing);
        }
    }
    return seen;
}

// The lines of code that are seen up to the first paragraph of twelve words
// or more that names one of their identifiers; null without code.
function linesBeforeWords() {
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
            return lines;
        }
    }
    return lines > 0 ? lines : null;
}

function linesInTwoBlocks(same) {
    const seen = new Map();
    const twice = [];
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
                    twice.push(key);
                }
                seen.set(key, first);
            }
        }
    });
    return twice;
}
