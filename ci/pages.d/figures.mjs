// What a reader does with a recorded figure, each as a test in a browser of
// its own. Its packets' bytes have tests of their own, in `bytes.mjs`.

import assert from 'node:assert/strict';
import {
    arrows, ECHO, echo, front, NARROW, said, settled,
} from './recorded.mjs';

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
        await said(figure, '1');
        assert.deepEqual(await arrows(figure), ['1']);
        assert.match(await figure.locator('.said').innerText(), /SYN/);
    },

    async 'what steps comes at the first use, which waits'({ page, go }) {
        const asked = [];
        page.on('request', request => asked.push(request.url()));
        let release;
        const held = new Promise(resolve => {
            release = resolve;
        });
        await page.route(/figures-/, route =>
            held.then(() => route.continue()));
        const figure = await front(page, go);
        assert.ok(!asked.some(url => /figures-/.test(url)), asked.join());
        const step = figure.getByRole('button', { name: 'Step' });
        await step.click();
        await step.click();
        await page.keyboard.press('ArrowRight');
        assert.equal(await figure.locator('.now').count(), 0);
        release();
        await said(figure, '3');
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
            // The first one waits until what steps is loaded.
            await figure.locator('.now').first().waitFor();
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
        await figure.locator('.now').first().waitFor();
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
