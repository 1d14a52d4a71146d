// A merchant on npm `alipay-sdk`, which signs requests and checks the signature of every answer:
//
//   node merchant.cjs GATEWAY_URL APP_ID PRIVATE_KEY_FILE WALLET_PUBLIC_KEY_FILE
const assert = require('assert');
const fs = require('fs');
const { AlipaySdk } = require('alipay-sdk');

const [gateway, appId, privateKeyFile, walletKeyFile] = process.argv.slice(2);
const sdk = new AlipaySdk({
  appId, gateway, keyType: 'PKCS8', timeout: 30000,
  privateKey: fs.readFileSync(privateKeyFile, 'ascii'),
  alipayPublicKey: fs.readFileSync(walletKeyFile, 'ascii')
});
const call = (method, bizContent) => sdk.exec(method, { bizContent }, { validateSign: true });

async function main() {
  const run = Date.now().toString(36);
  const order = (name) => ({ out_trade_no: `sdk_${run}_${name}`, total_amount: '19.99', subject: 'Tea 茶' });
  const paid = await call('alipay.trade.pay', { ...order('a'), scene: 'bar_code', auth_code: '280000000000000001' });
  assert.deepStrictEqual([paid.code, paid.totalAmount], ['10000', '19.99']);
  const refused = await call('alipay.trade.pay', { ...order('b'), scene: 'bar_code', auth_code: '280000000000000003' });
  assert.deepStrictEqual([refused.code, refused.subCode], ['40004', 'ACQ.BUYER_BALANCE_NOT_ENOUGH']);
  const known = await call('alipay.trade.query', { out_trade_no: order('a').out_trade_no });
  assert.strictEqual(known.tradeStatus, 'TRADE_SUCCESS');
  const refund = { out_trade_no: order('a').out_trade_no, out_request_no: 'r1', refund_amount: '5.00' };
  assert.strictEqual((await call('alipay.trade.refund', refund)).fundChange, 'Y');
  assert.strictEqual((await call('alipay.trade.refund', refund)).fundChange, 'N');
  const asked = await call('alipay.trade.fastpay.refund.query', refund);
  assert.deepStrictEqual([asked.refundStatus, asked.refundAmount], ['REFUND_SUCCESS', '5.00']);
  const code = await call('alipay.trade.precreate', order('c'));
  assert.match(code.qrCode, /^http.*\/code\//);
  const page = await fetch(sdk.pageExec('alipay.trade.page.pay', 'GET', { bizContent: order('d') }));
  assert.strictEqual(page.status, 200);
  const waits = await call('alipay.trade.query', { out_trade_no: order('d').out_trade_no });
  assert.strictEqual(waits.tradeStatus, 'WAIT_BUYER_PAY');
  assert.strictEqual((await call('alipay.trade.close', { out_trade_no: order('d').out_trade_no })).code, '10000');
  assert.strictEqual((await call('alipay.trade.cancel', { out_trade_no: order('a').out_trade_no })).action, 'refund');
  console.log('npm alipay-sdk drove the wallet: pay, query, refund, refund query, precreate, page, close, cancel');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
