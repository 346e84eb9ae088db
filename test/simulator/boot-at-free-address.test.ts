import { createSocket, type Socket } from 'node:dgram';
import { addressesFrom, bootAtFreeAddress, type PhonePlace } from '../../src/simulator/boot-at-free-address';
import { createSimulatedPhone } from '../../src/simulator/phone';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { ACME_PROFILE, acme } from './support/acme';
import { startTestServer, type TestServer } from './support/http-server';

let server: TestServer;
const sockets: Socket[] = [];
const phones: SimulatedPhone[] = [];
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.powerOff();
  for (const socket of sockets.splice(0)) socket.close();
  await server.close();
});

/** Holds a port, as another program does; returns it. */
function hold(address: string, port = 0): Promise<number> {
  const socket = createSocket('udp4');
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => resolve(socket.address().port));
  });
}

async function boot(addresses: readonly string[], sipPort: number): Promise<PhonePlace> {
  const create = (place: PhonePlace) =>
    createSimulatedPhone({
      ...place,
      brand: acme(),
      profile: ACME_PROFILE,
      model: 'one',
      mac: '020000000009',
      url: `${server.url}/p/`,
      urlFrom: 'config',
    });
  const { phone, place } = await bootAtFreeAddress(addresses, sipPort, create);
  phones.push(phone);
  return place;
}

const [A, B, C] = [testAddress(82, 1), testAddress(82, 2), testAddress(82, 3)] as const;

it('a phone is at its first address when its port is free there', async () => {
  const port = await hold(C);
  expect(await boot([A, B], port)).toEqual({ address: A, sipPort: port });
});

it('phones side by side get an address each', async () => {
  const port = await hold(A);
  expect(await boot([A, B, C], port)).toEqual({ address: B, sipPort: port });
  expect(await boot([A, B, C], port)).toEqual({ address: C, sipPort: port });
});

it('where another program holds the port at all addresses, the phone gets another port', async () => {
  const port = await hold('0.0.0.0');
  expect(await boot([A, B], port)).toEqual({ address: A, sipPort: 0 });
});

it('another error is not taken for a port in use', async () => {
  await expect(boot(['192.0.2.77', A], 0)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
});

it('the addresses follow each other', () => {
  expect(addressesFrom('127.0.0.21').slice(0, 3)).toEqual(['127.0.0.21', '127.0.0.22', '127.0.0.23']);
});
