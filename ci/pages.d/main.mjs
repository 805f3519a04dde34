// Measures a built book in a browser and fails where it is not what a reader
// was promised.
//
//     node main.mjs FOLDER [measure | read | audit] ...

import { readFile, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { each, launch, PORT } from './browser.mjs';
import { measure } from './measure.mjs';
import { run } from './reader.mjs';
import { serve } from './server.mjs';

const HEAVIEST = 5;
// A page waits half a second to see that nothing more is asked for.
const TABS = 3;

const folder = resolve(process.argv[2] ?? 'target/book');
const parts = process.argv.length > 3
    ? process.argv.slice(3) : ['measure', 'read', 'audit'];
const map = await readFile(`${folder}/sitemap.xml`, 'utf8');
const path = /<loc>https?:\/\/[^/]+(\/.*?)<\/loc>/.exec(map)[1];
const site = await serve(folder, path);
const browser = await launch(PORT);
const faults = [];

const files = await readdir(folder, { recursive: true });
const written = [];
for (const name of files.filter(file => file.endsWith('.html')).sort()) {
    const page = await readFile(`${folder}/${name}`, 'utf8');
    // A page that moved only says so.
    if (page.includes('<main')) {
        written.push(name);
    }
}
const made = ['404.html', 'print.html', 'toc.html'];
const names = written.filter(name => !made.includes(name));
const kib = bytes => (bytes / 1024).toFixed(1);

if (parts.includes('measure')) {
    const began = Date.now();
    const looked = written.filter(name => name !== 'print.html');
    let done = 0;
    const found = await each(looked, TABS, async name => {
        const everything = looked.indexOf(name) % 10 === 0;
        const page = await measure(browser, site, name, everything);
        done += 1;
        if (done % 10 === 0) {
            console.error(`${done} of ${looked.length} pages looked at`);
        }
        return page;
    });
    for (const page of found) {
        faults.push(...page.faults.map(fault => `${page.name}: ${fault}`));
    }
    const heavy = found.toSorted((a, b) => b.total - a.total);
    console.log('| First visit to | KiB | its HTML | requests | axe |');
    console.log('|---|---|---|---|---|');
    for (const page of heavy.slice(0, HEAVIEST)) {
        console.log(`| ${page.name} | ${kib(page.total)} | ${kib(page.html)}`
            + ` | ${page.requests} | ${page.findings} |`);
    }
    const sum = found.reduce((sum, page) => sum + page.findings, 0);
    console.log(`${found.length} pages, ${sum} findings of axe, `
        + `${seconds(began)} s\n`);
}

if (parts.includes('read')) {
    const began = Date.now();
    const failed = await run(site, folder, names);
    faults.push(...failed);
    console.log(`What a reader does: ${failed.length} failed, `
        + `${seconds(began)} s\n`);
}

if (parts.includes('audit')) {
    const began = Date.now();
    const { audit } = await import('./audit.mjs');
    const sizes = await Promise.all(names.map(async name =>
        [(await readFile(`${folder}/${name}`)).length, name]));
    const heaviest = sizes.sort((a, b) => b[0] - a[0]).slice(0, HEAVIEST);
    console.log('| Lighthouse, mobile | perf/a11y/best/SEO | LCP ms | CLS |');
    console.log('|---|---|---|---|');
    for (const [, name] of heaviest) {
        const page = await audit(site, name);
        faults.push(...page.faults.map(fault => `${name}: ${fault}`));
        console.log(`| ${name} | ${page.scores} | ${page.paint}`
            + ` | ${page.shift} |`);
    }
    console.log(`${seconds(began)} s\n`);
}

await browser.close();
site.close();
faults.forEach(fault => console.error(`ci/pages: ${fault}`));
process.exit(faults.length === 0 ? 0 : 1);

function seconds(began) {
    return Math.round((Date.now() - began) / 1000);
}
