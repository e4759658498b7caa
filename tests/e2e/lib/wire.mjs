// What is wrong with a request as it went over the wire: all that Prism does not see.

/** Values that a user would give, such that each is recognised wherever it turns up. */
export const PRIVATE_KEY = 'pk_e2e0123456789abcdef';
export const COMPANY_ID = 'E2eCmp';

// Postman's variables and path variables, and our own placeholder, as they are and percent-encoded.
const UNRESOLVED = /\{\{|%7B%7B|\/:[a-z]|%3A[a-z]+(_id|Id)|<[a-z]+>|%3C[a-z]+%3E/i;

/**
 * @typedef {object} Sent a request as the server got it
 * @property {string} method
 * @property {string} url path and query
 * @property {Record<string, string>} headers names in lower case
 * @property {Buffer} body
 */

/**
 * All that is wrong with a sent request, by what the spec says of its operation.
 * @param {Sent} sent
 * @param {import('./operations.mjs').Operation} operation
 * @returns {string[]}
 */
export function problems(sent, operation) {
  const url = new URL(sent.url, 'http://127.0.0.1');
  const found = [...target(sent, url, operation), ...credentials(sent, url, operation), ...media(sent, operation)];
  for (const [place, text] of [['URL', sent.url], ...Object.entries(sent.headers)]) {
    if (UNRESOLVED.test(text)) found.push(`unresolved in ${place}: ${text}`);
  }
  if (sent.headers.revision !== operation.revision) {
    found.push(`revision is ${sent.headers.revision}, not ${operation.revision}`);
  }
  return found;
}

function target(sent, url, operation) {
  const found = [];
  if (sent.method !== operation.method) found.push(`method is ${sent.method}`);
  // Slashes at the end count: they came and went with the revisions.
  if (!operation.path.test(url.pathname)) found.push(`path is ${url.pathname}`);
  for (const [name, value] of url.searchParams) {
    const parameter = operation.query.get(name);
    if (!parameter) {
      found.push(`undeclared query parameter ${name}`);
      continue;
    }
    const { schema } = parameter;
    const allowed = schema.enum ?? schema.items?.enum;
    const values = schema.type === 'array' ? value.split(',') : [value];
    for (const one of values.filter((text) => allowed && !allowed.map(String).includes(text))) {
      found.push(`${name} is ${one}, which is not among its values`);
    }
  }
  for (const [name, parameter] of operation.query) {
    if (parameter.required && !url.searchParams.has(name)) found.push(`no query parameter ${name}`);
  }
  return found;
}

function credentials(sent, url, operation) {
  const found = [];
  const said = sent.headers.authorization;
  if (!operation.isPublic && said !== `Klaviyo-API-Key ${PRIVATE_KEY}`) found.push(`Authorization is ${said}`);
  const everything = sent.url + JSON.stringify(sent.headers) + sent.body.toString('latin1');
  if (operation.isPublic && said !== undefined) found.push('Authorization on a public operation');
  if (operation.isPublic && everything.includes(PRIVATE_KEY)) found.push('the private key on a public operation');
  const company = url.searchParams.get('company_id');
  if (operation.isPublic && operation.query.has('company_id') && company !== COMPANY_ID) {
    found.push(`company_id is ${company}`);
  }
  return found;
}

function media(sent, operation) {
  const found = [];
  const [type] = (sent.headers['content-type'] ?? '').split(';');
  if (operation.takes.length === 0) {
    if (sent.body.length > 0) found.push('a body, but the operation takes none');
    if (type) found.push(`Content-Type ${type}, but the operation takes no body`);
  } else {
    if (sent.body.length === 0) found.push('no body');
    if (!operation.takes.includes(type)) found.push(`Content-Type is ${type}, not ${operation.takes.join(' or ')}`);
  }
  const accepted = sent.headers.accept;
  if (operation.answers.length > 0 && !operation.answers.includes(accepted)) {
    found.push(`Accept is ${accepted}, not ${operation.answers.join(' or ')}`);
  }
  return found;
}
