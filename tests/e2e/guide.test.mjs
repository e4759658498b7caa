// What a user does by Klaviyo's guide to its Postman collections, step by step, and what goes over the wire.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { send } from './lib/newman.mjs';
import { startRecorder } from './lib/servers.mjs';
import { convert, newestStable, requestsOf, skip } from './lib/specs.mjs';
import { COMPANY_ID, PRIVATE_KEY } from './lib/wire.mjs';

const PRIVATE = `Klaviyo-API-Key ${PRIVATE_KEY}`;
const FILTER = 'greater-than(created,2023-08-10T23:00:00Z)';

for (const spec of newestStable()) {
  test(spec.name, { skip: skip(spec), timeout: 120_000 }, async (t) => {
    const { collection, environment } = convert(spec);
    const recorder = await startRecorder();
    t.after(recorder.stop);
    const getProfiles = named(collection, 'Get Profiles');
    const row = (key) => getProfiles.request.url.query.find((one) => one.key === key);
    /** Press "Send", with the environment that comes with the collection unless other options are given. */
    const press = async (name, options = { environment }) => {
      const [{ record }] = await send(collection, recorder, { ...options, folder: [name] });
      return { ...record, parameters: Object.fromEntries(new URL(record.url, recorder.url).searchParams) };
    };

    await t.test('before privateKey has a value, nothing stands for it', async () => {
      const { headers } = await press('Get Profiles');
      assert.equal(headers.authorization.trim(), 'Klaviyo-API-Key');
    });

    await t.test('set privateKey and companyId, send Get Profiles', async () => {
      set(environment, 'privateKey', PRIVATE_KEY);
      set(environment, 'companyId', COMPANY_ID);
      const { method, url, headers } = await press('Get Profiles');
      assert.deepEqual([method, url, headers.authorization], ['GET', '/api/profiles', PRIVATE]);
    });

    await t.test('select filter, and replace its value', async () => {
      row('filter').disabled = false;
      row('filter').value = FILTER;
      const { parameters, headers } = await press('Get Profiles');
      assert.deepEqual([parameters, headers.authorization], [{ filter: FILTER }, PRIVATE]);
    });

    await t.test('select fields[profile], as it is and with the value of the guide', async () => {
      row('fields[profile]').disabled = false;
      const { parameters } = await press('Get Profiles');
      assert.deepEqual(Object.keys(parameters).toSorted(), ['fields[profile]', 'filter']);
      assert.doesNotMatch(parameters['fields[profile]'], /[<{]/);
      row('fields[profile]').value = 'created';
      assert.deepEqual((await press('Get Profiles')).parameters, { filter: FILTER, 'fields[profile]': 'created' });
    });

    await t.test('send a client request: the public key, never the private one', async () => {
      const { method, url, headers, body } = await press('Create Client Subscription');
      assert.deepEqual([method, url], ['POST', `/client/subscriptions?company_id=${COMPANY_ID}`]);
      assert.equal(headers.authorization, undefined);
      assert.doesNotMatch(JSON.stringify(headers) + body, new RegExp(PRIVATE_KEY));
      assert.equal(JSON.parse(body).data.type, 'subscription');
    });

    await t.test('both keys as globals, without an environment', async () => {
      // The guide recommends this for companyId: a variable of that name on the collection would hide it.
      const globals = { values: [{ key: 'companyId', value: COMPANY_ID }, { key: 'privateKey', value: PRIVATE_KEY }] };
      const { parameters } = await press('Create Client Subscription', { globals });
      assert.deepEqual(parameters, { company_id: COMPANY_ID });
      assert.equal((await press('Get Profiles', { globals })).headers.authorization, PRIVATE);
    });

    await t.test('companyId as a global, privateKey in the environment', async () => {
      // The row is shipped switched off, since an empty value would hide the global. The app reads `enabled`, which is
      // what it exports; newman knows `disabled` alone, so the row is said to it in its own word.
      const shipped = structuredClone(convert(spec).environment);
      set(shipped, 'privateKey', PRIVATE_KEY);
      for (const variable of shipped.values) variable.disabled = variable.enabled === false;
      const globals = { values: [{ key: 'companyId', value: COMPANY_ID }] };
      const { parameters } = await press('Create Client Subscription', { globals, environment: shipped });
      assert.deepEqual(parameters, { company_id: COMPANY_ID });
    });
  });
}

function named(collection, name) {
  return requestsOf(collection).find((item) => item.name === name);
}

function set(environment, key, value) {
  Object.assign(environment.values.find((variable) => variable.key === key), { value, enabled: true });
}
