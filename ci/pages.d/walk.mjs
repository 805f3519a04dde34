// One walk through the book, on which all is asked that holds on every page.

import { each, launch } from './browser.mjs';
import { everywhere } from './everywhere.mjs';

const AT_ONCE = 2;
const HEIGHT = 900;
const HOWS = {
    wide: { width: 1280, media: 'screen' },
    narrow: { width: 390, media: 'screen' },
    print: { width: 1280, media: 'print' },
};

// What is wrong where, after each page was looked at in each way.
export async function walk(site, names) {
    const faults = [];
    const found = Object.fromEntries(
        Object.keys(everywhere).map(promise => [promise, []]),
    );
    // There is one clipboard a browser.
    const tabs = await Promise.all(Array.from({ length: AT_ONCE }, open));
    let done = 0;
    await each(names, AT_ONCE, async name => {
        const tab = tabs.pop();
        await tab.page.goto(site.root + name);
        for (const [how, look] of Object.entries(HOWS)) {
            await turn(tab.page, look);
            for (const [promise, asked] of promises(how)) {
                const seen = await ask(tab.page, asked);
                if (seen.error === undefined) {
                    found[promise].push([name, seen]);
                }
                faults.push(...seen.wrong.map(
                    wrong => `${promise}: ${name}: ${wrong}`,
                ));
            }
        }
        tabs.push(tab);
        done += 1;
        if (done % 10 === 0) {
            console.error(`${done} of ${names.length} pages walked through`);
        }
    });
    const { page } = tabs[0];
    await turn(page, HOWS.wide);
    for (const [promise, asked] of Object.entries(everywhere)) {
        const wrong = await asked.end?.(found[promise], { page, site }) ?? [];
        faults.push(...wrong.map(wrong => `${promise}: ${wrong}`));
    }
    await Promise.all(tabs.map(tab => tab.browser.close()));
    return faults;
}

function promises(how) {
    return Object.entries(everywhere).filter(([, asked]) => asked.how === how);
}

async function ask(page, { see, of, given }) {
    try {
        return see ? await page.evaluate(see, given) : await of(page);
    } catch (error) {
        return { wrong: [error.message], error };
    }
}

async function turn(page, { width, media }) {
    await page.emulateMedia({ media });
    await page.setViewportSize({ width, height: HEIGHT });
    await page.evaluate(() => new Promise(done => {
        requestAnimationFrame(() => requestAnimationFrame(done));
    }));
}

async function open() {
    const browser = await launch();
    const context = await browser.newContext({
        colorScheme: 'light',
        permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    return { browser, page };
}
