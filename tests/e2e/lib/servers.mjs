// Servers on the loopback interface, on ports that are free: a Prism mock, and one that records what it gets.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const PRISM = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
const HOST = '127.0.0.1';
const START_LIMIT = 120_000; // ms; 10 s on an idle machine

// Whatever happens to the tests, no mock outlives them.
const mocks = new Map(); // to the folders of their specs
process.once('exit', () => mocks.forEach(end));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/**
 * Start a server that keeps every request it gets, and forwards it to `target` if there is one.
 *
 * What it kept is what was really sent, whatever the sender believes.
 * @param {string} [target] base URL
 */
export async function startRecorder(target) {
  const answer = { status: 200, type: 'application/json', text: '{"data":[]}' };
  const records = [];
  const server = http.createServer(async (request, response) => {
    const chunks = await request.toArray();
    const record = { method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks) };
    records.push(record);
    const { status, type, text } = await (target ? forward(target, record) : answer);
    Object.assign(record, { status, answer: text });
    response.writeHead(status, { 'content-type': type }).end(text);
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  return {
    url: `http://${HOST}:${server.address().port}`,
    /** The requests since it was last asked. */
    take: () => records.splice(0),
    stop: () => new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    }),
  };
}

/** Start a Prism mock of a document, which must have been prepared for it. */
export async function startMock(document) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'klaviyo-postman-mock-'));
  const file = path.join(folder, 'spec.json');
  fs.writeFileSync(file, JSON.stringify(document));
  // The schemas of flows contain each other so deeply that the usual stack does not do.
  const args = ['--stack-size=6000', '--max-old-space-size=3000', PRISM, 'mock', file];
  args.push('-h', HOST, '-p', '0', '--errors');
  const mock = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  mocks.set(mock, folder);
  const ended = once(mock, 'exit');
  const stop = async () => {
    end(folder, mock);
    await ended;
    mocks.delete(mock);
  };
  try {
    const url = await announced(mock);
    return { url, stop, memory: () => peakMemory(mock.pid) };
  } catch (error) {
    await stop();
    throw error;
  }
}

function end(folder, mock) {
  mock.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
}

/** The address that Prism says it listens on. Goes on reading what it says: a full pipe would halt it. */
function announced(mock) {
  return new Promise((resolve, reject) => {
    let said = '';
    const read = (chunk) => {
      said = (said + chunk).slice(-2000);
      const address = said.match(/listening on (http:\/\/[\d.]+:\d+)/);
      if (address) resolve(address[1]);
    };
    mock.stdout.setEncoding('utf8').on('data', read);
    mock.stderr.setEncoding('utf8').on('data', read);
    mock.once('exit', (code) => reject(new Error(`Prism ended with ${code}:\n${said}`)));
    setTimeout(() => reject(new Error(`Prism took longer than ${START_LIMIT} ms:\n${said}`)), START_LIMIT).unref();
  });
}

/** Megabytes, or null where the system does not tell. */
function peakMemory(pid) {
  try {
    return Math.round(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+) kB/)[1] * 1.024e-3);
  } catch {
    return null;
  }
}

async function forward(target, { method, url, headers, body }) {
  if (headers['content-type']?.endsWith('json') && !parses(body)) {
    return { status: 400, type: 'text/plain', text: 'not JSON' }; // Prism would never answer
  }
  const options = { method, headers: { ...headers, host: new URL(target).host }, agent: false };
  try {
    const request = http.request(target + url, options);
    request.end(body);
    const [response] = await once(request, 'response');
    const text = Buffer.concat(await response.toArray()).toString();
    return { status: response.statusCode, type: response.headers['content-type'] ?? 'text/plain', text };
  } catch (error) {
    return { status: 502, type: 'text/plain', text: `${target} is gone: ${error.message}` };
  }
}

function parses(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
