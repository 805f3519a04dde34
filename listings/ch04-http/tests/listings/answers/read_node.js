// How Node's http.request reads answers: a line of hexadecimal each, which is
// all that the server said before it closed, and back a line with what was
// read of it.

const http = require('http');
const readline = require('readline');
const { Duplex } = require('stream');

// Whatever is to be done about the bytes so far, but for I/O, of which there
// is none, is done before an immediate.
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function read(stream) {
  const pieces = [];
  let whole = false;
  let status = null;
  let refused = null;
  // A connection, but for the system.
  const connection = new Duplex({
    read() {},
    write(bytes, _, done) {
      done();
    },
  });
  connection.on('error', () => {});
  const request = http.request({
    host: 'lab',
    createConnection: () => connection,
  });
  request.on('error', (error) => {
    refused ??= error.code.replace('HPE_', '');
  });
  request.on('upgrade', () => {
    refused ??= 'UPGRADE';
  });
  request.on('response', (response) => {
    status = response.statusCode;
    response.on('error', () => {});
    response.on('data', (piece) => pieces.push(piece));
    response.on('end', () => {
      whole = response.complete;
    });
  });
  request.end();
  await settled();
  connection.push(stream);
  await settled();
  connection.push(null);
  for (let turn = 0; turn < 4; turn += 1) await settled();
  connection.destroy();
  if (whole) return `whole ${status} ${Buffer.concat(pieces).toString('hex')}`;
  const cut = [null, 'ECONNRESET', 'INVALID_EOF_STATE'].includes(refused);
  return cut ? 'cut' : `refused ${refused}`;
}

async function main() {
  for await (const line of readline.createInterface(process.stdin)) {
    console.log(await read(Buffer.from(line, 'hex')));
  }
}

main();
