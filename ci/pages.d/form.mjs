// Where a reader is, what they predicted, and what wide windows and forced
// colors make of a page. Each test is given one.

import assert from 'node:assert/strict';

export const form = {
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
            await until(async () => {
                const places = await page.evaluate(pairs);
                assert.ok(places.length > 0, name);
                let end = 0;
                for (const { rust, twin } of places) {
                    assert.ok(twin.left > rust.right, name);
                    assert.ok(twin.top >= Math.max(rust.top, end) - 1, name);
                    assert.ok(end > 0 || twin.top - rust.top < 2, name);
                    end = twin.bottom;
                }
            });
            assert.ok(await page.evaluate(() =>
                document.documentElement.scrollWidth <= innerWidth), name);
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

// What a page measures, it places a frame or two later.
async function until(holds) {
    const end = Date.now() + 5000;
    for (;;) {
        try {
            return await holds();
        } catch (error) {
            if (Date.now() > end) {
                throw error;
            }
        }
    }
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
