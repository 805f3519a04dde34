// What a reader does, each as a test in a browser of its own.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { asking } from './asking.mjs';
import { launch } from './browser.mjs';
import { bytes } from './bytes.mjs';
import { figures } from './figures.mjs';
import { tests as finding } from './finding.mjs';
import { form } from './form.mjs';
import { knob } from './knob.mjs';
import { walk } from './walk.mjs';

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 800 };

// The tests, given a page each.
export const tests = {
    async 'a chosen theme lasts'({ page, go, chapter }) {
        await go('introduction.html');
        const light = await background(page);
        await page.emulateMedia({ colorScheme: 'dark' });
        const dark = await background(page);
        assert.notEqual(light, dark, 'it follows the system');
        await page.emulateMedia({ colorScheme: 'light' });
        await page.getByRole('button', { name: 'Settings' }).click();
        await page.getByLabel('dark', { exact: true }).check();
        assert.equal(await background(page), dark);
        await go(chapter);
        assert.equal(await background(page), dark);
        await page.getByRole('button', { name: 'Settings' }).click();
        await page.getByLabel('as the system has them').check();
        assert.equal(await background(page), light);
    },

    async 'copy gives the commands, by keyboard'({ page, go, chapter }) {
        await go(chapter);
        const all = page.locator('.terminal').filter({
            has: page.locator('kbd.command'),
        });
        const terminal = all.first();
        const button = terminal.getByRole('button', { name: /^Copy/ });
        await button.focus();
        await page.keyboard.press('Enter');
        await terminal.getByText('Copied').waitFor();
        const copied = await page.evaluate(
            () => navigator.clipboard.readText(),
        );
        const commands = await terminal.locator('kbd.command')
            .allTextContents();
        assert.equal(copied, commands.join('\n'));
        assert.ok(copied.startsWith('cargo ') && !copied.includes('$ '));
    },

    async 'Python is one click away, or one setting'({ page, go, names }) {
        const twin = await first(page, go, names, 'details.twin');
        const code = twin.locator('code').last();
        assert.ok(!await code.isVisible());
        await twin.locator('summary').click();
        assert.ok(await code.isVisible());
        await page.getByRole('button', { name: 'Settings' }).click();
        await page.getByLabel(/Python/).check();
        await page.reload();
        assert.equal(await page.locator('details.twin:not([open])').count(), 0);
    },

    async 'the contents hide, and stay hidden'({ page, go, chapter }) {
        await go(chapter);
        const contents = page.locator('#contents');
        assert.ok(await contents.isVisible());
        await page.getByRole('button', { name: 'Contents' }).click();
        assert.ok(!await contents.isVisible());
        await page.reload();
        assert.ok(!await contents.isVisible());
    },

    async 'on a telephone the contents open and close'({ page, go }) {
        await page.setViewportSize(NARROW);
        await go('introduction.html');
        const contents = page.locator('#contents');
        assert.ok(!await contents.isVisible());
        await page.getByRole('button', { name: 'Contents' }).focus();
        await page.keyboard.press('Enter');
        assert.ok(await contents.isVisible());
        await page.keyboard.press('Escape');
        assert.ok(!await contents.isVisible());
        assert.equal(await focus(page), 'contents-button');
    },

    async 'by keyboard from the front to the next page'({ page, go }) {
        await go('index.html');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        assert.equal(await focus(page), 'main');
        const title = await page.title();
        for (let tabs = 0; tabs < 60; tabs += 1) {
            await page.keyboard.press('Tab');
            const rel = await page.evaluate(
                () => document.activeElement.getAttribute('rel'),
            );
            const seen = await page.evaluate(() => getComputedStyle(
                document.activeElement,
            ).outlineStyle);
            assert.notEqual(seen, 'none', 'the focus is visible');
            if (rel === 'next') {
                await page.keyboard.press('Enter');
                await page.waitForURL(/ch01/);
                assert.notEqual(await page.title(), title);
                return;
            }
        }
        assert.fail('no link to the next page within 60 steps');
    },

    async 'bare keys turn no page'({ page, go, chapter }) {
        await go(chapter);
        const url = page.url();
        for (const key of ['ArrowRight', 'ArrowLeft', 's', '/', '?']) {
            await page.keyboard.press(key);
        }
        await page.waitForTimeout(100);
        assert.equal(page.url(), url);
        assert.ok(!await page.locator('#search').isVisible());
    },

    async 'all can be read without scripts'({ browser, site, names }) {
        const context = await browser.newContext({ javaScriptEnabled: false });
        const page = await context.newPage();
        for (const name of names) {
            await page.goto(site.root + name);
            const text = await page.locator('main').innerText();
            assert.ok(text.length > 100, name);
            assert.ok(await page.locator('#contents').isVisible(), name);
        }
        await page.setViewportSize(NARROW);
        await page.getByRole('button', { name: 'Contents' }).click();
        await page.locator('#contents .chapter').first().click();
        await page.waitForURL(/ch01/);
        await context.close();
    },

    async 'from a disk'({ page, folder }) {
        const at = name => pathToFileURL(`${folder}/${name}`).href;
        await page.goto(at('index.html'));
        await page.locator('a[rel="next"]').click();
        await page.waitForURL(at('ch01-basics/index.html'));
    },

    async 'what is not there says so, and leads back'({ page, site }) {
        const gone = `${site.root}no/such/page.html`;
        const answer = await page.goto(gone);
        assert.equal(answer.status(), 404);
        const size = await page.locator('h1').evaluate(
            h1 => getComputedStyle(h1).fontWeight,
        );
        assert.equal(size, '600', 'it has its styles');
        await page.locator('.home').click();
        await page.waitForURL(`${site.root}index.html`);
    },

    async 'old addresses lead to the new'({ page, site, folder, names }) {
        const files = await readdir(folder, { recursive: true });
        const known = new Set([...names, 'print.html', 'toc.html']);
        const moved = files.filter(name =>
            name.endsWith('.html') && !known.has(name)
            && name !== '404.html');
        for (const name of moved) {
            await page.goto(site.root + name);
            await page.waitForURL(url => !url.href.endsWith(name));
            const path = page.url().slice(site.root.length);
            assert.ok(names.includes(path.split('#')[0]), `${name}: ${path}`);
        }
    },

    async 'a name that has moved to another index is found there'({
        page, go,
    }) {
        await go('appendix/index-of-items.html#agent');
        await page.waitForURL(/index-of-crates\.html#agent$/);
        await page.locator('#agent').waitFor();
        await go('appendix/index-of-items.html#tcpstream');
        assert.match(page.url(), /index-of-items\.html#tcpstream$/);
    },

    async 'a line of text has 65 to 75 characters'({ page, go, chapter }) {
        await go(chapter);
        // Without the last line, which is half full as a rule.
        const mean = await page.evaluate(() => {
            let [characters, lines] = [0, 0];
            for (const p of document.querySelectorAll('main > p')) {
                const line = parseFloat(getComputedStyle(p).lineHeight);
                const count = Math.round(p.offsetHeight / line);
                if (count > 2) {
                    characters += p.textContent.length;
                    lines += count - 0.5;
                }
            }
            return characters / lines;
        });
        assert.ok(mean >= 60 && mean <= 75, `${mean} characters a line`);
    },
};

// How many are tried at once, each in a browser of its own: there is one
// clipboard a browser.
const AT_ONCE = 2;

// What measures how long something takes has the machine for itself.
const ALONE = ['search: nothing is loaded before, soon after'];

export async function run(site, folder, names) {
    const failed = await walk(site, names);
    const chapter = names.find(name => name.startsWith('ch02'));
    const all = Object.entries(
        {
            ...tests, ...finding, ...figures, ...bytes, ...form, ...asking,
            ...knob,
        },
    );
    const tryEach = async queue => {
        const browser = await launch();
        for (let next = queue.shift(); next; next = queue.shift()) {
            const [name, test] = next;
            const given = { browser, chapter, folder, names, site };
            const fault = await tried(test, given);
            failed.push(...fault.map(message => `${name}: ${message}`));
        }
        await browser.close();
    };
    const queue = all.filter(([name]) => !ALONE.includes(name));
    await Promise.all(Array.from({ length: AT_ONCE }, () => tryEach(queue)));
    await tryEach(all.filter(([name]) => ALONE.includes(name)));
    return failed;
}

// Why a test fails, if it does.
async function tried(test, { browser, ...given }) {
    const context = await browser.newContext({
        viewport: WIDE,
        colorScheme: 'light',
        permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const go = path => page.goto(given.site.root + path);
    try {
        await test({ browser, go, page, ...given });
        return [];
    } catch (error) {
        return [error.message];
    } finally {
        await context.close();
    }
}

// The first of its kind in the book.
async function first(page, go, names, selector) {
    for (const name of names) {
        await go(name);
        const found = page.locator(selector).first();
        if (await found.count() > 0) {
            return found;
        }
    }
    throw new Error(`no page has ${selector}`);
}

function focus(page) {
    return page.evaluate(() => document.activeElement.id);
}

function background(page) {
    return page.evaluate(() =>
        getComputedStyle(document.documentElement).backgroundColor);
}
