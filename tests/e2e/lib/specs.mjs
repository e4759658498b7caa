// Which specs the tests run on, and their collections, made by the command line as a user would.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import yaml from 'js-yaml';

const HERE = path.dirname(import.meta.dirname);
const ROOT = path.resolve(HERE, '../..');
const SAMPLES = path.join(ROOT, 'specs/sample');
/** A Python that has the project installed. */
export const PYTHON = process.env.E2E_PYTHON ?? path.join(ROOT, '.venv/bin/python');
export const IMAGE = path.join(HERE, 'fixtures/pixel.png');

// Beside the newest: the first of all, and the two around the change of media type and trailing slash.
const OLDER = ['2022-10-17', '2024-07-15', '2024-10-15'];

/** @typedef {{name: string, file: string | null}} Spec `file` is null where a real spec is not at hand */

/** All specs to test with: the bundled samples, and of the real ones those that differ in kind. @returns {Spec[]} */
export function specs() {
  return [
    ...samples(),
    ...OLDER.map((revision) => real().find(({ name }) => name === `${revision} stable`) ?? missing(revision)),
    newest(real(), 'stable'),
    newest(real(), 'beta'),
  ];
}

/** The newest stable spec of the bundled samples, and that of the real ones. @returns {Spec[]} */
export function newestStable() {
  return [newest(samples(), 'stable'), newest(real(), 'stable')];
}

/** The reason to skip a spec, or false. Fails where real specs are required. @param {Spec} spec */
export function skip(spec) {
  if (spec.file) return false;
  const reason = 'needs Klaviyo\'s specs: let KLAVIYO_SPECS name a folder of <branch>/openapi/<channel>.json';
  assert.notEqual(process.env.REQUIRE_REAL_SPECS, '1', `${spec.name}: ${reason}`);
  return reason;
}

/**
 * Convert a spec: its document, the collection and environment that were written, and the places of schemas of
 * which the manifest says that their branches are alike. @param {Spec} spec
 */
export function convert(spec) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'klaviyo-postman-e2e-'));
  try {
    const args = ['-m', 'generator', '--quiet', 'generate', spec.file, '--output', folder];
    execFileSync(PYTHON, args, { cwd: folder, timeout: 60_000, stdio: 'pipe' });
    const [revision] = fs.readdirSync(folder);
    const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, revision, name)));
    const alike = read('manifest.json').findings
      .filter(({ rule }) => rule === 'choice-ambiguous')
      .map(({ pointer }) => pointer);
    return {
      document: load(spec.file),
      collection: read('klaviyo.postman_collection.json'),
      environment: read('klaviyo.postman_environment.json'),
      alike,
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** The requests of a collection, at any depth. */
export function requestsOf(group) {
  return group.item.flatMap((child) => (child.request ? [child] : requestsOf(child)));
}

/** A copy of a collection in which the user has chosen a file for each upload; none is chosen as it comes. */
export function withFiles(collection) {
  const copy = structuredClone(collection);
  for (const item of requestsOf(copy)) {
    for (const row of item.request.body?.formdata ?? []) if (row.type === 'file') row.src = IMAGE;
  }
  return copy;
}

function load(file) {
  const text = fs.readFileSync(file, 'utf8');
  // The core schema, as dates are text in JSON.
  return file.endsWith('.json') ? JSON.parse(text) : yaml.load(text, { schema: yaml.CORE_SCHEMA });
}

function found(folder, extension) {
  const files = fs.readdirSync(folder).flatMap((branch) => ['stable', 'beta'].map((channel) => ({
    name: `${branch} ${channel}`,
    file: path.resolve(folder, branch, 'openapi', `${channel}.${extension}`),
  })));
  return files.filter(({ file }) => fs.existsSync(file)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function samples() {
  return found(SAMPLES, 'yaml').map((spec) => ({ ...spec, name: `sample ${spec.name}` }));
}

function real() {
  const folder = process.env.KLAVIYO_SPECS;
  return folder ? found(folder, 'json').filter((spec) => /^\d/.test(spec.name)) : []; // not main: it is one of them
}

function newest(those, channel) {
  return those.findLast((spec) => spec.name.endsWith(channel)) ?? missing(`newest ${channel}`);
}

function missing(name) {
  return { name, file: null };
}
