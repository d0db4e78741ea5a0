import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface Mail {
  from: string;
  to: string[];
  /** Who logged in before. */
  username: string;
  password: string;
  /** Headers and body as they came, quoted-printable undone. */
  text: string;
}

/** A mail server (RFC 5321, AUTH LOGIN) that keeps what it is sent. `host` is the address that it listens on. */
export async function smtpSink(host = '127.0.0.1') {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    converse(socket, mails).catch(() => socket.destroy());
  });
  await once(server.listen(0, host), 'listening');
  return {
    mails,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function converse(socket: Socket, mails: Mail[]): Promise<void> {
  const lines = linesOf(socket);
  const read = async (): Promise<string> => (await lines.next()).value ?? 'QUIT';
  const answer = (text: string) => socket.write(`${text}\r\n`);
  const ask = async (prompt: string): Promise<string> => {
    answer(`334 ${Buffer.from(prompt).toString('base64')}`);
    return Buffer.from(await read(), 'base64').toString();
  };
  let mail: Mail = { from: '', to: [], username: '', password: '', text: '' };
  answer('220 sink');
  for (;;) {
    const line = await read();
    const [verb] = line.split(/[ :]/) as [string];
    if (verb === 'EHLO') answer('250-sink\r\n250 AUTH LOGIN');
    else if (verb === 'AUTH') {
      mail = { ...mail, username: await ask('Username:'), password: await ask('Password:') };
      answer('235 welcome');
    } else if (verb === 'MAIL') {
      mail.from = addressOf(line);
      answer('250 ok');
    } else if (verb === 'RCPT') {
      mail.to.push(addressOf(line));
      answer('250 ok');
    } else if (verb === 'DATA') {
      answer('354 until a dot');
      for (let text = await read(); text !== '.'; text = await read())
        mail.text += `${text.replace(/^\./, '')}\n`;
      mails.push({ ...mail, text: unquoted(mail.text) });
      answer('250 kept');
    } else if (verb === 'QUIT') return void socket.end('221 bye\r\n');
    else answer(`500 expected EHLO, AUTH, MAIL, RCPT, DATA or QUIT, got ${verb}`);
  }
}

async function* linesOf(socket: Socket): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of socket) {
    const lines = (rest + String(chunk)).split('\r\n');
    rest = lines.pop()!;
    yield* lines;
  }
  return undefined;
}

const addressOf = (line: string): string => /<(.*)>/.exec(line)?.[1] ?? '';

/** RFC 2045, 6.7; of text that is not quoted nothing changes but an equals sign before two hexadecimal digits. */
const unquoted = (text: string): string =>
  text
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
