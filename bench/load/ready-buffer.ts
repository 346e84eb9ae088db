// What HTTP itself costs on this machine: a server that has its answer ready. Arguments: port, size of the answer.
import { createServer } from 'node:http';

const [port, size] = process.argv.slice(2).map(Number);
const body = Buffer.alloc(size ?? 0, 'x');
const headers = { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': String(body.length) };

createServer((_request, response) => {
  response.writeHead(200, headers).end(body);
}).listen(port, '127.0.0.1');
