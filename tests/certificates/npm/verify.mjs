// Asks other people's verifier about credentials. Reads {"credentials": {label: credential}, "documents": {address: JSON}}
// and writes {label: verdict}. Every address is answered from `documents`; there is no network.
import {text} from 'node:stream/consumers';

const {credentials, documents} = JSON.parse(await text(process.stdin));
const missing = new Set();

globalThis.fetch = async (asked) => {
  const address = typeof asked === 'string' ? asked : asked.url;
  if (address in documents) return Response.json(documents[address]);
  missing.add(address);
  return new Response('', {status: 404});
};

const {verifyCredential} = await import('@digitalcredentials/verifier-core');
const {checkStatus} = await import('@digitalcredentials/vc-bitstring-status-list');
const {securityLoader} = await import('@digitalcredentials/security-document-loader');
const {DataIntegrityProof} = await import('@digitalcredentials/data-integrity');
const {cryptosuite} = await import('@digitalcredentials/eddsa-rdfc-2022-cryptosuite');

const documentLoader = securityLoader({fetchRemoteContexts: true}).build();
const suite = new DataIntegrityProof({cryptosuite});
console.log = console.error = () => {};

const verdicts = {};
for (const [label, credential] of Object.entries(credentials)) {
  const answer = await verifyCredential({credential, knownDIDRegistries: []});
  const status = await checkStatus({credential, documentLoader, suite});
  const steps = (answer.log ?? []).map(({id, valid, error}) => [id, valid ?? error?.name]);
  verdicts[label] = {
    steps: Object.fromEntries(steps),
    errors: (answer.errors ?? []).map(({name}) => name),
    set: (status.results ?? []).filter(({verified}) => !verified).map(({credentialStatus}) => credentialStatus.statusPurpose),
    statusError: status.error?.message ?? null,
  };
}
process.stdout.write(JSON.stringify({verdicts, missing: [...missing]}));
