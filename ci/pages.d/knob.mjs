// A figure that a reader turns: by keyboard and by touch one setting of all
// is seen, with or without scripts; print has each. Tests are given a page.

import assert from 'node:assert/strict';

const PAGE = 'ch03-udp/window.html';
const SEEN = '.knob .settings > div:visible';

// What is seen of the figure: its line of words, and how many marks it has
// above and below its line.
async function seen(page) {
    const settings = page.locator(SEEN);
    assert.equal(await settings.count(), 1, 'one setting is seen');
    const words = await settings.locator('p').textContent();
    const paths = await settings.locator('path.fig-line:not(:last-of-type)')
        .evaluateAll(all => all.map(path => path.getAttribute('d')).join(''));
    const marks = sign => paths.split(sign).length - 1;
    const axis = await settings.locator('text').allTextContents();
    const [, lost, window, sent, time] =
        /^(\d+) % lost, window (\d+): (\d+) datagrams, ([\d.]+) s$/.exec(words);
    return {
        lost: Number(lost),
        window: Number(window),
        sent: Number(sent),
        time: Number(time),
        up: marks('v-'),
        down: marks(/v(?=\d)/),
        axis: axis.map(parseFloat),
    };
}

// What every setting has: its numbers are those of its marks, and its time
// lies on its axis.
function sound(setting) {
    assert.equal(setting.up, setting.sent, 'a mark for each datagram');
    assert.ok(setting.down >= 64, 'and one for each answer');
    assert.equal(setting.axis[0], 0);
    const step = setting.axis[1];
    assert.ok(setting.time < setting.axis.at(-1) + step);
}

// All twelve settings, each turned to as `turn` does it.
async function turned(page, turn) {
    const all = new Map();
    for (const lost of ['0 %', '10 %', '30 %', '50 %']) {
        for (const window of ['1', '4', '16']) {
            await turn('lost', lost);
            await turn('window', window);
            const setting = await seen(page);
            assert.equal(setting.lost, parseInt(lost, 10));
            assert.equal(setting.window, Number(window));
            sound(setting);
            all.set(`${setting.sent} in ${setting.time}`, setting);
        }
    }
    assert.equal(all.size, 12, 'each has another number or time');
}

function radio(page, knob, place) {
    return page.locator('.knob').getByRole('group', { name: knob })
        .getByRole('radio', { name: place, exact: true });
}

export const knob = {
    async 'a knob is turned by keyboard'({ page, go }) {
        await go(PAGE);
        const first = await seen(page);
        assert.deepEqual([first.lost, first.window], [0, 1]);
        sound(first);
        const high = () => page.locator('.knob .settings')
            .evaluate(settings => settings.offsetHeight);
        const before = await high();
        await radio(page, 'lost', '0 %').focus();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowRight');
        const lossy = await seen(page);
        assert.deepEqual([lossy.lost, lossy.window], [30, 1]);
        assert.ok(lossy.sent > first.sent && lossy.time > first.time);
        await page.keyboard.press('Tab');
        await page.keyboard.press('ArrowLeft');
        const wide = await seen(page);
        assert.deepEqual([wide.lost, wide.window], [30, 16]);
        assert.ok(wide.sent < lossy.sent && wide.time < lossy.time);
        assert.deepEqual(wide.axis, lossy.axis, 'one axis for one loss');
        assert.equal(await high(), before, 'nothing moves below it');
        // It is remembered nowhere.
        const kept = await page.evaluate(() => JSON.stringify(localStorage));
        assert.ok(!kept.includes('losses'));
        await page.reload();
        assert.deepEqual(await seen(page), first);
    },

    async 'a knob is turned by touch, and without scripts'({ browser, site }) {
        const context = await browser.newContext({
            hasTouch: true,
            javaScriptEnabled: false,
            viewport: { width: 390, height: 800 },
        });
        const page = await context.newPage();
        await page.goto(site.root + PAGE);
        await turned(page, async (knob, place) => {
            const label = radio(page, knob, place).locator('..');
            const box = await label.boundingBox();
            assert.ok(box.height >= 24 && box.width >= 24, 'room for a thumb');
            await label.tap();
        });
        await context.close();
    },

    async 'print has each setting of a knob, in order'({ page, go }) {
        await go(PAGE);
        await page.emulateMedia({ media: 'print' });
        const shown = page.locator(SEEN);
        assert.equal(await shown.count(), 12);
        const words = await shown.locator('p').allTextContents();
        const order = words.map(text => text.match(/\d+/g).slice(0, 2)
            .map(Number));
        const sorted = order.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
        assert.deepEqual(order, sorted);
        assert.ok(!await page.locator('.knobs').isVisible());
        const text = await page.locator('.knob details li').allTextContents();
        assert.equal(text.length, 12);
    },
};
