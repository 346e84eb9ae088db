import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { BRANDS } from '../../phoneapps';
import { DEVICE_PROFILES } from '../../phoneapps/device-profiles';
import { startVirtualPhones, VIRTUAL_PHONES } from '../../src/demo/virtual-phones';
import type { LogFields } from '../../src/desk/ports/log';
import { errorCode } from '../../src/lib/errors';
import { startTestServer } from '../simulator/support/http-server';

/** Holds the SIP port of each virtual phone at its own address, unless another program does already. */
async function holdTheirPorts(): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (const { address } of VIRTUAL_PHONES) {
    const socket = createSocket('udp4');
    socket.bind(5060, address);
    const outcome = await Promise.race([
      once(socket, 'listening').then(() => null),
      once(socket, 'error').then(([error]) => error),
    ]);
    if (outcome === null) sockets.push(socket);
    else if (errorCode(outcome) !== 'EADDRINUSE') throw outcome;
  }
  return sockets;
}

it('phones of the demo whose SIP port is taken are at other addresses, and the log says where', async () => {
  const server = await startTestServer();
  const lines: LogFields[] = [];
  const write = (fields: LogFields) => lines.push(fields);
  const log = { debug: write, info: write, warn: write, error: write };
  const held = await holdTheirPorts();
  const phones = await startVirtualPhones(BRANDS, DEVICE_PROFILES, `${server.url}/provision/`, log);
  try {
    const moved = lines.filter(({ event }) => event === 'virtual-phone.moved');
    expect(moved.map(({ phone, taken }) => [phone, taken])).toEqual(
      VIRTUAL_PHONES.map(({ name, address }) => [name, address]),
    );
    expect(new Set(moved.map(({ address }) => address)).size).toBe(VIRTUAL_PHONES.length);
    expect(lines.filter(({ event }) => event === 'virtual-phone.off')).toEqual([]);
    // They are on: each has asked for its files.
    for (const { mac } of VIRTUAL_PHONES)
      expect(server.requests.some(({ url }) => url.toLowerCase().includes(mac))).toBe(true);
  } finally {
    await phones.stop();
    for (const socket of held) socket.close();
    await server.close();
  }
});
