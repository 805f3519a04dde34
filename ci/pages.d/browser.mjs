// Debian's Chromium, which reaches the book's server and nothing else. What has
// no window to draw takes three quarters of the processor's time.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [
    process.env.CHROME,
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
];

export const PORT = 9000 + process.pid % 1000;

// Lighthouse is told the port of the browser that it is to use.
export function launch(...ports) {
    const executablePath = PLACES.find(path => path && existsSync(path));
    if (!executablePath) {
        throw new Error('no Chromium: install it, or name it in CHROME');
    }
    return chromium.launch({
        executablePath,
        args: [
            // As root, as in CI, its own sandbox cannot be made.
            ...process.getuid() === 0 ? ['--no-sandbox'] : [],
            '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
            '--disable-background-networking',
            ...ports.map(port => `--remote-debugging-port=${port}`),
        ],
    });
}

// Runs a function for each item, a few at a time.
export async function each(items, atOnce, run) {
    const queue = Array.from(items.entries());
    const results = [];
    const work = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
            results[next[0]] = await run(next[1]);
        }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return results;
}
