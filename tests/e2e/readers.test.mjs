// Every collection, read by other programs that know the format: without a complaint, and as it is meant.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import validator from '@har-sdk/validator';
import bruno from '@usebruno/converters';
import generators from 'postman-code-generators';
import sdk from 'postman-collection';
import { sentByScript } from './lib/k6.mjs';
import { keyOf, operationsOf } from './lib/operations.mjs';
import { convert, PYTHON, requestsOf, skip, specs, withFiles } from './lib/specs.mjs';
import { COMPANY_ID, PRIVATE_KEY, problems } from './lib/wire.mjs';

const require = createRequire(import.meta.url);
// The function behind the command of the same name, which would also copy the libraries that k6 needs.
const postmanToK6 = require('@apideck/postman-to-k6/lib/convert/object');
const SNIPPETS = path.join(import.meta.dirname, 'lib/snippets.py');
const GIVEN = { privateKey: PRIVATE_KEY, companyId: COMPANY_ID };
const HEADER = { key: 'Authorization', value: 'Klaviyo-API-Key {{privateKey}}', in: 'header' };

for (const spec of specs()) {
  test(spec.name, { skip: skip(spec), timeout: 120_000 }, async (t) => {
    const { document, collection, environment } = convert(spec);
    const operations = operationsOf(document);
    const requests = requestsOf(collection);
    const operationOf = new Map(requests.map((item) => [item.id, operations.get(keyOf(item.request))]));
    const baseUrl = document.servers[0].url;
    /** What is wrong with what a reader made of a request. */
    const complaints = ({ id, name, request }, { body, ...sent }) => {
      const found = problems({ ...sent, body: Buffer.from(body) }, operationOf.get(id));
      if (!sent.url.startsWith(`${baseUrl}/`)) found.push(`URL is ${sent.url}`);
      if (request.body?.mode === 'raw' && !same(body, request.body.raw)) found.push(`body is ${body}`);
      return found.map((problem) => `${name}: ${problem}`);
    };

    await t.test('postman-collection: auth, URLs, examples', () => {
      const items = itemsOf(collection);
      assert.equal(items.length, operations.size);
      for (const item of items) {
        const auth = item.getAuth();
        const { isPublic } = operationOf.get(item.id);
        assert.equal(auth.type, isPublic ? 'noauth' : 'apikey', item.name);
        if (isPublic) continue;
        assert.deepEqual(Object.fromEntries(auth.parameters().map(({ key, value }) => [key, value])), HEADER);
      }
      for (const { name, request, response } of requests) {
        const { raw, variable, ...parts } = request.url; // without values for `:id`, which it would fill in
        assert.equal(new sdk.Url(parts).toString(), raw, name);
        for (const example of response) readExample(new sdk.Response(example), example);
      }
    });

    await t.test('postman-code-generators: curl and Python', async () => {
      const snippets = await Promise.all(itemsOf(collection).map(async (item) => {
        const request = asCopied(item, { ...GIVEN, baseUrl });
        return { curl: await snippet('curl', 'curl', request), python: await snippet('python', 'requests', request) };
      }));
      const sent = JSON.parse(execFileSync(PYTHON, [SNIPPETS], { input: JSON.stringify(snippets), maxBuffer: 1e9 }));
      assert.deepEqual([
        ...sent.flatMap(({ curl }, index) => complaints(requests[index], curl)),
        ...sent.flatMap(({ python }, index) => complaints(requests[index], python)),
      ], []);
    });

    await t.test('@usebruno/converters: methods, URLs, auth, environment', async () => {
      const { collection: read, issues } = await bruno.postmanToBruno(structuredClone(collection));
      assert.deepEqual(issues ?? [], []);
      const converted = brunoRequests(read);
      assert.equal(converted.length, requests.length);
      for (const [index, { name, request }] of converted.entries()) {
        const { request: ours, id } = requests[index];
        assert.equal(`${request.method} ${request.url}`, `${ours.method} ${ours.url.raw}`, name);
        assert.equal(request.auth.mode, operationOf.get(id).isPublic ? 'none' : 'inherit', name);
        const named = (kind) => request.params.filter(({ type }) => type === kind).map((param) => param.name);
        assert.deepEqual(named('path'), (ours.url.variable ?? []).map(({ key }) => key), name);
        assert.deepEqual(named('query'), (ours.url.query ?? []).map(({ key }) => key), name);
      }
      assert.equal(read.root.request.auth.apikey.value, HEADER.value);
      const { variables } = await bruno.postmanToBrunoEnvironment(structuredClone(environment));
      assert.deepEqual(
        variables.map(({ name, value, secret }) => [name, value, secret]),
        [['privateKey', '', true], ['companyId', '', false]],
      );
    });

    await t.test('@apideck/postman-to-k6: what its script sends', async () => {
      // Uploads stand last and have a file: it drops the Content-Type of all that follow one, and cannot take
      // a form whose file is not chosen yet, which is how the app exports them.
      const isUpload = ({ request }) => request.body?.mode === 'formdata';
      const item = [...requests.filter((one) => !isUpload(one)), ...requests.filter(isUpload)];
      const [script] = await postmanToK6(withFiles({ ...collection, item }));
      const sent = sentByScript(script, { ...GIVEN, baseUrl });
      assert.equal(sent.length, requests.length);
      assert.deepEqual(sent.flatMap((one, index) => complaints(item[index], one)), []);
    });

    await t.test('@har-sdk/validator: Postman\'s schema', async () => {
      assert.deepEqual(await new validator.PostmanValidator().verify(structuredClone(collection)), []);
    });
  });
}

function itemsOf(collection) {
  const items = [];
  new sdk.Collection(structuredClone(collection)).forEachItem((item) => items.push(item));
  return items;
}

function readExample(response, { name, body, header }) {
  assert.ok(response.reason(), name);
  assert.equal(response.headers.count(), header.length, name);
  const type = response.headers.get('Content-Type') ?? '';
  if (type.includes('json')) assert.deepEqual(response.json(), JSON.parse(body), name);
}

/** A request as the app hands it to a code generator: variables filled in, the authorization a header. */
function asCopied(item, given) {
  const variables = new sdk.VariableList(null, Object.entries(given).map(([key, value]) => ({ key, value })));
  const copied = item.request.toJSON();
  const auth = item.getAuth().parameters();
  if (auth.has('key')) copied.header.push({ key: auth.get('key'), value: auth.get('value') });
  return new sdk.Request(sdk.Property.replaceSubstitutionsIn(copied, [variables]));
}

function snippet(language, variant, request) {
  // A clone, since some generators change what they are given.
  return promisify(generators.convert)(language, variant, request.clone(), {});
}

function brunoRequests(folder) {
  return folder.items.flatMap((child) => (child.type === 'folder' ? brunoRequests(child) : [child]));
}

function same(one, other) {
  try {
    assert.deepEqual(JSON.parse(one), JSON.parse(other));
    return true;
  } catch {
    return false;
  }
}
