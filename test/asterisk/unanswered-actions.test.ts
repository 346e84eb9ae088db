import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { openAmiTransport } from '../../src/asterisk/transport';
import { heapInUse } from '../trust/heap';

const ACTIONS = 20_000;

let server: Server;
let stop: AbortController;
beforeEach(async () => {
  stop = new AbortController();
  // Accepts the login, and answers nothing else.
  server = createServer((socket) => {
    socket.write('Asterisk Call Manager/11.0.0\r\n');
    socket.once('data', (login) => {
      const id = /actionid: (\d+)/i.exec(login.toString())?.[1];
      socket.write(`Response: Success\r\nActionID: ${id}\r\n\r\n`);
    });
    socket.resume();
    socket.on('error', () => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  stop.abort();
  server.close();
  await once(server, 'close');
});

test('actions without an answer leave nothing in memory', async () => {
  const { port } = server.address() as AddressInfo;
  const account = { host: '127.0.0.1', port, user: 'hotdesk', secret: 'secret' };
  const onMessage = jest.fn();
  const transport = await openAmiTransport({ account, loginTimeout: 10_000, onMessage, signal: stop.signal });
  const sendAll = async (prefix: string) => {
    for (let number = 0; number < ACTIONS; number += 1) {
      transport.send({ action: 'Ping' }, `${prefix}-${number}`);
      // Lets the socket write.
      if (number % 500 === 0) await new Promise(setImmediate);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  };
  await sendAll('first');
  const before = heapInUse();
  await sendAll('second');
  // A name and a listener for each would be about 6 MB.
  expect(heapInUse() - before).toBeLessThan(2_000_000);
});
