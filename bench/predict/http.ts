import { Agent, request } from 'node:http';
import { IN_FLIGHT } from './measure.ts';

/** Posts JSON over connections that stay open, and resolves with the whole answer. @throws Error unless it is a 200 */
export function poster(url: string): { post(body: string): Promise<string>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const post = (body: string) =>
    new Promise<string>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${url}: expected 200, got ${response.statusCode}: ${text.slice(0, 300)}`));
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { post, close: () => agent.destroy() };
}
