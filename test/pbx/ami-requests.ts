import { connect } from 'node:net';
import type { AmiAccess } from '../lab/ami-boot';

/** The headers of an AMI action, without its ActionID. */
export type AmiHeaders = readonly string[];

/**
 * Sends these actions at once, on a separate connection, and returns their responses in the same order.
 * @throws Error when the connection ends or is silent for 10 s before all are answered
 */
export function amiResponses(ami: AmiAccess, actions: readonly AmiHeaders[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(ami.port, ami.host);
    const responses = new Map<number, string>();
    let heard = '';
    socket.setTimeout(10_000, () => socket.destroy(new Error('AMI is silent')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('AMI closed the connection')));
    socket.on('data', (chunk: Buffer) => {
      const messages = `${heard}${chunk.toString()}`.split('\r\n\r\n');
      heard = messages.pop() ?? '';
      for (const message of messages) {
        const id = /^ActionID: a(\d+)$/m.exec(message)?.[1];
        if (id !== undefined) responses.set(Number(id), message);
      }
      if (responses.size < actions.length) return;
      resolve(actions.map((_, index) => responses.get(index) ?? ''));
      socket.destroy();
    });
    const write = (headers: AmiHeaders) => socket.write(`${headers.join('\r\n')}\r\n\r\n`);
    write(['Action: Login', `Username: ${ami.user}`, `Secret: ${ami.secret}`, 'Events: off']);
    actions.forEach((headers, index) => {
      write([...headers, `ActionID: a${index}`]);
    });
  });
}

/** The values of these global variables or functions in Asterisk, in order. */
export async function amiVariables(ami: AmiAccess, names: readonly string[]): Promise<readonly string[]> {
  const responses = await amiResponses(
    ami,
    names.map((name) => ['Action: Getvar', `Variable: ${name}`]),
  );
  return responses.map((response) => /^Value: (.*)$/m.exec(response)?.[1]?.trim() ?? '');
}
