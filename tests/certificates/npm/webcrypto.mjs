// What a browser would do with a signed text: WebCrypto and nothing else. Reads {"x": raw key in base64url, "signed": {label: text}}
// and writes {label: {"fits": whether the signature does, "payload": what was signed}}.
import {text} from 'node:stream/consumers';

const {x, signed} = JSON.parse(await text(process.stdin));
const bytes = (part) => Buffer.from(part, 'base64url');
const key = await crypto.subtle.importKey('raw', bytes(x), {name: 'Ed25519'}, false, ['verify']);

const answers = {};
for (const [label, compact] of Object.entries(signed)) {
  const [header, payload, signature] = compact.split('.');
  const fits = await crypto.subtle.verify({name: 'Ed25519'}, key, bytes(signature), Buffer.from(`${header}.${payload}`));
  answers[label] = {fits, payload: JSON.parse(bytes(payload).toString())};
}
process.stdout.write(JSON.stringify(answers));
