// What a spec says in double braces, sent by newman: none of it is filled in from the user's environment.

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { send } from './lib/newman.mjs';
import { startRecorder } from './lib/servers.mjs';
import { convert, requestsOf } from './lib/specs.mjs';

const VALUE = 'of-the-user-alone';

test('double braces of a spec are no variables', async (t) => {
  const file = path.join(import.meta.dirname, 'fixtures/braces.yaml');
  const { collection } = convert({ name: 'braces', file });
  const recorder = await startRecorder();
  t.after(recorder.stop);
  delete collection.auth; // which alone is to hold the key
  const places = requestsOf(collection).filter(({ name }) => name !== 'GET /keys');
  for (const { request } of places) {
    delete request.auth;
    request.url.host = ['{{baseUrl}}']; // some have servers of their own
    delete request.url.protocol;
  }
  const folder = places.map(({ name }) => name);
  const sent = await send(collection, recorder, { variables: { privateKey: VALUE }, folder });
  assert.equal(sent.length, 9);
  for (const { item, record } of sent) {
    const said = JSON.stringify({ ...record, body: record.body.toString() });
    assert.ok(!said.includes(VALUE), `${item.name}: ${said}`);
  }
  const [json] = sent;
  assert.deepEqual(JSON.parse(json.record.body), { '{{privateKey}}': '{{{{privateKey}}}}' });
  const query = new URL(json.record.url, recorder.url).searchParams;
  assert.equal(query.get('{{privateKey}}'), '{{privateKey}}');
});
