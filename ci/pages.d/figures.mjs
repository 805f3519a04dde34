// What a reader does with a recorded figure, each as a test in a browser of
// its own.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const NARROW = { width: 390, height: 800 };
const ECHO = 'ch02-tcp/client.html';

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

// The tests, given a page each.
export const figures = {
    async 'the front page begins with a run to step'({ page, go }) {
        await go('introduction.html');
        const figure = page.locator('main figure').first();
        const step = figure.getByRole('button', { name: 'Step' });
        const { y } = await step.boundingBox();
        assert.ok(y < 900, 'the button is in sight at once');
        const hellos = figure.locator('.label tspan:visible');
        assert.deepEqual(await hellos.allTextContents(),
            ['"hello\\n"', '"hello\\n"']);
        await step.click();
        assert.deepEqual(await arrows(figure), ['1']);
        assert.match(await figure.locator('.said').innerText(), /SYN/);
    },

    async 'a run is stepped by keyboard'({ page, go }) {
        const figure = await front(page, go);
        const all = Array.from({ length: 10 }, (_, n) => `${n + 1}`);
        await figure.getByRole('button', { name: 'Step' }).focus();
        for (let packet = 1; packet <= 4; packet += 1) {
            await page.keyboard.press('Enter');
        }
        await said(figure, '4');
        await page.keyboard.press('ArrowRight');
        await said(figure, '5');
        await page.keyboard.press('ArrowLeft');
        await said(figure, '4');
        assert.deepEqual(await arrows(figure), ['1', '2', '3', '4']);
        await page.keyboard.press('End');
        assert.deepEqual(await arrows(figure), all);
        await page.keyboard.press('Home');
        assert.deepEqual(await arrows(figure), ['1']);
        await page.keyboard.press(' ');
        await said(figure, '2');
    },

    async 'code, calls, packets, states, terminals in step'({ page, go }) {
        const figure = await echo(page, go);
        const connect = figure.locator('.stop .now', { hasText: 'connect(' });
        await figure.getByRole('button', { name: 'Step' }).focus();
        for (let step = 0; step < 30; step += 1) {
            await page.keyboard.press('Enter');
            if (await connect.count() > 0) {
                break;
            }
        }
        // The handshake is over, and the server's program sleeps.
        assert.deepEqual(await arrows(figure), ['1', '2', '3']);
        const calls = figure.locator('.stop p[data-step]:visible');
        const server = calls.filter({ hasText: 'accept4' });
        assert.deepEqual(await server.allTextContents(), ['accept4(3) waits']);
        const states = await figure.locator('.state:visible').allTextContents();
        assert.equal(states.filter(t => t === 'ESTABLISHED').length, 2);
        assert.ok(!states.some(text => /FIN-WAIT|TIME-WAIT/.test(text)));
        const screens = figure.locator('.screen');
        const shows = await screens.evaluateAll(all =>
            all.map(screen => screen.querySelector('pre').innerText));
        assert.match(shows[0], /listening on 127\.0\.0\.1:7200/);
        assert.ok(!/^hello$/m.test(shows[1]), 'nothing is printed yet');
        // The line of code is said, and marked where the page has it.
        const code = await figure.locator('.said .line code').innerText();
        assert.match(code, /TcpStream::connect/);
        const marked = await page.evaluate(() => {
            const [range] = CSS.highlights.get('line');
            const block = range.startContainer.parentElement
                .closest('[data-listing]');
            return [block.dataset.listing, range.toString().trim()];
        });
        assert.deepEqual(marked, ['tcp-echo-client', code]);
        await page.keyboard.press('ArrowRight');
        assert.equal(await server.count(), 2, 'now it learns of it');
        await page.keyboard.press('End');
        assert.equal((await arrows(figure)).length, 10);
        const printed = await screens.nth(1).locator('pre').innerText();
        assert.match(printed, /^hello$/m);
    },

    async 'keys outside a figure step nothing'({ page, go }) {
        const figure = await echo(page, go);
        await page.keyboard.press('ArrowRight');
        assert.equal(await figure.locator('.now').count(), 0);
    },

    async 'a run is stepped and played by touch'({ browser, site }) {
        const context = await browser.newContext({
            viewport: NARROW, hasTouch: true, isMobile: true,
        });
        const page = await context.newPage();
        const figure = await front(page, path => page.goto(site.root + path));
        const step = figure.getByRole('button', { name: 'Step' });
        await figure.scrollIntoViewIfNeeded();
        await step.tap();
        await step.tap();
        await said(figure, '2');
        for (let packet = 3; packet <= 9; packet += 1) {
            await step.tap();
        }
        await said(figure, '9');
        // What was stepped to is not hidden below the buttons.
        await page.waitForFunction(() => {
            const box = name => document
                .querySelector(`#again-tcp-echo ${name}`)
                .getBoundingClientRect();
            return box('.now').bottom <= box('.panel').top
                && box('.now').top >= 0;
        });
        await figure.getByRole('button', { name: 'Play' }).tap();
        await said(figure, '10');
        await figure.getByRole('button', { name: 'Play' }).waitFor();
        await context.close();
    },

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

    async 'without scripts a figure is whole'({ browser, site }) {
        const context = await browser.newContext({ javaScriptEnabled: false });
        const page = await context.newPage();
        const figure = await echo(page, path => page.goto(site.root + path));
        assert.equal((await arrows(figure)).length, 10);
        const calls = figure.locator('.stop p[data-step]:visible');
        assert.ok(await calls.count() >= 20, 'every call is there');
        assert.ok(!await figure.locator('.panel').isVisible());
        await figure.locator('#tcp-echo-packet-4 a').click();
        assert.match(page.url(), /#wire-tcp-echo-4$/);
        assert.ok(await figure.locator('#wire-tcp-echo-4').isVisible());
        await context.close();
    },

    async 'a stepped figure is printed whole'({ page, go }) {
        const figure = await echo(page, go);
        await figure.getByRole('button', { name: 'Step' }).click();
        await page.emulateMedia({ media: 'print' });
        assert.equal((await arrows(figure)).length, 10);
        const hidden = figure.locator('.stop').filter({ visible: false });
        assert.equal(await hidden.count(), 0);
        assert.ok(!await figure.locator('.panel').isVisible());
    },

    async 'with reduced motion nothing moves by itself'({ page, go }) {
        await page.emulateMedia({ reducedMotion: 'reduce' });
        const figure = await front(page, go);
        assert.equal(
            await figure.getByRole('button', { name: 'Play' }).count(), 0);
        await figure.getByRole('button', { name: 'Step' }).click();
        await said(figure, '1');
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
            await figure.evaluate(it => {
                const arrow = it.querySelector('#tcp-echo-packet-1');
                do {
                    it.querySelector('[name="step"]').click();
                } while (!arrow.matches('.now'));
            });
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

    async 'nothing shifts while a page with figures loads'({ page, go }) {
        await page.addInitScript(() => {
            window.shift = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => {
                window.shift += entry.value;
            })).observe({ type: 'layout-shift', buffered: true });
        });
        for (const name of ['introduction.html', ECHO]) {
            await go(name);
            await settled(page);
            // A browser's very first page has been seen to move a fold by
            // the height of its margin, 0.00008 of the screen.
            const shift = await page.evaluate(() => window.shift);
            assert.equal(shift.toFixed(3), '0.000', name);
        }
    },
};

async function echo(page, go) {
    await go(ECHO);
    return page.locator('#wire-tcp-echo');
}

// The front page's figure: the same run without its calls.
async function front(page, go) {
    await go('introduction.html');
    return page.locator('#again-tcp-echo');
}

// The numbers of the packets that can be seen.
async function arrows(figure) {
    const numbers = figure.locator('svg .number:visible');
    return numbers.allTextContents();
}

async function said(figure, packet) {
    await figure.locator('.said .part > span:not(.line)')
        .getByText(packet, { exact: true }).first().waitFor();
}

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

async function seen(locator) {
    return locator.evaluate(element => {
        const { top, bottom } = element.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
    });
}

// Until nothing scrolls any more.
async function settled(page) {
    await page.evaluate(async () => {
        let [last, same] = [null, 0];
        while (same < 10) {
            await new Promise(requestAnimationFrame);
            same = scrollY === last ? same + 1 : 0;
            last = scrollY;
        }
    });
}
