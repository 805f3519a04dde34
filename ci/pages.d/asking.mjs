// What a page asks, and the words that it uses: choices that are kept and
// answered, and terms that lead to the glossary. Each test is given a page.

import assert from 'node:assert/strict';

export const asking = {
    async 'a prediction is chosen, and the record answers'({
        page, go, names,
    }) {
        const name = names.find(name => name.endsWith('ch01-basics/names.html'));
        await go(name);
        const choices = page.locator('.choice');
        assert.equal(await page.locator('[aria-pressed="true"]').count(), 0);
        const chosen = choices.nth(1);
        const text = (await chosen.textContent()).trim();
        await chosen.focus();
        await page.keyboard.press('Enter');
        assert.equal(await chosen.getAttribute('aria-pressed'), 'true');
        assert.ok(await page.locator('details[data-right]')
            .evaluate(details => details.open));
        const echo = page.locator('figure + .predicted');
        assert.ok((await echo.textContent()).includes(text));
        await page.reload();
        assert.equal(await chosen.getAttribute('aria-pressed'), 'true');
        assert.ok((await echo.textContent()).includes(text));
        await page.getByRole('button', { name: 'Settings' }).click();
        await page.getByRole('button', { name: /^Forget/ }).click();
        await page.getByText('Forgotten.').waitFor();
        assert.equal(await page.locator('[aria-pressed="true"]').count(), 0);
        assert.equal(await echo.count(), 0);
    },

    async 'ten pages and more offer choices, each with one that is right'({
        page, go, names,
    }) {
        let pages = 0;
        for (const name of names) {
            await go(name);
            const asked = await page.evaluate(() => Array.from(
                document.querySelectorAll('details[data-right]'),
                details => {
                    const quote = details.closest('blockquote');
                    const items = quote.querySelectorAll('li > .choice');
                    const right = items[details.dataset.right - 1];
                    const answer = details.querySelector('strong');
                    return [right?.textContent.trim(), answer.textContent];
                },
            ));
            for (const [right, answer] of asked) {
                assert.equal(right, answer, name);
            }
            pages += asked.length > 0 ? 1 : 0;
        }
        assert.ok(pages >= 10, `${pages} pages`);
    },

    async 'what makes room for choices moves nothing'({ page, go, names }) {
        const name = names.find(name => name.endsWith('ch02-tcp/threads.html'));
        await page.addInitScript(() => {
            globalThis.moved = 0;
            new PerformanceObserver(list => {
                for (const shift of list.getEntries()) {
                    globalThis.moved += shift.value;
                }
            }).observe({ type: 'layout-shift', buffered: true });
        });
        for (const width of [390, 1280]) {
            await page.setViewportSize({ width, height: 800 });
            await go(name);
            await page.locator('.choice').first().waitFor();
            assert.ok(await page.evaluate(() => globalThis.moved) < 0.01);
        }
    },

    async 'the first of each term leads to the glossary'({
        page, go, names, site,
    }) {
        const glossary = 'appendix/glossary.html';
        await go(glossary);
        const ids = new Set(await page.evaluate(() => Array.from(
            document.querySelectorAll('dt'), term => term.id,
        )));
        let terms = 0;
        for (const name of names) {
            await go(name);
            const links = await page.evaluate(() => Array.from(
                document.querySelectorAll('a.term'),
                link => ({
                    href: link.href,
                    title: link.title,
                    inside: link.closest('h1, h2, h3, pre, figure, table')
                        !== null,
                }),
            ));
            const ends = links.map(link => link.href);
            assert.equal(new Set(ends).size, ends.length, name);
            for (const { href, title, inside } of links) {
                const [to, id] = href.slice(site.root.length).split('#');
                assert.equal(to, glossary, name);
                assert.ok(ids.has(id), `${name}: ${id}`);
                assert.ok(title.includes(': ') && !inside, `${name}: ${id}`);
            }
            assert.ok(name !== glossary || links.length === 0);
            terms += links.length;
        }
        assert.ok(terms > 500, `${terms} terms`);
    },

    async 'a wide window has what they mean in its margin'({ page, go }) {
        const seen = () => page.evaluate(() => {
            const term = document.querySelector('main a.noted');
            const note = getComputedStyle(term, '::after');
            return [note.float, note.content.includes(term.title)];
        });
        await page.setViewportSize({ width: 1440, height: 900 });
        await go('ch02-tcp/index.html');
        assert.deepEqual(await seen(), ['right', true]);
        await page.setViewportSize({ width: 1280, height: 900 });
        assert.deepEqual(await seen(), ['none', false]);
    },

    async 'what a first reading may leave out is marked in the contents'({
        page, go, names,
    }) {
        const deep = [];
        for (const name of names) {
            await go(name);
            const first = page.locator('main h1 + p > em:only-child').first();
            if (await first.count() > 0
                && (await first.textContent()).startsWith('Depth: ')) {
                deep.push(name);
            }
        }
        await go('toc.html');
        const marked = await page.evaluate(() => Array.from(
            document.querySelectorAll('.all-pages a:has(> small)'),
            link => link.getAttribute('href'),
        ));
        assert.ok(deep.length >= 10);
        assert.deepEqual(marked.sort(), deep);
    },
};
