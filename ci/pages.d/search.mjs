// Asks a built book's search what readers ask, and prints how often the right
// page is first. `node search.mjs FOLDER [QUERIES]`

import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';

export async function load(folder) {
    const files = await readdir(folder);
    const name = files.find(file => /^search-[0-9a-f]+\.js$/.test(file));
    const script = await readFile(join(folder, name), 'utf8');
    const window = {};
    runInNewContext(script, { window });
    return { name, script, search: window.bookSearch };
}

export async function queries(file) {
    const text = await readFile(file, 'utf8');
    return text.split('\n')
        .filter(line => line.trim() !== '' && !line.startsWith('#'))
        .map(line => {
            const [, query, right] = /^(.*?) {2,}(\S.*)$/.exec(line);
            return { query, right: right.split('|').map(page => page.trim()) };
        });
}

// Where the right page is among the results, from 1; 0 if it is not.
export function place(search, { query, right }) {
    const urls = right.map(page =>
        `${page.replace(/README$/, 'index')}.html`);
    const found = search.find(query).pages;
    return found.findIndex(page => urls.includes(page.url)) + 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const here = dirname(fileURLToPath(import.meta.url));
    const { search } = await load(process.argv[2] ?? 'target/book');
    const list = await queries(process.argv[3] ?? join(here, 'queries.txt'));
    let [first, three] = [0, 0];
    for (const asked of list) {
        const at = place(search, asked);
        first += at === 1;
        three += at >= 1 && at <= 3;
        if (at !== 1) {
            const found = search.find(asked.query).pages.slice(0, 4);
            console.log(`${at}: ${asked.query}\n    `
                + `${asked.right.join(' | ')}\n    ${found.map(page =>
                    `${page.url} ${page.score.toFixed(1)}`).join('  ')}`);
        }
    }
    console.log(`${list.length} queries: ${first} first, ${three} in three`);
}
