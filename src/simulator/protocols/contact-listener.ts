import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { PhoneProtocol } from './phone-protocol';

const MAX_BYTES = 1_000;

export interface ContactListener {
  stop(): Promise<void>;
}

/**
 * Listens at the phone's address for contact requests of the provisioning service.
 * @throws the socket's error when the port is taken.
 */
export async function listenForContact(
  { contact, isContactRequest }: PhoneProtocol,
  address: string,
  onContact: () => void,
): Promise<ContactListener> {
  const server = createServer((request, response) => {
    handleRequest(request, response).catch((error: unknown) => response.destroy(asError(error)));
  });
  const handleRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isRequest = request.method === 'POST' && request.url === contact.path;
    const isContact = isRequest && isContactRequest(await bodyOf(request));
    response.writeHead(isContact ? 204 : 404, { 'Content-Length': '0', Connection: 'close' }).end();
    if (isContact) onContact();
  };
  await listen(server, contact.port, address);
  return {
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BYTES) throw new Error('too long for a phone');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
