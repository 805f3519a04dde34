// What a reader does with the bytes of a packet, each as a test in a browser
// of its own.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ECHO, echo, front, NARROW, seen, settled } from './recorded.mjs';

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

// The tests, given a page each.
export const bytes = {
    async 'beside the figure the bytes of a packet'({ page, go }) {
        const figure = await echo(page, go);
        const arrow = figure.locator('#tcp-echo-packet-4 a');
        await arrow.focus();
        const before = await arrow.boundingBox();
        await page.keyboard.press('Enter');
        const box = figure.locator('.inspector');
        await box.waitFor();
        assert.equal(await box.getAttribute('aria-label'), 'Packet 4');
        const drawn = await figure.locator('svg').first().boundingBox();
        const beside = await box.boundingBox();
        assert.ok(beside.x >= drawn.x + drawn.width, 'it stands beside it');
        assert.deepEqual(await arrow.boundingBox(), before);
        await joined(page, box);
        const place = await arrow.boundingBox();
        await page.keyboard.press('Escape');
        assert.ok(!await box.isVisible());
        assert.ok(await arrow.evaluate(a => a === document.activeElement));
        assert.deepEqual(await arrow.boundingBox(), place);
    },

    async 'in a sheet the bytes of a packet'({ page, go }) {
        await page.setViewportSize(NARROW);
        const figure = await echo(page, go);
        const arrow = figure.locator('#tcp-echo-packet-4 a');
        await arrow.click();
        const box = figure.locator('.inspector');
        await box.waitFor();
        await settled(page);
        const sheet = await figure.locator('.panel').boundingBox();
        assert.ok(Math.abs(sheet.y + sheet.height - NARROW.height) < 2);
        const { y, height } = await arrow.boundingBox();
        assert.ok(y >= 0 && y + height <= sheet.y, 'its arrow is in sight');
        await joined(page, box);
        await box.getByRole('button', { name: 'Close' }).click();
        assert.ok(!await box.isVisible());
        assert.ok(await arrow.evaluate(a => a === document.activeElement));
    },

    async 'prose leads to a packet, and back'({ page, go }) {
        const figure = await echo(page, go);
        const link = page.locator('main p a', { hasText: /^Packet 4$/ });
        await link.scrollIntoViewIfNeeded();
        await link.focus();
        await page.keyboard.press('Enter');
        const box = opened(figure, 4);
        await box.waitFor();
        assert.equal(await figure.locator('.chosen').getAttribute('id'),
            'tcp-echo-packet-4');
        assert.match(page.url(), /#tcp-echo-packet-4$/);
        await page.keyboard.press('Escape');
        assert.ok(await link.evaluate(a => a === document.activeElement));
        assert.ok(await seen(link));
        // The same link works again, and the browser's way back, too.
        await page.keyboard.press('Enter');
        await box.waitFor();
        await page.goBack();
        await box.waitFor({ state: 'hidden' });
        assert.ok(!page.url().includes('packet'));
    },

    async 'an address leads to a packet, also a folded one'({ page, go }) {
        await go(`${ECHO}#tcp-echo-packet-9`);
        const arrow = page.locator('#tcp-echo-packet-9');
        await opened(page, 9).waitFor();
        await settled(page);
        assert.ok(await seen(arrow));
        const other = 'ch02-tcp/stream.html';
        await go(other);
        const first = page.locator('#three-writes-one-read-packet-1');
        assert.ok(!await first.isVisible(), 'the handshake is folded');
        await go(`${other}#three-writes-one-read-packet-1`);
        await page.reload();
        await first.waitFor();
        await settled(page);
        assert.ok(await seen(first));
    },

    async 'forced colors keep every mark'({ page, go }) {
        await page.emulateMedia({ forcedColors: 'active' });
        const figure = await front(page, go);
        await figure.getByRole('button', { name: 'Step' }).click();
        const stroke = row => figure.locator(`${row} .touch`).first()
            .evaluate(touch => getComputedStyle(touch).stroke);
        assert.notEqual(await stroke('.now'), 'none');
        await figure.locator('.now a').click();
        assert.notEqual(await stroke('.chosen'), 'none');
        const row = figure.locator('.inspector li').first();
        await row.focus();
        const marked = figure.locator('.inspector .dump .marked').first();
        const outline = await marked.evaluate(
            span => getComputedStyle(span).outlineStyle);
        assert.notEqual(outline, 'none');
    },

    async 'a chosen packet has names, and no finding of axe'({ page, go }) {
        for (const viewport of [NARROW, { width: 1280, height: 900 }]) {
            await page.setViewportSize(viewport);
            const figure = await echo(page, go);
            const first = figure.locator('#tcp-echo-packet-1');
            const step = figure.getByRole('button', { name: 'Step' });
            do {
                await step.click();
                await figure.locator('.now').first().waitFor();
            } while (!await first.evaluate(row => row.matches('.now')));
            assert.ok(await first.isVisible());
            await figure.locator('#tcp-echo-packet-1 a').click();
            await page.evaluate(axe);
            const found = await page.evaluate(() => axe.run('#wire-tcp-echo'));
            assert.deepEqual(found.violations.map(v =>
                `${v.id}: ${v.nodes[0].html}`), []);
            await figure.getByRole('button', { name: 'To the last' }).click();
            await figure.getByRole('link', {
                name: /^client to server, packet ?4 ?PSH, ACK "hello/,
            }).waitFor();
        }
    },
};

// A field marks its bytes, and a byte its field.
async function joined(page, box) {
    const row = box.locator('li', { hasText: 'Data' }).last();
    await row.hover();
    const marked = box.locator('.dump .marked');
    const bytes = (await marked.allTextContents()).join(' ');
    assert.match(bytes, /68 65 6c 6c 6f 0a/);
    const port = box.locator('.dump span[data-at="22"]').first();
    await port.hover();
    const field = box.locator('li.marked');
    assert.match(await field.innerText(), /Destination port/);
}

// The bytes of a packet, beside its figure or below it.
function opened(place, packet) {
    return place.getByRole('group', { name: `Packet ${packet}`, exact: true });
}
