// How Node's http.Server reads streams of requests: a line of hexadecimal
// each, and back a line with what was read, METHOD:BODY for each request, and
// how it ended.

const http = require('http');
const readline = require('readline');
const { Duplex } = require('stream');

// Each answer says in a field what its request was.
function answer(request, response) {
  const pieces = [];
  request.on('error', () => {});
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const body = Buffer.concat(pieces).toString('hex');
    response.setHeader('Read', `${request.method}:${body}`);
    response.end();
  });
}

// Whatever is to be done about the bytes so far, but for I/O, of which there
// is none, is done before an immediate.
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function read(stream) {
  let written = '';
  let refused = null;
  // A connection, but for the system (the documentation of 'connection').
  const connection = new Duplex({
    read() {},
    write(bytes, _, done) {
      written += bytes.toString('latin1');
      done();
    },
  });
  connection.on('error', () => {});
  const server = http.createServer(answer);
  server.on('clientError', (error) => {
    refused ??= error.code.replace('HPE_', '');
  });
  server.emit('connection', connection);
  connection.push(stream);
  await settled();
  connection.push(null);
  await settled();
  await settled();

  const requests = [];
  let closed = false;
  for (const line of written.split(/\r?\n/)) {
    if (line.startsWith('Read: ')) requests.push(line.slice(6));
    if (/^HTTP\/1\.1 [45]/.test(line)) refused = line;
    if (line === 'Connection: close') closed = true;
  }
  connection.destroy();
  if (closed && !/^HTTP/.test(refused)) return [...requests, 'closed'];
  if (refused === 'INVALID_EOF_STATE') return [...requests, 'incomplete'];
  if (refused) return [...requests, `refused ${refused}`];
  return [...requests, 'open'];
}

async function main() {
  for await (const line of readline.createInterface(process.stdin)) {
    console.log((await read(Buffer.from(line, 'hex'))).join('\t'));
  }
}

main();
