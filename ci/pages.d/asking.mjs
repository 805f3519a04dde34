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
};
