// Stands between the gateway and the wallet, passes all on, and has npm `alipay-sdk` verify it: requests
// with the merchant's public key, answers and notifications with the wallet's.
//
//   node witness.cjs PORT_FILE JOURNAL WALLET_URL GATEWAY_URL MERCHANT_PUBLIC_KEY WALLET_PUBLIC_KEY
const fs = require('fs');
const http = require('http');
const { AlipaySdk } = require('alipay-sdk');

const [portFile, journal, walletUrl, gatewayUrl, merchantKey, walletKey] = process.argv.slice(2);
const verifier = (file) => new AlipaySdk({
  appId: 'witness', keyType: 'PKCS8', alipayPublicKey: fs.readFileSync(file, 'ascii'),
  privateKey: require('crypto').generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    .export({ type: 'pkcs8', format: 'pem' })
});
const ofMerchant = verifier(merchantKey);
const ofWallet = verifier(walletKey);

const note = (line) => fs.appendFileSync(journal, JSON.stringify(line) + '\n');

// Whether the SDK takes the answer's signature for the wallet's.
function answerHolds(text) {
  const name = Object.keys(JSON.parse(text)).find((key) => key.endsWith('_response'));
  try {
    ofWallet.checkResponseSign(text, name, JSON.parse(text).sign, '');
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}

async function pass(request, body, response) {
  const [path, query] = request.url.split('?');
  const toWallet = !path.startsWith('/v1/notify/');
  const isSigned = !toWallet || path === '/gateway.do';
  const told = Object.fromEntries(new URLSearchParams(request.method === 'GET' ? query : body));
  if (isSigned) {
    note({
      from: toWallet ? 'gateway' : 'wallet', method: told.method || told.notify_type,
      holds: (toWallet ? ofMerchant : ofWallet).checkNotifySignV2(told)
    });
  }
  const answer = await fetch((toWallet ? walletUrl : gatewayUrl) + request.url, {
    method: request.method, redirect: 'manual', body: request.method === 'GET' ? undefined : body,
    headers: { 'content-type': request.headers['content-type'] || 'text/plain' }
  });
  const text = await answer.text();
  if (toWallet && isSigned && request.method === 'POST') note({ from: 'answer', method: told.method, holds: answerHolds(text) });
  const headers = { 'content-type': answer.headers.get('content-type') || 'text/plain' };
  if (answer.headers.get('location')) headers.location = answer.headers.get('location');
  response.writeHead(answer.status, headers);
  response.end(text);
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => pass(request, Buffer.concat(parts).toString(), response).catch((error) => {
    console.error(error);
    response.writeHead(502);
    response.end();
  }));
});
server.listen(0, '127.0.0.1', () => {
  fs.writeFileSync(portFile + '.new', `${server.address().port}\n`);
  fs.renameSync(portFile + '.new', portFile);
});
