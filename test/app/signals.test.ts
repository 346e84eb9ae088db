import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { eventually } from '../test-app';
import { serviceOfEachTest } from './service-process';

const KEY = 'the-admin-key-of-the-signals-test';

const eachTest = serviceOfEachTest(KEY);

/** Sends the headers of a settings change; resolves when the service waits for the body. */
async function beginPatch(port: number, length: number): Promise<ClientRequest> {
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    method: 'PATCH',
    path: '/api/v1/settings',
    agent: false,
    headers: {
      Authorization: `Bearer ${KEY}`,
      'Content-Type': 'application/json',
      'Content-Length': length,
      Expect: '100-continue',
    },
  });
  request.flushHeaders();
  await once(request, 'continue');
  return request;
}

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

test('SIGTERM completes the running request, then exits with 0', async () => {
  const { process: service, adminPort, lines } = await eachTest.start();
  const exited = once(service, 'exit');
  const body = JSON.stringify({ sipPort: 5070 });
  const request = await beginPatch(adminPort, body.length);

  service.kill('SIGTERM');
  await eventually(() => isRefused(adminPort));
  expect(service.exitCode).toBeNull();
  request.end(body);

  const [response]: IncomingMessage[] = await once(request, 'response');
  let text = '';
  for await (const chunk of response ?? []) text += String(chunk);
  expect(response?.statusCode).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ sipPort: 5070 });
  expect(await exited).toEqual([0, null]);
  expect(lines.filter(({ level }) => level >= 50)).toEqual([]);
});
