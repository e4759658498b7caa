// Every request of every collection, sent by newman to a Prism mock of the spec it was made from.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { mockable } from './lib/mockable.mjs';
import { send } from './lib/newman.mjs';
import { keyOf, operationsOf } from './lib/operations.mjs';
import { startMock, startRecorder } from './lib/servers.mjs';
import { convert, requestsOf, skip, specs, withFiles } from './lib/specs.mjs';
import { COMPANY_ID, PRIVATE_KEY, problems } from './lib/wire.mjs';

const variables = { privateKey: PRIVATE_KEY, companyId: COMPANY_ID };
const table = [];
after(() => console.table(Object.fromEntries(table)));

for (const spec of specs()) {
  test(spec.name, { skip: skip(spec), timeout: 480_000 }, async (t) => {
    const start = performance.now();
    const { document, collection, alike } = convert(spec);
    const operations = operationsOf(document);
    const mock = await startMock(mockable(document, alike));
    t.after(mock.stop);
    const recorder = await startRecorder(mock.url);
    t.after(recorder.stop);
    const row = { requests: operations.size, alike: alike.length };
    table.push([spec.name, row]);
    const sendAll = (which) => send(which, recorder, { variables });

    const complaints = ({ item, record }) => [
      ...isAccepted(record) ? [] : [`${record.status} ${record.answer}`],
      ...problems(record, operations.get(keyOf(item.request))),
    ].map((complaint) => `${item.name}: ${complaint}`);

    await t.test('one request per operation, accepted and right on the wire', async () => {
      const keys = requestsOf(collection).map(({ request }) => keyOf(request));
      assert.deepEqual(keys.toSorted(), [...operations.keys()].toSorted());
      const sent = await sendAll(withFiles(collection));
      row.accepted = sent.filter(({ record }) => isAccepted(record)).length;
      assert.deepEqual(sent.flatMap(complaints), []);
    });

    await t.test('the same with all optional parameters', async () => {
      const sent = await sendAll(withEverything(withFiles(collection)));
      row['all on'] = sent.filter(({ record }) => isAccepted(record)).length;
      assert.deepEqual(sent.flatMap(complaints), []);
    });

    await t.test('each with another JSON body is refused', async () => {
      // A mock that skips a body, as Prism does with schemas it cannot compile, would accept these as well.
      const sent = await sendAll(withOtherBodies(collection));
      row['other bodies'] = sent.length;
      const passed = sent.filter(({ record }) => record.status !== 422);
      row.refused = sent.length - passed.length;
      assert.ok(sent.length > 0);
      assert.deepEqual(passed.map(({ item }) => item.name), []);
    });

    row['mock MB'] = mock.memory();
    row.seconds = Math.round((performance.now() - start) / 1000);
  });
}

function isAccepted({ status }) {
  return status >= 200 && status < 300;
}

/** A copy in which every row is switched on, and what says `<string>` replaced, as the guide tells users to. */
function withEverything(collection) {
  const copy = structuredClone(collection);
  for (const { request } of requestsOf(copy)) {
    for (const row of [...request.header, ...(request.url.query ?? []), ...(request.body?.formdata ?? [])]) {
      delete row.disabled;
      row.value = row.value?.replace('<string>', 'text');
    }
  }
  return copy;
}

/** A copy with only the requests that have a JSON body, each with one that fits no operation. */
function withOtherBodies(collection) {
  const items = structuredClone(requestsOf(collection)).filter(({ request }) => request.body?.mode === 'raw');
  for (const { request } of items) request.body.raw = '{"data":"x"}';
  return { ...collection, item: items };
}
