// How code stands on a page: the lines that matter first, each once, the
// whole program a click away. And where a reader is, what they predicted, and
// what a telephone and forced colors make of it. Each test is given a page.

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

    async 'the bar goes away, and comes back'({ page, go, chapter }) {
        for (const width of [390, 1280]) {
            await page.setViewportSize({ width, height: 800 });
            await go(section(chapter));
            const bar = page.locator('.bar');
            await scrolled(page, 3600);
            await page.waitForFunction(() => document.querySelector('.bar')
                .getBoundingClientRect().bottom <= 0);
            await scrolled(page, 3500);
            await page.waitForFunction(() => document.querySelector('.bar')
                .getBoundingClientRect().top === 0);
            const title = await page.locator('main h1').textContent();
            assert.ok((await bar.textContent()).includes(title.trim()));
            const current = page.locator(
                '#contents .headings [aria-current="location"]',
            );
            assert.equal(await current.count(), 1);
        }
    },

    async 'where I am, what was read, and where I stopped'({
        page, go, chapter,
    }) {
        await go(section(chapter));
        const place = page.locator('.place');
        assert.match(await place.innerText(),
            /^Chapter 2 · 1 of \d+ · \d+ minutes?$/);
        const here = page.locator('#contents [aria-current="page"]');
        await scrolled(page, 2600);
        await page.waitForFunction(() =>
            document.querySelector('.bar .now').textContent !== '');
        await page.reload();
        await place.getByText(/go on at/).waitFor();
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
        await page.locator('#contents a.was-read[aria-current]').waitFor();
        await forget(page);
        assert.ok(!await here.evaluate(
            link => link.classList.contains('was-read'),
        ));
    },

    async 'a prediction is kept beside the record'({ page, go, chapter }) {
        const name = section(chapter);
        await go(name);
        await page.getByLabel('Your prediction').fill('nobody notices');
        await page.keyboard.press('Enter');
        const echo = page.locator('figure + .predicted').first();
        assert.match(await echo.textContent(), /nobody notices/);
        await page.reload();
        assert.match(await echo.textContent(), /nobody notices/);
        await forget(page);
        assert.equal(await echo.count(), 0);
        await go(name.replace(/[^/]*$/, 'review.html'));
        await page.getByLabel('Your answer').first().fill('three');
        await page.keyboard.press('Enter');
        assert.ok(await page.locator('.answer + details').first()
            .evaluate(details => details.open));
    },

    async 'in the widest windows Python stands beside Rust'({
        page, go, chapter,
    }) {
        await page.setViewportSize({ width: 1920, height: 1000 });
        await go(section(chapter));
        await page.getByRole('button', { name: 'Settings' }).click();
        await page.getByLabel(/Python/).check();
        for (const name of ['server.html', 'timeouts.html', 'accept.html']) {
            await go(chapter.replace(/[^/]*$/, name));
            const places = await page.evaluate(pairs);
            assert.ok(places.length > 0, name);
            let end = 0;
            for (const { rust, twin } of places) {
                assert.ok(twin.left > rust.right, name);
                assert.ok(twin.top >= Math.max(rust.top, end) - 1, name);
                assert.ok(end > 0 || twin.top - rust.top < 2, name);
                end = twin.bottom;
            }
            assert.ok(await page.evaluate(() =>
                document.documentElement.scrollWidth <= innerWidth), name);
        }
    },

    async 'on a telephone consoles and tables need no scrolling'({
        page, go, names,
    }) {
        await page.setViewportSize({ width: 390, height: 800 });
        for (const name of names) {
            await go(name);
            const wide = await page.evaluate(() => Array.from(
                document.querySelectorAll('.terminal pre, .stacks'),
            ).filter(box => box.scrollWidth > box.parentElement.clientWidth + 1)
                .map(box => box.textContent.slice(0, 60)));
            assert.deepEqual(wide, [], name);
        }
    },

    async 'forced colors keep every mark'({ page, go, names }) {
        await page.emulateMedia({ forcedColors: 'active' });
        await go(names.find(name => name.endsWith('threads.html')));
        const lines = await page.evaluate(() => [
            getComputedStyle(document.querySelector('pre ins')),
            getComputedStyle(
                document.querySelector('#contents [aria-current="page"]'),
            ),
        ].map(style => style.borderInlineStartWidth));
        assert.ok(lines.every(width => parseFloat(width) > 1), `${lines}`);
    },

    async 'a link into a fold unfolds it'({ page, go }) {
        await go('introduction.html');
        await page.getByRole('link', { name: 'Teach' }).click();
        assert.ok(await page.locator('#for-instructors')
            .evaluate(details => details.open));
    },
};

// The first section of a chapter.
function section(chapter) {
    return chapter.replace(/[^/]*$/, 'server.html');
}

// Where each twin is, and the Rust before it.
function pairs() {
    const box = element => element.getBoundingClientRect().toJSON();
    return Array.from(document.querySelectorAll('main > .twin'), twin => {
        const name = twin.querySelector('figure').id
            .replace('twin-', 'listing-').replaceAll('_', '-');
        return { rust: box(document.getElementById(name)), twin: box(twin) };
    });
}

function scrolled(page, to) {
    return page.evaluate(to => {
        scrollTo({ top: to, behavior: 'instant' });
    }, to);
}

async function forget(page) {
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: /^Forget/ }).click();
    await page.getByText('Forgotten.').waitFor();
}

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
