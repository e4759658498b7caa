// A k6 script as postman-to-k6 writes it, run without k6: what would it send?

import vm from 'node:vm';

/**
 * @param {string} script
 * @param {Record<string, string>} variables values for `{{name}}`
 * @returns {import('./wire.mjs').Sent[]}
 */
export function sentByScript(script, variables) {
  const resolved = (text) => text.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => variables[name] ?? `{{${name}}}`);
  const variable = Symbol('variable');
  const requests = [];
  const globals = {
    postman: { [Symbol.for('initial')]() {}, [Symbol.for('request')]: (request) => requests.push(request) },
    pm: { [variable]: (name) => variables[name] },
    group: (name, run) => run(),
    http: { file: () => 'file' },
    open() {},
  };
  // Of the module only what is outside of any function matters; the libraries that it imports are k6's.
  const plain = script
    .replaceAll(/^import [^;]*;$/gm, '')
    .replace('export let options', 'let options')
    .replace('export default function()', 'const main = function()');
  vm.runInNewContext(`${plain}\nmain();`, globals, { timeout: 10_000 });
  return requests.map(({ method, address, headers = {}, data, auth }) => {
    const config = { headers: { ...headers } };
    auth?.(config, variable);
    const lower = Object.entries(config.headers).map(([key, value]) => [key.toLowerCase(), resolved(value)]);
    const form = typeof data === 'object' ? [['content-type', 'multipart/form-data']] : []; // k6 says so by itself
    const body = Buffer.from(typeof data === 'object' ? JSON.stringify(data) : (data ?? ''));
    return { method, url: resolved(address), headers: Object.fromEntries([...form, ...lower]), body };
  });
}
