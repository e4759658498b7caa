// What a spec says of each operation, as far as a sent request can be held to it.
//
// Deliberately a second, smaller reading of the spec, which shares no line with the converter.

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/**
 * @typedef {object} Operation
 * @property {string} key method and path, as `GET /api/lists/{id}`
 * @property {string} method
 * @property {RegExp} path matches the path of a request to it, in full
 * @property {boolean} isPublic whether it takes no credentials
 * @property {Map<string, object>} query its query parameters by name
 * @property {string | undefined} revision what the `revision` header must say
 * @property {string[]} takes media types of the request's body
 * @property {string[]} answers media types of all its responses
 */

/** The operations of a spec by their key. @returns {Map<string, Operation>} */
export function operationsOf(document) {
  const resolved = (value) => (value?.$ref ? resolved(at(document, value.$ref)) : value);
  const operations = new Map();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((name) => name in item)) {
      const operation = item[method];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved);
      const named = (location) => new Map(parameters
        .filter((parameter) => parameter.in === location)
        .map((parameter) => [parameter.name, { ...parameter, schema: resolved(parameter.schema) }]));
      const security = operation.security ?? document.security ?? [];
      const responses = Object.values(operation.responses).map(resolved);
      operations.set(`${method.toUpperCase()} ${path}`, {
        key: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path: pattern(path),
        isPublic: security.every((requirement) => Object.keys(requirement).length === 0),
        query: named('query'),
        revision: named('header').get('revision')?.schema.default,
        takes: Object.keys(resolved(operation.requestBody)?.content ?? {}),
        answers: [...new Set(responses.flatMap((response) => Object.keys(response.content ?? {})))],
      });
    }
  }
  return operations;
}

/** The key of the operation that a request of a collection was made from. */
export function keyOf(request) {
  const path = request.url.path.map((segment) => segment.replace(/^:(.+)$/, '{$1}')).join('/');
  return `${request.method} /${path}`;
}

function pattern(path) {
  const literal = (text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal(path).replace(/\{[^{}]+\}/g, '[^/]+')}$`);
}

function at(document, reference) {
  const unescaped = (key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~');
  return reference.slice(2).split('/').reduce((value, key) => value[unescaped(key)], document);
}
