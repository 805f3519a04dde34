// Serves a built book on loopback as its site will: below its path, with
// gzip, and with the page of errors for what is not there.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES = {
    '.html': 'text/html; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.svg': 'image/svg+xml',
    '.txt': 'text/plain; charset=utf-8',
    '.xml': 'application/xml',
};

// What the server sends for one path, made once: pages are asked for often.
const answers = new Map();

export async function serve(folder, path) {
    const server = createServer(async (request, response) => {
        const url = decodeURI(new URL(request.url, 'http://a').pathname);
        if (!answers.has(url)) {
            answers.set(url, await answer(folder, path, url));
        }
        const { status, type, body } = answers.get(url);
        response.writeHead(status, {
            'Content-Type': type,
            'Content-Encoding': 'gzip',
            'Content-Length': body.length,
            'Cache-Control': 'max-age=600',
        });
        response.end(body);
    });
    await new Promise(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address();
    return {
        origin: `http://127.0.0.1:${port}`,
        root: `http://127.0.0.1:${port}${path}`,
        close: () => server.close(),
    };
}

async function answer(folder, path, url) {
    const inside = url.startsWith(path) ? url.slice(path.length) : null;
    const name = inside === null || inside.endsWith('/') || inside === ''
        ? `${inside ?? '404/'}index.html` : inside;
    const file = join(folder, normalize(`/${name}`));
    const read = at => readFile(at).then(bytes => gzipSync(bytes));
    try {
        const type = TYPES[extname(file)] ?? 'application/octet-stream';
        return { status: 200, type, body: await read(file) };
    } catch {
        const body = await read(join(folder, '404.html'));
        return { status: 404, type: TYPES['.html'], body };
    }
}
