// The checks of what is sent, put to the test: a good collection with one fault in it, and exactly that is found.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { send } from './lib/newman.mjs';
import { keyOf, operationsOf } from './lib/operations.mjs';
import { startRecorder } from './lib/servers.mjs';
import { convert, newestStable, requestsOf } from './lib/specs.mjs';
import { COMPANY_ID, PRIVATE_KEY, problems } from './lib/wire.mjs';

const [PRIVATE, WITH_ID, CREATE] = ['Get Profiles', 'Get Profile', 'Create Profile'];
const CLIENT = 'Create Client Subscription';
const REVISION = '2025-07-15';
const JSON_API = 'application/vnd.api+json';

// The name of the fault, the request that has it, how it comes about, and what must be found.
const FAULTS = [
  ['none', PRIVATE, () => {}, []],
  ['none in a client request', CLIENT, () => {}, []],
  [
    'a client request that inherits the authorization', CLIENT, ({ request }) => delete request.auth,
    ['Authorization on a public operation', 'the private key on a public operation'],
  ],
  [
    'the private key in the URL of a client request', CLIENT,
    ({ request }) => { request.url.query[0].value = '{{privateKey}}'; },
    ['the private key on a public operation', `company_id is ${PRIVATE_KEY}`],
  ],
  [
    'a private request without authorization', PRIVATE, ({ request }) => { request.auth = { type: 'noauth' }; },
    ['Authorization is undefined'],
  ],
  [
    'a key without its prefix', PRIVATE,
    (_, collection) => { collection.auth.apikey.find(({ key }) => key === 'value').value = '{{privateKey}}'; },
    [`Authorization is ${PRIVATE_KEY}`],
  ],
  [
    'a literal company', CLIENT, ({ request }) => { request.url.query[0].value = 'PUBLIC_API_KEY'; },
    ['company_id is PUBLIC_API_KEY'],
  ],
  [
    'an unresolved variable', PRIVATE, ({ request }) => { request.header[0].value = '{{revision}}'; },
    ['unresolved in revision: {{revision}}', `revision is {{revision}}, not ${REVISION}`],
  ],
  [
    'a path variable without a value', WITH_ID, ({ request }) => delete request.url.variable,
    ['unresolved in URL: /api/profiles/:id'],
  ],
  [
    'a placeholder', WITH_ID, ({ request }) => { request.url.variable[0].value = '<string>'; },
    ['unresolved in URL: /api/profiles/%3Cstring%3E'],
  ],
  [
    'another revision', PRIVATE, ({ request }) => { request.header[0].value = '2025-04-15'; },
    [`revision is 2025-04-15, not ${REVISION}`],
  ],
  [
    'no revision', PRIVATE, ({ request }) => { request.header[0].disabled = true; },
    [`revision is undefined, not ${REVISION}`],
  ],
  ['a slash too many', PRIVATE, ({ request }) => request.url.path.push(''), ['path is /api/profiles/']],
  ['another method', PRIVATE, ({ request }) => { request.method = 'HEAD'; }, ['method is HEAD']],
  [
    'an undeclared parameter', PRIVATE, ({ request }) => request.url.query.push({ key: 'page', value: '1' }),
    ['undeclared query parameter page'],
  ],
  [
    'a required parameter switched off', 'Get Campaigns',
    ({ request }) => { request.url.query.find(({ key }) => key === 'filter').disabled = true; },
    ['no query parameter filter'],
  ],
  [
    'a value that is not offered', PRIVATE,
    ({ request }) => {
      const row = request.url.query.find(({ key }) => key === 'fields[profile]');
      Object.assign(row, { disabled: false, value: 'created,shoe_size' });
    },
    ['fields[profile] is shoe_size, which is not among its values'],
  ],
  [
    'plain JSON as media type', CREATE, ({ request }) => {
      for (const header of request.header.filter(({ value }) => value === JSON_API)) header.value = 'application/json';
    },
    [`Content-Type is application/json, not ${JSON_API}`, `Accept is application/json, not ${JSON_API}`],
  ],
  ['no body', CREATE, ({ request }) => delete request.body, ['no body']],
  [
    'a body too many', 'Delete List', ({ request }) => { request.body = { mode: 'raw', raw: '{}' }; },
    ['a body, but the operation takes none', 'Content-Type text/plain, but the operation takes no body'],
  ],
];

const [sample] = newestStable();
const { document, collection } = convert(sample);
const operations = operationsOf(document);

test('faults in what is sent', { timeout: 120_000 }, async (t) => {
  const recorder = await startRecorder();
  t.after(recorder.stop);
  for (const [fault, name, commit, expected] of FAULTS) {
    await t.test(fault, async () => {
      const faulty = structuredClone(collection);
      const item = requestsOf(faulty).find((one) => one.name === name);
      const operation = operations.get(keyOf(item.request));
      commit(item, faulty);
      const variables = { privateKey: PRIVATE_KEY, companyId: COMPANY_ID };
      const [{ record }] = await send({ ...faulty, item: [item] }, recorder, { variables });
      assert.deepEqual(problems(record, operation), expected);
    });
  }
});
