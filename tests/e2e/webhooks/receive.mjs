// A merchant's server that verifies what arrives with the npm library `standardwebhooks`, and writes
// one JSON line about each request.
//
//   node receive.mjs PORT_FILE SECRETS_FILE JOURNAL
//
// SECRETS_FILE holds a JSON list of secrets, read anew for every request.
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import http from "node:http";
import { Webhook } from "standardwebhooks";

const [portFile, secretsFile, journal] = process.argv.slice(2);
const statusOf = { "/gone": 410, "/fail": 500 };

function verifies(secret, body, headers) {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

function report(request, body) {
  const secrets = JSON.parse(readFileSync(secretsFile, "utf8"));
  const event = JSON.parse(body);
  const line = {
    path: request.url,
    webhook_id: request.headers["webhook-id"],
    verified: secrets.map((secret) => verifies(secret, body, request.headers)),
    tampered: secrets.map((secret) => verifies(secret, body.replace("{", "{ "), request.headers)),
    event: { ...event, valid: event.specversion === "1.0" },
  };
  appendFileSync(journal, JSON.stringify(line) + "\n");
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    try {
      report(request, Buffer.concat(chunks).toString("utf8"));
    } catch (error) {
      appendFileSync(journal, JSON.stringify({ path: request.url, error: String(error) }) + "\n");
    }
    response.writeHead(statusOf[request.url] ?? 204).end();
  });
});
server.listen(0, "127.0.0.1", () => {
  writeFileSync(`${portFile}.new`, `${server.address().port}\n`);
  renameSync(`${portFile}.new`, portFile);
});
