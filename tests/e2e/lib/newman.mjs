// newman, Postman's own runner, as a function from a collection to what went over the wire.

import newman from 'newman';
import { requestsOf } from './specs.mjs';

/**
 * Send every request of a collection, one after the other.
 * @param {object} collection
 * @param {object} recorder the server they go to, `baseUrl` being its address
 * @param {{environment?: object, globals?: object, variables?: Record<string, string>, folder?: string[]}} [options]
 *   `folder` names the requests (or folders) to send, all if there are none
 * @returns {Promise<{item: object, record: object}[]>} each item of the collection with what the recorder got
 */
export function send(collection, recorder, { environment, globals, variables = {}, folder } = {}) {
  const items = new Map(requestsOf(collection).map((item) => [item.id, item]));
  const sent = [];
  return new Promise((resolve, reject) => {
    newman.run({
      collection,
      environment,
      globals,
      folder,
      // Stands before all other scopes, as a value that is set by hand in a session of the app.
      envVar: Object.entries({ baseUrl: recorder.url, ...variables }).map(([key, value]) => ({ key, value })),
      timeoutRequest: 180_000, // Prism takes its time to compile the schemas of flows
      insecureFileRead: true, // the file to upload lies beside the tests
    })
      .on('request', (error, { item }) => {
        const records = recorder.take();
        if (error || records.length !== 1) {
          reject(new Error(`${item.name}: ${error?.message ?? `sent ${records.length} times`}`));
        }
        sent.push({ item: items.get(item.id), record: records[0] });
      })
      .on('done', (error) => (error ? reject(error) : resolve(sent)));
  });
}
