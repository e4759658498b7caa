// A copy of a spec from which Prism validates requests as the spec means them, in bearable time.

/**
 * Prepare a copy of a spec for Prism. What it accepts of a request stays the same.
 *
 * Prism turns `nullable` without `type` (hundreds stand beside `$ref`, `oneOf` or `allOf`) into a schema that
 * its validator refuses to compile, and then skips the whole body without a word.
 *
 * Only requests are to be judged, so of the responses nothing is left but their success codes: validating its
 * own answers takes Prism minutes and gigabytes. Without an error response in the spec its 422 lists every
 * violation. Schemas that no request needs are left out, since Prism inlines them all, unused ones as well.
 *
 * `alike` are the JSON pointers of schemas whose oneOf nothing satisfies, as each value is one of several
 * branches: there one of them is enough.
 */
export function mockable(document, alike = []) {
  const loose = structuredClone(document);
  for (const place of alike) loosen(loose, place);
  const copy = nullableMended(loose);
  for (const operation of Object.values(copy.paths).flatMap((item) => Object.values(item))) {
    if (!operation.responses) continue;
    const success = Object.keys(operation.responses).filter((code) => code.startsWith('2'));
    operation.responses = Object.fromEntries(success.map((code) => [code, { description: '' }]));
  }
  const { securitySchemes, ...components } = copy.components;
  copy.components = { ...used(components, copy.paths), securitySchemes };
  return copy;
}

function loosen(document, place) {
  const keys = place.replace(/\/anyOf\/0$/, '').split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  // What may be null as well stands one level deeper once it is in the spelling of OpenAPI 3.1.
  const schema = keys.reduce((node, key) => node?.[key], document);
  if (!schema?.oneOf) return;
  schema.anyOf = schema.oneOf;
  delete schema.oneOf;
}

function nullableMended(value) {
  if (Array.isArray(value)) return value.map(nullableMended);
  if (value === null || typeof value !== 'object') return value;
  const mended = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, nullableMended(child)]));
  if (mended.nullable !== true || typeof mended.type === 'string') return mended;
  const { nullable, ...rest } = mended;
  return { anyOf: [rest, { enum: [null] }] };
}

/** Those of the components that `root` refers to, directly or not. */
function used(components, root) {
  const kept = {};
  const visit = (value) => {
    if (value === null || typeof value !== 'object') return;
    const [, kind, name] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(value.$ref ?? '') ?? [];
    if (kind && !kept[kind]?.[name]) {
      kept[kind] = { ...kept[kind], [name]: components[kind][name] };
      visit(components[kind][name]);
    }
    Object.values(value).forEach(visit);
  };
  visit(root);
  return kept;
}
