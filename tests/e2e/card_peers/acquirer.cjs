// An acquirer on npm `iso_8583`, which knows ASCII fields and always sends a secondary bitmap:
//
//   node acquirer.cjs PORT_FILE JOURNAL
//
// What it does by the amount (element 4) stands in play.py; what it was sent goes to the journal, one
// JSON object a line, before it is answered.
const fs = require('fs');
const net = require('net');
const Iso8583 = require('iso_8583');

const [portFile, journal] = process.argv.slice(2);
const ECHOED = [3, 4, 7, 11, 12, 13, 18, 32, 37, 41, 42, 49, 70, 90, 95];
const unheard = new Set(); // what was met with silence once

function operationId(message) {
  const text = message[48] || '';
  return text.startsWith('01') ? text.slice(4, 4 + Number(text.slice(2, 4))) : '';
}

// The elements of an answer, or null for silence.
function decide(message) {
  const type = message[0];
  const amount = Number(message[4] || 0);
  const isCharge = type === '0100' || (type === '0200' && message[3].startsWith('00'));
  const isReversal = type.startsWith('042');
  const key = `${type.slice(0, 3)} ${operationId(message)}`;
  if (amount === 7000 && (isCharge || isReversal) && !unheard.has(key)) {
    unheard.add(key);
    return null;
  }
  if (isCharge && amount === 5100) return { 39: '51' };
  if (isCharge && amount === 3000) return { 39: '10', 4: '000000001500', 38: '123456' };
  return isReversal || type === '0800' ? { 39: '00' } : { 39: '00', 38: '123456' };
}

function answer(message, said) {
  const type = message[0].slice(0, 2) + String(Number(message[0][2]) + 1) + '0';
  const elements = { 0: type };
  for (const number of ECHOED) if (message[number]) elements[number] = message[number];
  const bytes = new Iso8583({ ...elements, ...said }).getBufferMessage();
  if (!Buffer.isBuffer(bytes)) throw new Error(JSON.stringify(bytes));
  return bytes;
}

function take(frame, socket) {
  const message = new Iso8583().getIsoJSON(frame, { lenHeader: false });
  if (message.error) throw new Error(message.error);
  const said = decide(message);
  fs.appendFileSync(journal, JSON.stringify({
    type: message[0], operation_id: operationId(message), amount: Number(message[4] || 0),
    remaining: message[95] ? Number(message[95].slice(0, 12)) : null,
    original: message[90] || '', code: said ? said[39] : ''
  }) + '\n');
  if (said) socket.write(answer(message, said));
}

const server = net.createServer((socket) => {
  let bytes = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    bytes = Buffer.concat([bytes, data]);
    while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
      const size = bytes.readUInt16BE(0);
      take(bytes.subarray(2, 2 + size), socket);
      bytes = bytes.subarray(2 + size);
    }
  });
});
server.listen(0, '127.0.0.1', () => {
  fs.writeFileSync(portFile + '.new', `${server.address().port}\n`);
  fs.renameSync(portFile + '.new', portFile);
});
