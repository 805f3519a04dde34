// What a reader finds, each as a test in a browser of its own.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { load, place, queries } from './search.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const REFUSED = "thread 'main' panicked at src/main.rs:8:50:\ncalled "
    + '`Result::unwrap()` on an `Err` value: Os { code: 111, kind: '
    + 'ConnectionRefused, message: "Connection refused" }\nnote: run with '
    + '`RUST_BACKTRACE=1` environment variable to display a backtrace\n';
// From the key press to the result, in milliseconds, at a quarter of the
// speed.
const SOON = 300;
// The same for a machine that is slower, or has something else to do: so many
// times as long as what `work` does.
const SOON_BY_WORK = 2;
// Of index, excerpts and what searches them, in bytes of gzip.
const A_PAGE = 2600;

// The tests, given a page each.
export const tests = {
    async 'search: 95 in 100 queries find their page first'({ folder }) {
        const { search } = await load(folder);
        const asked = await queries(join(here, 'queries.txt'));
        assert.ok(asked.length >= 60);
        const places = asked.map(query => [query.query, place(search, query)]);
        const late = places.filter(([, at]) => at === 0 || at > 3);
        assert.deepEqual(late, [], 'not among the first three');
        const second = places.filter(([, at]) => at !== 1);
        const most = asked.length / 20;
        assert.ok(second.length <= most, `not first: ${second.join('; ')}`);
    },

    async 'search: Enter opens the first'({ page, go }) {
        await go('introduction.html');
        await type(page, 'ECONNRESET');
        await page.keyboard.press('Enter');
        await page.waitForURL(/ch02-tcp\/resets\.html/);
    },

    async 'search: button, arrows and Escape'({ page, go }) {
        await go('introduction.html');
        await page.getByRole('button', { name: 'Search' }).click();
        await page.keyboard.type('half close');
        await results(page).first().waitFor();
        await page.keyboard.press('ArrowDown');
        assert.ok(await isFocused(results(page).first()));
        await page.keyboard.press('ArrowDown');
        assert.ok(await isFocused(results(page).nth(1)));
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('ArrowUp');
        assert.equal(await focus(page), 'search-text');
        await page.keyboard.press('Escape');
        await page.locator('#search').waitFor({ state: 'hidden' });
        assert.equal(await focus(page), 'search-button');
    },

    async 'search: a result names its page and section'({ page, go }) {
        await go('introduction.html');
        await type(page, 'reset acknowledgment');
        const names = await results(page).locator('b').allInnerTexts();
        assert.ok(names.some(name => / › /.test(name)), names.join('; '));
        const pages = await page.locator('#search-results > li').evaluateAll(
            items => items.map(item => {
                const urls = Array.from(item.querySelectorAll('a'), a =>
                    a.href.split('#')[0]);
                return Array.from(new Set(urls));
            }),
        );
        assert.ok(pages.every(urls => urls.length === 1));
        assert.equal(new Set(pages.flat()).size, pages.length, 'once each');
        const said = await page.locator('#search-status').innerText();
        assert.match(said, /^\d+ pages/);
    },

    async 'search: an error leads to its cause and packets'({ page, go }) {
        await go('introduction.html');
        await paste(page, REFUSED);
        const error = page.locator('#search-results .error');
        await error.waitFor();
        const text = await error.innerText();
        for (const part of ['Connection refused', 'ECONNREFUSED 111',
            '61 on macOS', 'ErrorKind::ConnectionRefused', 'nobody listens']) {
            assert.ok(text.includes(part), `${part} in ${text}`);
        }
        assert.equal(await page.locator('#search-status').innerText(),
            'An error: Connection refused.');
        await error.getByRole('link', { name: 'Its packets' }).click();
        await page.waitForURL(/ch02-tcp\/client\.html#wire-tcp-refused/);
        assert.ok(await page.locator('#wire-tcp-refused').isVisible());
        await paste(page, REFUSED);
        await page.keyboard.press('Enter');
        await page.waitForURL(/ch02-tcp\/client\.html#what-goes-wrong/);
    },

    async 'search: an error that nobody knows says so'({ page, go }) {
        await go('introduction.html');
        await paste(page, 'Error: the frobnicator of this socket is gone');
        await results(page).first().waitFor();
        assert.match(await page.locator('#search-status').innerText(),
            /does not have this error/);
    },

    async 'search: nothing is loaded before, soon after'({ page, go }) {
        const asked = [];
        page.on('request', request => asked.push(request.url()));
        const devtools = await page.context().newCDPSession(page);
        await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
        const took = [];
        // What else the machine does is no part of it.
        for (let time = 0; time < 5; time += 1) {
            asked.length = 0;
            await go('introduction.html');
            assert.ok(!asked.some(url => /search-/.test(url)), asked.join());
            const first = await firstResult(page);
            took.push([first, await work(page)].map(Math.round));
        }
        const soon = ([first, as]) => first <= Math.max(SOON,
            SOON_BY_WORK * as);
        assert.ok(took.some(soon), `[ms, the yardstick's]: `
            + `${took.join('; ')}; over ${SOON}, and over ${SOON_BY_WORK}`
            + ' times the yardstick');
    },

    async 'search: what it loads grows no faster than the book'({
        folder, names,
    }) {
        const files = await readdir(folder);
        const [index, ...others] = files.filter(name =>
            /^search-.*\.js$/.test(name));
        assert.deepEqual(others, []);
        const bytes = gzipSync(await readFile(`${folder}/${index}`)).length;
        const each = Math.round(bytes / names.length);
        assert.ok(each <= A_PAGE, `${each} bytes a page, over ${A_PAGE}`);
    },

    async 'search: from a disk'({ page, folder, chapter }) {
        await page.goto(pathToFileURL(`${folder}/${chapter}`).href);
        await type(page, 'backlog');
        await results(page).first().click();
        await page.waitForURL(/ch0[12]/);
        assert.match(await page.locator('main').innerText(), /backlog/i);
    },

    async 'search: on a telephone, in both themes'({ page, go }) {
        const axe = await readFile(require.resolve('axe-core/axe.min.js'),
            'utf8');
        for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width: 390, height: 800 });
            await go('introduction.html');
            await paste(page, REFUSED);
            await results(page).first().waitFor();
            const wide = await page.locator('#search').evaluate(box =>
                box.scrollWidth - box.clientWidth);
            assert.ok(wide <= 0, `${wide} px sideways`);
            await page.evaluate(axe);
            const found = await page.evaluate(() => axe.run('#search'));
            assert.deepEqual(found.violations.map(v =>
                `${v.id}: ${v.nodes[0].html}`), [], colorScheme);
        }
    },

    async 'search: forced colors show where one is'({ page, go }) {
        await page.emulateMedia({ forcedColors: 'active' });
        await go('introduction.html');
        await type(page, 'timeout');
        await page.keyboard.press('ArrowDown');
        const outline = await results(page).first().evaluate(a =>
            getComputedStyle(a).outlineStyle);
        assert.equal(outline, 'solid');
    },

    async 'search: without scripts there is no button'({ browser, site }) {
        const context = await browser.newContext({ javaScriptEnabled: false });
        const page = await context.newPage();
        await page.goto(`${site.root}introduction.html`);
        assert.ok(!await page.locator('#search-button').isVisible());
        assert.ok(!await page.locator('#search').isVisible());
        await context.close();
    },
};

const results = page => page.locator('#search-results a');

async function type(page, words) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(words);
    await results(page).first().waitFor();
}

// From opening to the first result, in milliseconds.
function firstResult(page) {
    return page.evaluate(() => new Promise(done => {
        document.getElementById('search-text').value = 'timeout';
        const list = document.getElementById('search-results');
        const began = performance.now();
        new MutationObserver(() => {
            if (list.querySelector('a')) {
                done(performance.now() - began);
            }
        }).observe(list, { childList: true });
        document.getElementById('search-button').click();
    }));
}

// How long a fixed piece of work takes, of the kind that a search is: words
// are cut out of text and counted.
function work(page) {
    return page.evaluate(() => {
        const began = performance.now();
        let text = '';
        for (let n = 0; n < 40_000; n += 1) {
            text += `${(n * 7919 % 10_007).toString(36)} `;
        }
        const counted = new Map();
        for (const [word] of text.matchAll(/[a-z0-9]+/g)) {
            counted.set(word, (counted.get(word) ?? 0) + 1);
        }
        const sorted = [...counted].sort(([a, n], [b, m]) =>
            m - n || (a < b ? -1 : 1));
        return sorted.length > 0 ? performance.now() - began : 0;
    });
}

// As a reader does it: the clipboard may hold more than one line.
async function paste(page, text) {
    await page.evaluate(copied => navigator.clipboard.writeText(copied), text);
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+v');
    await results(page).first().waitFor();
}

const isFocused = locator => locator.evaluate(element =>
    element === document.activeElement);

function focus(page) {
    return page.evaluate(() => document.activeElement.id);
}
