// Signs requests with two npm libraries that know nothing of Tollgate and checks that the gateway
// accepts them and refuses them once changed.
//
//   node sign.mjs --url http://127.0.0.1:PORT --key-id ID --algorithm ed25519|hmac-sha256
//                 --private-key-file PEM | --secret-file BASE64
//                 [--post-path /v1/payments] [--body JSON] [--get-path '/v1/payments?limit=1']
//
// Prints one line for each request; exits 0 only if every answer was the expected one.
import { createHash, createHmac, createPrivateKey, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createSignature } from "http-message-sig";
import { createSigner, httpbis } from "http-message-signatures";

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    "key-id": { type: "string" },
    algorithm: { type: "string", default: "ed25519" },
    "private-key-file": { type: "string" },
    "secret-file": { type: "string" },
    "post-path": { type: "string", default: "/v1/payments?expand=method" },
    "get-path": { type: "string", default: "/v1/payments?limit=1&status=a%20b" },
    body: { type: "string", default: '{"amount":1999,"currency":"EUR"}' },
  },
});
const secret = options["secret-file"] && Buffer.from(readFileSync(options["secret-file"], "ascii"), "base64");
const pem = options["private-key-file"] && readFileSync(options["private-key-file"], "ascii");

function describe(method, path, body) {
  const headers = {};
  if (body !== undefined) {
    const digest = createHash("sha256").update(body).digest("base64");
    headers["Content-Type"] = "application/json";
    headers["Content-Digest"] = `sha-256=:${digest}:`;
    headers["Idempotency-Key"] = randomUUID();
  }
  return { method, url: options.url + path, headers, body };
}

function componentsOf(message) {
  const components = ["@method", "@authority", "@path"];
  if (message.url.includes("?")) components.push("@query");
  if (message.body !== undefined) components.push("content-digest", "content-type", "idempotency-key");
  return components;
}

const libraries = {
  async "http-message-signatures"(message) {
    return httpbis.signMessage(
      {
        key: createSigner(secret ?? pem, options.algorithm, options["key-id"]),
        fields: componentsOf(message),
        params: ["created", "keyid", "alg", "nonce", "expires"],
        paramValues: { nonce: randomUUID() },
      },
      message,
    );
  },
  async "http-message-sig"(message) {
    const key = pem && createPrivateKey(pem);
    const signer = {
      algorithm: options.algorithm,
      sign: (data) => (secret ? createHmac("sha256", secret).update(data).digest() : sign(null, data, key)),
    };
    const fields = await createSignature(
      {
        kind: "request",
        method: message.method,
        targetUri: message.url,
        fields: Object.entries(message.headers).map(([name, value]) => ({ name, value })),
      },
      {
        label: "merchant",
        components: componentsOf(message),
        parameters: {
          created: Math.floor(Date.now() / 1000),
          keyid: options["key-id"],
          nonce: randomUUID(),
        },
        signer,
      },
    );
    const signed = { "Signature-Input": fields.signatureInput, Signature: fields.signature };
    return { ...message, headers: { ...message.headers, ...signed } };
  },
};

let failures = 0;

async function expect(what, message, accepts) {
  const response = await fetch(message.url, message);
  const text = await response.text();
  const good = accepts(response.status);
  if (!good) failures += 1;
  console.log(`${good ? "ok  " : "FAIL"} ${what}: ${response.status} ${text}`);
}

const accepted = (status) => status >= 200 && status < 300;
const refused = (status) => status === 401;
const mismatched = (status) => status === 400;

for (const [name, signMessage] of Object.entries(libraries)) {
  const label = `${name} ${options.algorithm}`;
  const post = () => signMessage(describe("POST", options["post-path"], options.body));
  const get = () => signMessage(describe("GET", options["get-path"]));
  const other = describe("POST", options["post-path"], options.body.replace(/\d/, "7"));

  await expect(`${label} POST`, await post(), accepted);
  await expect(`${label} GET`, await get(), accepted);
  await expect(`${label} POST, body changed`, { ...(await post()), body: other.body }, mismatched);
  const forged = await post();
  forged.headers["Content-Digest"] = other.headers["Content-Digest"];
  await expect(`${label} POST, body and digest changed`, { ...forged, body: other.body }, refused);
  const moved = await get();
  await expect(`${label} GET, query changed`, { ...moved, url: moved.url + "0" }, refused);
}
process.exit(failures === 0 ? 0 : 1);
