// What a page weighs, and what axe finds in it: both themes, both widths,
// with everything unfolded.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const LIMITS = { total: 60 * 1024, html: 40 * 1024, requests: 10 };
const TAGS = [
    'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice',
];
// Contrast is asked of one text of each kind (below): of all of them it takes
// four fifths of axe's time. A theme changes nothing else, so that the other
// rules are asked in one of them. Where a page is narrow its own text is what
// it is where it is wide, but for sizes and what scrolls. The frame differs,
// and how links look in text is the style sheet's: both are the same on all
// pages. One page in ten is asked everything, and the others no contrast of a
// kind that has been asked on one of them.
const ONE_OF_A_KIND = {
    rules: [{ id: 'color-contrast', selector: '[data-kind]' }],
};
const ALL = { runOnly: { type: 'tag', values: TAGS } };
const MOST = {
    ...ALL,
    rules: {
        'link-in-text-block': { enabled: false },
        'target-size': { enabled: false },
    },
};
const only = (...values) => ({ runOnly: { type: 'rule', values } });
const CONTRAST = only('color-contrast');
const OF_A_WIDTH = only(
    'aria-hidden-focus', 'color-contrast', 'scrollable-region-focusable',
    'target-size',
);
const looks = everything => everything
    ? [
        ['light', 1280, ALL],
        ['dark', 1280, CONTRAST],
        ['dark', 390, ALL],
        ['light', 390, CONTRAST],
    ]
    : [
        ['light', 1280, MOST],
        ['dark', 390, OF_A_WIDTH],
    ];

// The kinds of text whose contrast was asked for, in a theme and a width.
const asked = {};

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

export async function measure(browser, site, name, everything) {
    const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        colorScheme: 'light',
    });
    const page = await context.newPage();
    const faults = [];
    const sizes = [];
    page.on('requestfinished', async request => {
        sizes.push(request.sizes().then(size => ({
            url: request.url(),
            bytes: size.responseBodySize + size.responseHeadersSize,
        })));
    });
    page.on('requestfailed', request =>
        faults.push(`${request.url()}: ${request.failure()?.errorText}`));
    page.on('console', message => {
        if (message.type() === 'error') {
            faults.push(`console: ${message.text()}`);
        }
    });
    page.on('pageerror', error => faults.push(`script: ${error.message}`));
    await page.goto(site.root + name, { waitUntil: 'networkidle' });

    const weight = weigh(await Promise.all(sizes), site, name, faults);
    await page.evaluate(axe);
    await page.evaluate(kinds => axe.configure(kinds), ONE_OF_A_KIND);
    await page.evaluate(() => {
        document.querySelectorAll('details').forEach(details => {
            details.open = true;
        });
    });
    let findings = 0;
    const open = async width => {
        await page.setViewportSize({ width, height: 900 });
        await settled(page);
        const over = await page.evaluate(() =>
            document.documentElement.scrollWidth - innerWidth);
        if (over > 0) {
            faults.push(`at ${width} px it scrolls ${over} px sideways`);
        }
    };
    for (const [colorScheme, width, rules] of looks(everything)) {
        await page.emulateMedia({ colorScheme });
        await open(width);
        const look = `${colorScheme} ${width}`;
        const known = everything ? [] : Array.from(asked[look] ??= new Set());
        const kinds = await page.evaluate(markKinds, known);
        kinds.forEach(kind => asked[look]?.add(kind));
        const found = await ask(page, rules);
        findings += found.length;
        faults.push(...found.map(f => `axe, ${look}: ${f}`));
    }
    await open(640);
    await open(320);
    await context.close();
    return { name, ...weight, findings, faults };
}

// Two frames: styles and observers have had their turn.
function settled(page) {
    return page.evaluate(() => new Promise(done => {
        requestAnimationFrame(() => requestAnimationFrame(done));
    }));
}

function weigh(sizes, site, name, faults) {
    const total = sizes.reduce((sum, size) => sum + size.bytes, 0);
    const own = sizes.find(size => size.url === site.root + name);
    const html = own?.bytes ?? 0;
    for (const { url } of sizes) {
        if (!url.startsWith(site.root)) {
            faults.push(`asks for ${url}`);
        }
    }
    // The whole book on one page is as heavy as the book.
    const weight = { total, html, requests: sizes.length };
    for (const [what, limit] of Object.entries(LIMITS)) {
        if (name !== 'print.html' && weight[what] > limit) {
            faults.push(`${what}: ${weight[what]}, over ${limit}`);
        }
    }
    return weight;
}

async function ask(page, rules) {
    const found = await page.evaluate(rules => axe.run(document, {
        ...rules,
        resultTypes: ['violations'],
    }), rules);
    return found.violations.map(({ id, nodes }) => {
        const first = nodes[0];
        const why = first.any[0]?.message ?? first.all[0]?.message ?? '';
        return `${id} (${nodes.length}) ${first.target.join(' ')}: ${why}`;
    });
}

// In the browser: the first text of each kind that is not known is marked, and
// its kind told. Those of a kind have the same letters' color, size and weight
// on the same grounds, as far as what they stand in decides that; so they have
// the same contrast.
function markKinds(known) {
    const PLAIN = 'rgba(0, 0, 0, 0) none 1 none static';
    const grounds = new Map([[null, '']]);
    const ground = element => {
        if (!grounds.has(element)) {
            const style = getComputedStyle(element);
            const own = [
                style.backgroundColor, style.backgroundImage, style.opacity,
                style.filter, style.position,
            ].join(' ');
            const below = ground(element.parentElement);
            grounds.set(element, own === PLAIN ? below : `${below} ${own}`);
        }
        return grounds.get(element);
    };
    const kinds = new Set(known);
    const marked = [];
    for (const element of document.querySelectorAll('body *')) {
        element.removeAttribute('data-kind');
        const speaks = Array.from(element.childNodes).some(node =>
            node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
        if (!speaks && !element.matches('input, select, textarea')) {
            continue;
        }
        const style = getComputedStyle(element);
        const kind = [
            style.color, style.fill, style.fontSize, style.fontWeight,
            style.textShadow, style.visibility, element.namespaceURI,
            element.matches(':disabled, [aria-disabled]'),
            element.getClientRects().length > 0, ground(element),
        ].join(' ');
        if (!kinds.has(kind)) {
            kinds.add(kind);
            marked.push(kind);
            element.dataset.kind = '';
        }
    }
    return marked;
}
