import { connect } from 'node:net';

/** An answer without its headers. */
export interface PipelinedAnswer {
  readonly status: number;
  readonly body: string;
}

const TIMEOUT_MS = 60_000;

/**
 * Sends raw requests one after the other over as few connections as the server allows, and returns the answer to each. If
 * the server closes the connection without an answer, the status is 0.
 */
export async function sendPipelined(
  port: number,
  from: string,
  requests: readonly string[],
): Promise<PipelinedAnswer[]> {
  const answers: PipelinedAnswer[] = [];
  while (answers.length < requests.length) {
    const got = await oneConnection(port, from, requests.slice(answers.length));
    answers.push(...(got.length > 0 ? got : [{ status: 0, body: '' }]));
  }
  return answers;
}

function oneConnection(
  port: number,
  localAddress: string,
  requests: readonly string[],
): Promise<PipelinedAnswer[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    const reader = createAnswerReader();
    const end = () => {
      socket.destroy();
      resolve(reader.answers.slice(0, requests.length));
    };
    socket.setTimeout(TIMEOUT_MS, () => reject(new Error(`no answer to ${requests[reader.answers.length]}`)));
    socket.on('data', (chunk) => {
      reader.take(chunk);
      if (reader.answers.length >= requests.length) end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? end() : reject(error),
    );
    socket.on('close', end);
    socket.write(requests.join(''), 'latin1');
  });
}

/** Splits the data into answers. Every answer of ours has a Content-Length or no body. */
function createAnswerReader() {
  const answers: PipelinedAnswer[] = [];
  let rest = Buffer.alloc(0);
  return {
    answers,
    take(chunk: Buffer): void {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = rest.subarray(0, end).toString('latin1');
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
        if (rest.length < end + 4 + length) return;
        const body = rest.subarray(end + 4, end + 4 + length).toString('utf8');
        answers.push({ status: Number(head.slice(9, 12)), body });
        rest = rest.subarray(end + 4 + length);
      }
    },
  };
}
